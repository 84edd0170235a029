"""Calibration slope and intercept: what would have to be done to the logits to calibrate them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.metrics.flips import SURE
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.intervals import normal_quantile
from counterpoise.stats.logistic_line import LogisticLine, logistic_line

SLOPE_AND_INTERCEPT = ("calibration_slope", "calibration_intercept")
"""b and a of label ~ sigmoid(a + b logit(score)); 1 and 0 where scores are calibrated."""


def recalibration(
    scores: Float[np.ndarray, " rows"],
    labels: Float[np.ndarray, " rows"],
    *,
    atoms: Int[np.ndarray, " rows"],
    inside: Bool[np.ndarray, "atoms slices"],
    weights: Float[np.ndarray, " rows"] | None = None,
) -> dict[str, Estimates]:
    """Calibration slope and intercept of every slice, fitted to its rows, with 95 % intervals.

    (a, b) maximises sum of w [y log p + (1 - y) log(1 - p)], p = sigmoid(a + b logit(s)).
    Slope b < 1: scores too extreme; > 1: too cautious. Found by Newton's method on the rows, not
    on bins. Intervals are a normal law's around the sandwich variance, which weights and soft
    labels leave valid. Scores are held 1e-7 away from 0 and 1.

    nan where the fit has no finite or no single answer: rows all of one label, all of one score,
    or a score that parts the labels without error (the slope would be infinite).

    Args:
        scores: [rows], probability in [0, 1].
        labels: [rows], in [0, 1], soft or hard.
        atoms: [rows], index of each row's atom.
        inside: [atoms, slices], whether the atom lies in the slice.
        weights: [rows], >= 0; none means 1 each.

    Returns:
        Name -> [slices, 1]; numerator the weighted sum of labels, denominator the sum of weights.

    Source: Cox, Biometrika 45, 1958; Van Calster et al., BMC Medicine 17, 2019; White,
    Econometrica 50, 1982.
    """
    held = np.clip(scores.astype(np.float64), SURE, 1 - SURE)
    logits = np.log(held) - np.log1p(-held)
    parts = [_part(here[atoms], logits=logits, labels=labels, weights=weights) for here in inside.T]
    return {
        "calibration_slope": _stacked(parts, "slope"),
        "calibration_intercept": _stacked(parts, "intercept"),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One slice's fit and sums."""

    line: LogisticLine
    label: float
    weight: float
    rows: int


def _part(
    here: Bool[np.ndarray, " rows"],
    *,
    logits: Float[np.ndarray, " rows"],
    labels: Float[np.ndarray, " rows"],
    weights: Float[np.ndarray, " rows"] | None,
) -> _Part:
    x, y = np.compress(here, logits), np.compress(here, labels).astype(np.float64)
    w = np.ones(len(x)) if weights is None else np.compress(here, weights)
    return _Part(
        line=logistic_line(x, y, w), label=float((w * y).sum()), weight=float(w.sum()), rows=len(x)
    )


def _stacked(parts: list[_Part], name: Literal["slope", "intercept"]) -> Estimates:
    def column(values: list[float] | list[int]) -> np.ndarray:
        return np.array(values)[:, None]

    value = column([getattr(part.line, name) for part in parts])
    variance = column([getattr(part.line, f"{name}_variance") for part in parts])
    reach = normal_quantile() * np.sqrt(variance)
    return Estimates(
        value=value,
        lower=value - reach,
        upper=value + reach,
        numerator=column([part.label for part in parts]),
        denominator=column([part.weight for part in parts]),
        rows=column([part.rows for part in parts]),
    )
