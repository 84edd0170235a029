"""The interval of an area under the ROC curve, from the placements of the rows of both classes.

The *placement* of a positive is the share of negatives that it beats, of a negative the share of
positives that beat it; ties count half. An area is the mean placement of either class.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from counterpoise.stats.intervals import CONFIDENCE, student_quantile
from counterpoise.stats.steadying import steadied

Array = Float[np.ndarray, " slices"]

HALVINGS = 44
"""Times that the bracket of an end is halved: its error is then below 1e-13."""

EXPECTED = 2.0
"""How much placements are taken to vary beforehand, in terms of Newcombe's variance: near an area
of 1 scores with exponential distributions give the positives twice the mean of both classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placements:
    """The placements of the rows of one class, in every slice.

    Attributes:
        size: number of rows; with weights Kish's effective number.
        spread: mean of the squared differences of placements and area, each weighted w^2.
    """

    size: Array
    spread: Array


def area_interval(
    area: Array, plus: Placements, minus: Placements, *, confidence: float = CONFIDENCE
) -> tuple[Array, Array]:
    """The areas t with (t - area)^2 <= q^2 V(t): a score interval with DeLong's variance.

    V(t) = x [(1 - b) / (m n) + (r / m + s / n) b / 2], with x = t (1 - t), b = (1 + 2x) / (2 + x).
    x b / 2 is the variance of placements that Newcombe's model expects; r and s are the two
    classes' own variances (DeLong's), as multiples of it, steadied towards 2. With r = s = 1 it is
    Newcombe's interval. q is Student's quantile with Satterthwaite's degrees of freedom.

    DeLong's interval, area -+ z sqrt(V), claims too much of few rows: with 20 positives and 180
    negatives of normal scores and an area of 0.96 it covers 84 %, this one 98 %; with 100 of each
    they cover 92 and 96 %. Newcombe's own takes all scores to be of one shape: positives that vary
    twice as much as 180 negatives bring it down to 87 %, this one to 95 %.

    Args:
        area: ROC AUC; nan where undefined.
        plus: of the positives.
        minus: of the negatives.
        confidence: probability that the interval covers the truth, in (0, 1).

    Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44, 1988; Newcombe, Statistics in Medicine
    25, 2006 (method 5); Satterthwaite, Biometrics Bulletin 2, 1946.
    """
    m, n = (np.maximum(side.size, 1.0) for side in (plus, minus))
    share = (area * np.minimum(m, n) + 0.5) / (np.minimum(m, n) + 1)
    model = _model_variance(share)
    parts, freedoms = [], []
    for side, size in ((plus, m), (minus, n)):
        own = steadied(side.spread, size, expected=EXPECTED * model, share=share)
        parts.append(own.variance / model / size)
        freedoms.append(own.freedom)
    total = parts[0] + parts[1]
    freedom = total**2 / (parts[0] ** 2 / freedoms[0] + parts[1] ** 2 / freedoms[1])
    reach = student_quantile(freedom, confidence=confidence)
    return _score_limits(area, reach, pairs=m * n, total=total)


def at_confidence(
    area: Array, lower: Array, upper: Array, plus: Array, minus: Array, *, confidence: float
) -> tuple[Array, Array]:
    """The interval of `area_interval` at another level, from its ends at 95 % alone.

    Each end says what q^2 V is there, and with it the spread of the placements. q is taken to be
    Student's quantile for the smaller class's least degrees of freedom, which the true ones are
    not below; so levels above 95 % err on the safe side.

    Args:
        area: ROC AUC; nan where undefined.
        lower: end at 95 %.
        upper: end at 95 %.
        plus: number (with weights: Kish's effective number) of positives.
        minus: of negatives.
        confidence: probability that the interval covers the truth, in (0, 1).
    """
    m, n = (np.maximum(size, 1.0) for size in (plus, minus))
    least = np.minimum(m, n)
    share = (area * least + 0.5) / (least + 1)
    freedom = 4 * share * (1 - share) * (least - 1) + 1
    known, reach = student_quantile(freedom), student_quantile(freedom, confidence=confidence)
    ends = []
    for end in (lower, upper):
        x = end * (1 - end)
        bracket = _bracket(x)
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = (end - area) ** 2 / known**2 / x
        total = np.where(x > 0, 2 * (variance - (1 - bracket) / (m * n)) / bracket, 0)
        ends.append(_score_limits(area, reach, pairs=m * n, total=np.maximum(total, 0)))
    (low, _), (_, high) = ends
    return low, high


def _bracket(x: Float[np.ndarray, ...]) -> Float[np.ndarray, ...]:
    """(1-t)/(2-t) + t/(1+t), for x = t (1-t)."""
    return (1 + 2 * x) / (2 + x)


def _model_variance(area: Array) -> Array:
    """Newcombe's variance of placements, the mean of both classes'."""
    x = area * (1 - area)
    return x * _bracket(x) / 2


def _score_limits(area: Array, reach: Array, *, pairs: Array, total: Array) -> tuple[Array, Array]:
    """The ends of the areas t with (t - area)^2 <= reach^2 V(t).

    Args:
        area: nan where undefined.
        reach: the quantile.
        pairs: m n.
        total: r / m + s / n.
    """
    undefined = np.isnan(area)
    known = np.where(undefined, 0.5, area)
    near = np.stack([known, known])
    out = np.stack([np.zeros_like(known), np.ones_like(known)])
    for _ in range(HALVINGS):
        middle = (near + out) / 2
        x = middle * (1 - middle)
        bracket = _bracket(x)
        variance = x * ((1 - bracket) / pairs + total * bracket / 2)
        inside = (middle - known) ** 2 <= reach**2 * variance
        near, out = np.where(inside, middle, near), np.where(inside, out, middle)
    lower, upper = np.where(undefined, np.nan, out)
    return lower, upper
