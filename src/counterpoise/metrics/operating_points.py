"""Thresholds at which a rate over all rows has a given value: models at equal strictness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from counterpoise.errors import PlanError, choices

HELD_RATES = ("false_positive_rate", "false_negative_rate", "true_positive_rate", "positive_rate")
"""Rates that can be held."""

FALLING = ("false_positive_rate", "positive_rate")
"""Rates that fall as the threshold rises: the least threshold is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingPoint:
    """A threshold to be found for each model, on all of its rows.

    The false positive, false negative or positive rate is held at most at the target, the true
    positive rate at least. Of the thresholds that do, it is the one that is nearest to missing it:
    the least for rates that fall with the threshold, the greatest for the others.

    Attributes:
        rate: the rate that is held, one of `HELD_RATES`.
        target: its value, in [0, 1].
    """

    rate: str
    target: float

    def __post_init__(self) -> None:
        if self.rate not in HELD_RATES:
            raise PlanError(f"`rate` cannot be {self.rate!r}. {choices(HELD_RATES, self.rate)}")
        if not 0 <= self.target <= 1:
            raise PlanError(
                f"`target` must be from 0 to 1, but it is {self.target}. "
                "Give the rate to be held, such as 0.05."
            )


def threshold_at(
    point: OperatingPoint,
    scores: Float[np.ndarray, " rows"],
    positives: Bool[np.ndarray, " rows"],
    weights: Float[np.ndarray, " rows"] | None = None,
) -> float:
    """The threshold of `point`: 0 or one of the scores; nan where none does.

    rate(t) = sum of w over counted rows with s > t (falling) or s <= t (rising) / sum of w, over
    negatives, positives or all rows as the rate asks.

    Args:
        point: the rate and its target.
        scores: [rows], probability in [0, 1].
        positives: [rows], whether the label is positive.
        weights: [rows], >= 0; none means 1 each.
    """
    counted = {
        "false_positive_rate": ~positives,
        "false_negative_rate": positives,
        "true_positive_rate": positives,
        "positive_rate": np.ones_like(positives),
    }[point.rate]
    mass = counted.astype(np.float64) if weights is None else counted * weights
    total = mass.sum()
    if not total > 0:
        return float("nan")
    candidates, place = np.unique(scores, return_inverse=True)
    up_to = np.cumsum(np.bincount(place, weights=mass, minlength=len(candidates)))
    if candidates[0] > 0:
        candidates, up_to = np.append(0, candidates), np.append(0.0, up_to)
    return _threshold(point, candidates, up_to / total)


def _threshold(
    point: OperatingPoint,
    candidates: Float[np.ndarray, " candidates"],
    share_up_to: Float[np.ndarray, " candidates"],
) -> float:
    """The least or the greatest candidate that holds the rate; rounding is no reason to miss."""
    slack = 1e-12
    if point.rate in FALLING:
        holds = 1 - share_up_to <= point.target + slack
        return float(candidates[np.argmax(holds)])
    most = 1 - point.target if point.rate == "true_positive_rate" else point.target
    holds = share_up_to <= most + slack
    return float(candidates[holds][-1]) if holds.any() else float("nan")
