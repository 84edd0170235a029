import re

import keras
import numpy as np
import pytest

from counterpoise.errors import DataError, PlanError
from counterpoise.keras import GroupTerm, MMDLoss, PairTerm
from counterpoise.losses import pairwise_absolute

LOGITS = np.array([[0.0], [0.0], [0.0], [0.0]]), np.array([[1.0], [2.0], [3.0], [4.0]])
BLOCK = {
    "label": np.array([0.0, 1.0, 0.4, np.nan]),
    "preserves_label": np.array([True, True, False, True]),
}


@pytest.mark.parametrize(
    ("where", "counted"),
    [
        ("label_preserving", [1, 4, 16]),
        ("nontoxic", [1]),
        ("all", [1, 4, 9, 16]),
    ],
)
def test_the_mean_is_over_the_pairs_that_the_term_applies_to(where, counted):
    distance = PairTerm(where=where).distance(BLOCK, LOGITS)
    assert float(distance) == pytest.approx(np.mean(counted))


def test_pairs_of_which_nothing_is_known_are_welcome():
    assert float(PairTerm().distance({}, LOGITS)) == pytest.approx(30 / 4)


def test_weights_count_within_the_pairs_that_the_term_applies_to():
    block = BLOCK | {"weights": np.array([[2.0], [1.0], [5.0], [0.5]])}
    assert float(PairTerm().distance(block, LOGITS)) == pytest.approx((2 + 4 + 8) / 3)


def test_no_pair_to_apply_to_gives_zero():
    block = {"preserves_label": np.zeros(4)}
    assert float(PairTerm().distance(block, LOGITS)) == 0.0


def test_nontoxic_needs_labels():
    expected = (
        "`where` is `nontoxic`, but the pairs have no labels. Give the labels of their originals "
        "as the fourth field of `PairInputs`, or take another `where`."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        PairTerm(where="nontoxic").distance({}, LOGITS)


@pytest.mark.parametrize(
    ("stop", "expected"),
    [(None, (-1.0, 1.0)), ("original", (0.0, 1.0)), ("counterfactual", (-1.0, 0.0))],
)
def test_a_stopped_side_has_no_gradient(stop, expected):
    import jax

    term = PairTerm(loss=pairwise_absolute, stop_gradient=stop)
    gradient = jax.grad(lambda sides: term.distance({}, sides))
    one, other = gradient((np.array([1.0]), np.array([3.0])))
    assert (float(one[0]), float(other[0])) == expected


def test_a_group_term_is_its_loss():
    membership, scores = np.array([1, 0, 0]), np.array([0.1, 0.2, 0.9])
    distance = GroupTerm(loss="mmd").distance({"membership": membership}, (scores,))
    assert float(distance) == float(MMDLoss()(membership, scores))


@pytest.mark.parametrize(
    "term",
    [
        PairTerm(loss="pairwise_cosine_loss", weight=2.0, where="all", stop_gradient="original"),
        GroupTerm(loss=MMDLoss("laplacian"), weight=0.5, transform="toxic"),
    ],
)
def test_a_term_is_made_again_from_its_config(term):
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(term))
    assert again.get_config() == term.get_config()


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf"), "much"])
def test_an_unsound_weight_is_refused(weight):
    expected = (
        f"`weight` of a loss term must be a finite number >= 0, got {weight!r}. "
        "1 counts a unit of it as much as a unit of the model's own loss."
    )
    for kind in (PairTerm, GroupTerm):
        with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
            kind(weight=weight)


def test_unknown_choices_are_refused():
    expected = (
        "`where` of a pair term cannot be 'non_toxic'. Did you mean `nontoxic`? Available: "
        "`label_preserving`, `nontoxic`, `all`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        PairTerm(where="non_toxic")
    expected = (
        "`stop_gradient` of a pair term cannot be 'both'. Available: `original`, `counterfactual`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        PairTerm(stop_gradient="both")
