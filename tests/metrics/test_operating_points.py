import math
import re

import numpy as np
import pytest

from counterpoise import OperatingPoint, audit
from counterpoise.errors import PlanError
from counterpoise.metrics.operating_points import threshold_at

SCORES = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
POSITIVES = np.array([False, False, True, False, True, True])


def found(rate, target, *, scores=SCORES, weights=None):
    return threshold_at(OperatingPoint(rate=rate, target=target), scores, POSITIVES, weights)


@pytest.mark.parametrize(
    ("rate", "target", "threshold"),
    [
        ("false_positive_rate", 1 / 3, 0.2),  # of 0.1, 0.2, 0.4 only 0.4 lies above
        ("false_positive_rate", 0.3, 0.4),
        ("false_positive_rate", 1.0, 0.0),
        ("positive_rate", 0.5, 0.3),
        ("positive_rate", 0.0, 0.6),
        ("true_positive_rate", 1.0, 0.2),
        ("true_positive_rate", 2 / 3, 0.4),
        ("false_negative_rate", 1 / 3, 0.4),
        ("false_negative_rate", 1.0, 0.6),
    ],
)
def test_the_threshold_is_the_one_nearest_to_missing_the_target(rate, target, threshold):
    assert found(rate, target) == threshold


def test_weights_count():
    weights = np.array([1.0, 8.0, 1.0, 1.0, 1.0, 1.0])
    assert found("false_positive_rate", 0.1, weights=weights) == 0.2


def test_a_rate_over_nothing_has_no_threshold():
    point = OperatingPoint(rate="true_positive_rate", target=0.5)
    assert math.isnan(threshold_at(point, SCORES, np.zeros(6, dtype=bool)))


def test_a_positive_that_no_threshold_finds_leaves_the_point_without_one():
    assert math.isnan(found("true_positive_rate", 1.0, scores=SCORES * 0))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("target", [0.01, 0.05, 0.2, 0.5])
def test_the_rate_found_is_the_highest_that_holds(make_examples, dtype, target):
    generator = np.random.default_rng(1)
    labels = generator.integers(0, 2, 800).astype(float)
    scores = generator.random(800).round(2).astype(dtype)
    examples = make_examples(labels, g=[["a"], ["b"]] * 400)
    point = OperatingPoint(rate="false_positive_rate", target=target)
    table = audit(examples, {"m": scores}, operating_points=[point]).operating_points()
    row = table.filter(metric="false_positive_rate", slice="overall").row(0, named=True)
    negatives = scores[labels == 0]
    rates = [(negatives > t).mean() for t in np.unique(np.append(0, scores))]
    assert row["value"] == max(rate for rate in rates if rate <= target)
    assert row["value"] == (negatives > dtype(row["threshold"])).mean()
    assert (row["held_rate"], row["target"], row["model"]) == ("false_positive_rate", target, "m")


def test_an_unknown_rate_and_an_impossible_target_are_refused():
    expected = "`rate` cannot be 'accuracy'. Available: "
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}"):
        OperatingPoint(rate="accuracy", target=0.5)
    expected = (
        "`target` must be from 0 to 1, but it is 5.0. Give the rate to be held, such as 0.05."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        OperatingPoint(rate="positive_rate", target=5.0)
