import re
from types import SimpleNamespace

import pytest

from counterpoise.errors import DataError

torch = pytest.importorskip("torch")
from counterpoise.torch import Beside, MinDiff, Pairing, PairInputs, one_pass  # noqa: E402


class Counting(torch.nn.Module):
    """A linear model that counts its calls and their rows."""

    def __init__(self):
        super().__init__()
        self.line = torch.nn.Linear(2, 1)
        self.rows = []

    def forward(self, values):
        self.rows.append(len(values))
        return self.line(values)


def remedies(**options):
    pairs = PairInputs(original=torch.randn(5, 2), counterfactual=torch.randn(5, 2))
    return [
        Pairing(pairs=pairs, size=3, weight=2.0, **options),
        MinDiff(members=torch.randn(4, 2), others=torch.randn(6, 2), size=4),
    ]


def test_batch_and_remedies_go_through_the_model_at_once():
    torch.manual_seed(0)
    model, batch = Counting(), torch.randn(7, 2)
    ((_, asides),) = Beside([batch], remedies())
    found = one_pass(model, batch, asides)
    assert model.rows == [7 + 3 + 3 + 4 + 4]
    torch.testing.assert_close(found.logits, model.line(batch))
    for name, (remedy, drawn) in zip(("pairs", "min_diff"), asides, strict=True):
        expected = remedy.cost(drawn, [model.line(part) for part in remedy.parts(drawn)])
        torch.testing.assert_close(found.costs[name], expected)
    torch.testing.assert_close(found.cost, sum(found.costs.values()))


def test_without_remedies_it_is_the_model():
    model, batch = Counting(), torch.randn(7, 2)
    found = one_pass(model, batch)
    assert torch.equal(found.logits, model.line(batch))
    assert found.cost.item() == 0
    assert found.costs == {}


def test_remedies_of_one_name_add_up():
    model, batch = Counting(), torch.randn(7, 2)
    ((_, asides),) = Beside([batch], remedies(name="min_diff"))
    found = one_pass(model, batch, asides)
    assert list(found.costs) == ["min_diff"]
    assert torch.equal(found.costs["min_diff"], found.cost)


def test_inputs_may_have_names_or_places_and_outputs_be_records():
    model = Counting()

    def record(*, values, scale):
        return SimpleNamespace(logits=model(values) * scale)

    def several(values, scale):
        return model(values) * scale

    values, scale = torch.randn(4, 2), torch.ones(4, 1)
    for call, inputs in (
        (record, {"scale": scale, "values": values}),
        (several, (values, scale)),
    ):
        pairing = Pairing(pairs=PairInputs(original=inputs, counterfactual=inputs), size=2)
        ((_, asides),) = Beside([inputs], [pairing])
        found = one_pass(call, inputs, asides)
        torch.testing.assert_close(found.logits, model.line(values))
        assert found.cost.item() == 0


def test_logits_in_half_precision_are_judged_in_full():
    model, batch = Counting(), torch.randn(7, 2)
    ((_, asides),) = Beside([batch], remedies())
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = one_pass(model, batch, asides)
    assert found.logits.dtype == found.cost.dtype == torch.float32


def test_rows_unlike_the_batch_are_refused():
    ((_, asides),) = Beside([0], remedies())
    expected = (
        "The inputs of pairs and groups must be like those of the examples, which are [rows, 3], "
        "got [rows, 2]. Make both in the same way: the same names, the same length of sequences."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        one_pass(Counting(), torch.zeros(7, 3), asides)


def test_a_model_without_logits_is_refused():
    expected = (
        "The model must return a tensor of logits, or a record with `logits`, got str. "
        "Wrap it in a module that returns the logits."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        one_pass(lambda values: "toxic", torch.zeros(7, 3))
