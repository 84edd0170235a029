"""Areas from score bins instead of scores, and how far from the exact area they may be.

The scores of a bin count as equal. So of all (positive, negative) pairs only those within a bin
may be ranked otherwise: half of their share bounds the error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from counterpoise.stats.area_intervals import Placements, area_interval
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.intervals import effective_size, ratio, wilson

Bins = Float[np.ndarray, "slices bins"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BinnedClass:
    """The rows of one class, by slice and rising score bin.

    Attributes:
        rows: number of rows.
        weight: sum of weights.
        weight_sq: sum of squared weights.
    """

    rows: Int[np.ndarray, "slices bins"]
    weight: Bins
    weight_sq: Bins

    @property
    def size(self) -> Float[np.ndarray, " slices"]:
        """Kish's effective number of rows."""
        return effective_size(self.weight.sum(axis=1), self.weight_sq.sum(axis=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class BinnedEstimates:
    """A metric taken from score bins.

    Attributes:
        estimates: [slices, 1]; intervals hold the error of the bins too.
        error: [slices, 1], how far the value may be from that of the scores themselves.
    """

    estimates: Estimates
    error: Float[np.ndarray, "slices 1"]


def binned_roc_auc(plus: BinnedClass, minus: BinnedClass) -> BinnedEstimates:
    """ROC AUC of every slice: scores of one bin count as ties.

    AUC = sum over bins b of plus_b (minus below b + minus_b / 2) / (plus minus), with an error of
    at most 1/2 sum of plus_b minus_b / (plus minus), by which its 95 % interval is widened.

    Args:
        plus: the positives.
        minus: the negatives, in the same bins.
    """
    positives, negatives = plus.weight.sum(axis=1), minus.weight.sum(axis=1)
    beaten = ratio(np.cumsum(minus.weight, axis=1) - minus.weight / 2, _column(minus))
    beating = 1 - ratio(np.cumsum(plus.weight, axis=1) - plus.weight / 2, _column(plus))
    area = np.clip(ratio((plus.weight * beaten).sum(axis=1), positives), 0, 1)
    lower, upper = area_interval(
        area, _placements(plus, beaten, area), _placements(minus, beating, area)
    )
    pairs = positives * negatives
    error = ratio((plus.weight * minus.weight).sum(axis=1), 2 * pairs)
    return BinnedEstimates(
        estimates=Estimates(
            value=area[:, None],
            lower=np.maximum(lower - error, 0)[:, None],
            upper=np.minimum(upper + error, 1)[:, None],
            numerator=(np.nan_to_num(area) * pairs)[:, None],
            denominator=pairs[:, None],
            rows=(plus.rows.sum(axis=1) + minus.rows.sum(axis=1))[:, None],
        ),
        error=error[:, None],
    )


def _column(side: BinnedClass) -> Bins:
    return np.broadcast_to(side.weight.sum(axis=1)[:, None], side.weight.shape)


def _placements(side: BinnedClass, placed: Bins, area: Float[np.ndarray, " slices"]) -> Placements:
    """Of the rows of one class, those of a bin having one placement."""
    squares = (side.weight_sq * (placed - area[:, None]) ** 2).sum(axis=1)
    return Placements(size=side.size, spread=ratio(squares, side.weight_sq.sum(axis=1)))


def binned_pr_auc(plus: BinnedClass, minus: BinnedClass) -> BinnedEstimates:
    """Average precision of every slice: scores of one bin count as one.

    The error is bounded by the best and the worst order of the rows within each bin: a bin's
    positives have at least the precision that they would have below all its negatives, and at
    most the one that they would have above them.

    Args:
        plus: the positives.
        minus: the negatives, in the same bins.
    """
    mass = plus.weight
    true = np.cumsum(mass[:, ::-1], axis=1)[:, ::-1]
    false = np.cumsum(minus.weight[:, ::-1], axis=1)[:, ::-1]
    total = mass.sum(axis=1)

    def mean(hits: Bins, wrong: Bins) -> Float[np.ndarray, " slices"]:
        return np.clip(ratio((mass * np.nan_to_num(ratio(hits, hits + wrong))).sum(1), total), 0, 1)

    value = mean(true, false)
    best, worst = mean(true, false - minus.weight), mean(true - mass, false)
    error = np.maximum(best - value, value - worst)
    lower, upper = wilson(value, plus.size)
    return BinnedEstimates(
        estimates=Estimates(
            value=value[:, None],
            lower=np.maximum(lower - error, 0)[:, None],
            upper=np.minimum(upper + error, 1)[:, None],
            numerator=(np.nan_to_num(value) * total)[:, None],
            denominator=total[:, None],
            rows=plus.rows.sum(axis=1)[:, None],
        ),
        error=error[:, None],
    )
