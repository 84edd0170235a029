import re

import polars as pl
import pytest

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.errors import DataError, PlanError

torch = pytest.importorskip("torch")
from counterpoise.torch import Pairing, PairInputs  # noqa: E402


def inputs(**known):
    numbers = torch.arange(4.0)[:, None]
    return PairInputs(original=numbers, counterfactual=numbers + 10, **known)


def known():
    return inputs(
        labels=torch.tensor([0.0, 1.0, 0.2, 0.0]),
        preserves_label=torch.tensor([True, True, True, False]),
    )


@pytest.mark.parametrize(
    ("where", "expected"),
    [("label_preserving", [0, 1, 2]), ("nontoxic", [0, 2]), ("all", range(4))],
)
def test_where_says_to_which_pairs_it_applies(where, expected):
    pairing = Pairing(pairs=known(), where=where)
    assert pairing.applicable.tolist() == list(expected)
    assert pairing.rows == len(expected)
    every = pairing.drawn(torch.arange(pairing.rows))
    assert every.original.reshape(-1).tolist() == list(expected)


def test_pairs_of_which_nothing_is_known_preserve_their_label():
    assert Pairing(pairs=inputs()).rows == 4


def test_the_cost_is_the_weighted_loss_of_the_logits():
    pairing = Pairing(pairs=inputs(), weight=3.0)
    sides = torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [2.0]])
    assert pairing.cost(pairing.drawn(torch.arange(2)), sides).item() == 3 * 4 / 2


def test_two_outputs_are_compared_by_their_log_odds():
    pairing = Pairing(pairs=inputs())
    sides = torch.tensor([[1.0, 3.0]]), torch.tensor([[5.0, 6.0]])
    assert pairing.cost(pairing.drawn(torch.arange(1)), sides).item() == (2 - 1) ** 2


def test_weights_of_pairs_count():
    pairing = Pairing(pairs=inputs(weights=torch.tensor([1.0, 0.0, 0.0, 0.0])))
    cost = pairing.cost(pairing.drawn(torch.tensor([0, 1])), (torch.zeros(2), torch.ones(2)))
    assert cost.item() == 1 / 2


@pytest.mark.parametrize(("still", "moves"), [("original", 1), ("counterfactual", 0)])
def test_one_side_can_stand_still(still, moves):
    sides = [torch.zeros(2, requires_grad=True), torch.ones(2, requires_grad=True)]
    pairing = Pairing(pairs=inputs(), stop_gradient=still)
    pairing.cost(pairing.drawn(torch.arange(2)), sides).backward()
    assert sides[1 - moves].grad is None
    assert sides[moves].grad.abs().sum() > 0


def test_pairs_are_encoded_with_their_labels_and_validity():
    frame = pl.DataFrame(
        {
            "source": [2, 0],
            "text": ["her bag", "a man"],
            "counterfactual": ["his bag", "a"],
            "reason": [None, "one word left"],
        },
        schema_overrides={"reason": pl.String},
    )
    made = PairInputs.of(
        Pairs(frame=frame, examples=3),
        lambda texts: torch.tensor([[float(len(text))] for text in texts]),
        labels=[0.0, 0.3, 1.0],
    )
    assert made.original.tolist() == [[7.0], [5.0]]
    assert made.counterfactual.tolist() == [[7.0], [1.0]]
    assert made.labels.tolist() == [1.0, 0.0]
    assert made.preserves_label.tolist() == [True, False]


def test_pairs_without_their_originals_are_refused():
    frame = pl.DataFrame({"source": [0], "counterfactual": ["a"]})
    expected = (
        "`pairs` must know the originals' texts, but 1 of 1 lack it. "
        "Make them from examples with text."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        PairInputs.of(Pairs(frame=frame, examples=1), lambda texts: torch.zeros(1))


def test_sides_of_different_length_are_refused():
    expected = (
        "`counterfactual` of pairs must be for as many as there are originals, 2, got 3. "
        "Pass one for each pair, in the same order."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        PairInputs(original=torch.zeros(2), counterfactual=[{}, {}, {}])


def test_inputs_without_rows_are_refused():
    expected = (
        "`original` must hold tensors with one number of rows, got [2, 3]. "
        "Pass a tensor, a dict or tuple of tensors, or a list with the features of each row."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        PairInputs(original=(torch.zeros(2), torch.zeros(3)), counterfactual=torch.zeros(2))


def test_the_asymmetric_form_needs_labels():
    expected = (
        "`where` is 'nontoxic', but the pairs have no labels. Give `labels` to PairInputs, or "
        "take another `where`."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        Pairing(pairs=inputs(), where="nontoxic")


def test_a_pairing_that_applies_to_nothing_is_refused():
    expected = (
        "A pairing needs at least one pair to which `where` applies, got none of 4 with "
        "'label_preserving'. Check what the pairs were filtered for, or take 'all'."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        Pairing(pairs=inputs(preserves_label=torch.zeros(4)))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {"where": "toxic"},
            "`where` of a pairing cannot be 'toxic'. Did you mean `nontoxic`? "
            "Available: `label_preserving`, `nontoxic`, `all`.",
        ),
        (
            {"stop_gradient": "both"},
            "`stop_gradient` of a pairing cannot be 'both'. "
            "Available: `original`, `counterfactual`.",
        ),
        (
            {"weight": -1.0},
            "`pairs` needs a finite weight >= 0 and a size >= 1, got weight -1.0 and size 32. "
            "Change what is out of range.",
        ),
        (
            {"size": 0},
            "`pairs` needs a finite weight >= 0 and a size >= 1, got weight 1.0 and size 0. "
            "Change what is out of range.",
        ),
    ],
)
def test_options_out_of_range_are_refused(options, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        Pairing(pairs=inputs(), **options)
