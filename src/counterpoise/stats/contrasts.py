"""Means over cells of rows, their gap against a whole that holds them, and how sure they are.

The rows of a cell all have one value, so that a mean and the variance of its influence function
follow from each cell's sum of weights and of squared weights. *Padding* adds one pseudo-row to
each of some cells before interval and centre are taken; its weight, sum w^2 / sum w, makes Kish's
effective size n exactly n + 1. It keeps an interval honest where no row happened to differ.

Source: Bonett & Price, Journal of Educational and Behavioral Statistics 37, 2012 (paired
differences); Agresti & Caffo, The American Statistician 54, 2000 (differences of two samples).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from counterpoise.stats.intervals import CONFIDENCE, student_quantile

Array = Float[np.ndarray, "..."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wald:
    """Numbers with a normal or Student error: nan where there is nothing to estimate from.

    Attributes:
        centre: what the interval stands around.
        spread: standard error.
        freedom: degrees of freedom; inf for a normal error.
    """

    centre: Array
    spread: Array
    freedom: Array

    def limits(self, confidence: float = CONFIDENCE) -> tuple[Array, Array]:
        """centre -+ t spread: (lower, upper)."""
        reach = student_quantile(self.freedom, confidence=confidence) * self.spread
        return self.centre - reach, self.centre + reach

    def p_value(self) -> Array:
        """Two-sided p-value of *the truth is 0*; 1 where centre and spread are both 0."""
        from scipy.special import stdtr

        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(self.spread > 0, self.centre / self.spread, self.centre * np.inf)
        ratio = np.where((self.centre == 0) & (self.spread == 0), 0.0, ratio)
        return 2 * stdtr(self.freedom, -np.abs(ratio))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Sums of weights and of squared weights of cells of rows.

    Attributes:
        weight: [..., cells].
        weight_sq: [..., cells].
    """

    weight: Float[np.ndarray, "*batch cells"]
    weight_sq: Float[np.ndarray, "*batch cells"]

    def without(self, part: Cells) -> Cells:
        """The cells of the rows that are not in `part`, whose rows are among these."""
        return Cells(
            weight=_remainder(self.weight, part.weight),
            weight_sq=_remainder(self.weight_sq, part.weight_sq),
        )

    def padded(self, where: tuple[int, ...]) -> Cells:
        """One pseudo-row more in each cell of `where`; none where there are no rows at all."""
        total = self.weight.sum(axis=-1)
        squares = self.weight_sq.sum(axis=-1)
        row = np.divide(squares, total, out=np.zeros_like(total), where=total > 0)
        weight, weight_sq = self.weight.copy(), self.weight_sq.copy()
        for cell in where:
            weight[..., cell] += row
            weight_sq[..., cell] += row**2
        return Cells(weight=weight, weight_sq=weight_sq)

    def mean(self, values: Float[np.ndarray, " cells"]) -> Array:
        """sum w v / sum w; nan where there is no weight."""
        total = self.weight.sum(axis=-1)
        summed = self.weight @ values
        return np.divide(summed, total, out=np.full_like(total, np.nan), where=total > 0)


def _remainder(whole: Array, part: Array) -> Array:
    """whole - part, with a difference that is only rounding taken for 0."""
    left = whole - part
    return np.where(left > 1e-9 * whole, left, 0.0)


def mean_error(cells: Cells, values: Float[np.ndarray, " cells"]) -> Wald:
    """The mean of `values` with the variance sum w^2 (v - mean)^2 / (sum w)^2."""
    mean = cells.mean(values)
    spread = np.sqrt((cells.weight_sq * (values - mean[..., None]) ** 2).sum(axis=-1))
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = spread / cells.weight.sum(axis=-1)
    return Wald(centre=mean, spread=spread, freedom=np.full_like(mean, np.inf))


def gap_error(part: Cells, rest: Cells, values: Float[np.ndarray, " cells"]) -> Wald:
    """The mean over `part` minus the mean over part and rest together, by influence functions.

    variance = sum over rows of w^2 [1(in part) (v - m_p) / W_p - (v - m) / W]^2, where m_p and
    W_p are the mean and the weight of the part, m and W those of the whole: the part's rows count
    in both means, so that the two errors are correlated.

    Source: Deville, Survey Methodology 25, 1999 (linearisation by influence functions).
    """
    whole = Cells(weight=part.weight + rest.weight, weight_sq=part.weight_sq + rest.weight_sq)
    here, there = part.mean(values)[..., None], whole.mean(values)[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        of_whole = (values - there) / whole.weight.sum(axis=-1, keepdims=True)
        of_part = (values - here) / part.weight.sum(axis=-1, keepdims=True)
    squares = part.weight_sq * (of_part - of_whole) ** 2 + rest.weight_sq * of_whole**2
    gap = (here - there)[..., 0]
    return Wald(centre=gap, spread=np.sqrt(squares.sum(axis=-1)), freedom=np.full_like(gap, np.inf))
