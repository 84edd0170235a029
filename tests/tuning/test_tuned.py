import polars as pl
import pytest

from counterpoise.tuning.tuned import Tuned


def tuned(**options):
    trials = pl.DataFrame(
        {
            "trial": [0, 1, 2],
            "w": [0.0, 1.0, 2.0],
            "roc_auc": [0.9, 0.89, 0.8],
            "gap": [0.2, 0.05, 0.06],
            "feasible": [False, True, False],
            "on_frontier": [True, True, False],
            "chosen": [False, True, False],
        }
    )
    constraints = pl.DataFrame(
        {
            "constraint": ["gap <= 0.05", "roc_auc loss <= 0.02"],
            "test": [0.07, 0.012],
            "lower": [0.06, float("nan")],
            "upper": [0.0812, float("nan")],
            "kept_on_test": [False, True],
            "verdict": ["fail", "inconclusive"],
        }
    )
    return Tuned(
        **{
            "parameters": {"w": 1.0},
            "feasible": True,
            "trials": trials,
            "quality": "roc_auc",
            "bias": "gap",
            "constraints": constraints,
            "report": None,
            "drift": 0.0,
            **options,
        }
    )


def test_a_choice_is_told_with_what_it_misses_on_test_rows():
    assert tuned().sentences == [
        "Trial 1 of 3 keeps every constraint on validation rows: roc_auc is 0.89 (baseline 0.9), "
        "gap 0.05 (0.2).",
        "On test rows it keeps 1 of 2 constraints:",
        "`gap <= 0.05` is 0.07 [0.06, 0.0812]: fail.",
        "`roc_auc loss <= 0.02` is 0.012: inconclusive.",
    ]


def test_that_nothing_is_feasible_is_told_first():
    assert tuned(feasible=False).sentences[0] == (
        "No trial of 3 keeps every constraint on validation rows. Trial 1 comes nearest: roc_auc "
        "is 0.89 (baseline 0.9), gap 0.05 (0.2)."
    )


@pytest.mark.parametrize(
    ("drift", "told"), [(0.0004, None), (-0.02, "-0.02"), (float("nan"), "+nan")]
)
def test_training_that_is_not_repeatable_is_told(drift, told):
    sentences = tuned(drift=drift).sentences
    if told is None:
        assert len(sentences) == 4
    else:
        assert sentences[-1] == (
            f"Training is not repeatable: trained again, roc_auc moved by {told}. Fix its seed."
        )


def test_the_frontier_is_in_rising_order_of_bias():
    assert tuned().frontier["trial"].to_list() == [1, 0]
