"""Area under the ROC curve, exact, with DeLong's interval.

Rows are sorted once. Everything then follows from where, among the rows of a slice, those of
each score that a positive has begin and end; the far more numerous negatives between them are
counted by subtraction and never looked at.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import cast

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int, Num, UInt

from counterpoise.stats.estimates import Estimates
from counterpoise.stats.intervals import normal_quantile

Weights = Float[np.ndarray, " rows"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Rows in rising order of score, negatives before positives where scores are equal.

    Attributes:
        keys: [rows], rising: the bits of the score, which rise with a float >= 0, and in the
            lowest bit the label.
        atoms: [rows], index of each row's atom.
        weights: [rows], >= 0, or None for 1 each.
    """

    keys: UInt[np.ndarray, " rows"]
    atoms: Int[np.ndarray, " rows"] | UInt[np.ndarray, " rows"]
    weights: Weights

    @staticmethod
    def of(
        scores: Float[np.ndarray, " rows"],
        positives: Bool[np.ndarray, " rows"],
        *,
        atoms: Int[np.ndarray, " rows"],
        weights: Weights = None,
    ) -> Ranked:
        """The rows sorted by score.

        Args:
            scores: [rows], >= 0, float32 or float64.
            positives: [rows], whether the label is positive.
            atoms: [rows], index of each row's atom, below 2^32.
            weights: [rows], >= 0; none means 1 each.
        """
        word = np.uint32 if scores.dtype == np.float32 else np.uint64
        keys = ((scores + scores.dtype.type(0)).view(word) << word(1)) | positives  # -0.0 + 0 = 0
        if weights is None and word is np.uint32:
            keys, atoms = _sorted_together(keys, atoms)
            return Ranked(keys=keys, atoms=atoms, weights=None)
        order = _order(keys)
        return Ranked(
            keys=keys[order],
            atoms=atoms[order],
            weights=None if weights is None else weights[order],
        )


def _order(keys: UInt[np.ndarray, " rows"]) -> np.ndarray:
    if keys.itemsize > 4 or len(keys) >= 1 << 32:
        return np.argsort(keys)
    return _sorted_together(keys, np.arange(len(keys)))[1]


def _sorted_together(
    keys: UInt[np.ndarray, " rows"], values: Int[np.ndarray, " rows"]
) -> tuple[UInt[np.ndarray, " rows"], UInt[np.ndarray, " rows"]]:
    """32-bit keys in rising order and their 32-bit values, sorted as one word on all cores."""
    words = keys.astype(np.uint64) << np.uint64(32)
    words |= values.astype(np.uint32)
    words = pl.Series(words).sort().to_numpy()
    return (words >> np.uint64(32)).astype(np.uint32), words.astype(np.uint32)


def roc_auc(ranked: Ranked, inside: Bool[np.ndarray, "atoms slices"]) -> Estimates:
    """Exact ROC AUC of every slice with DeLong's 95 % interval.

    AUC = sum over (positive i, negative j) of w_i w_j [s_i > s_j] + 1/2 [s_i = s_j], over
    sum of w_i w_j. The numerator is the weighted number of pairs ranked rightly, the denominator
    that of all (positive, negative) pairs; nan where a slice lacks one of the classes.

    Where every pair is ranked the same way DeLong's variance is 0, as if the area were certain
    however few the rows; there the interval is Newcombe's score interval instead.

    Args:
        ranked: the rows in order of score.
        inside: [atoms, slices], whether the atom lies in the slice.

    Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44, 1988; Newcombe, Statistics in
    Medicine 25, 2006 (method 5).
    """
    areas = [
        area
        for first in range(0, inside.shape[1], 8)
        for area in _areas(ranked, inside[:, first : first + 8])
    ]

    def column(name: str) -> np.ndarray:
        return np.array([[getattr(area, name)] for area in areas])

    return Estimates(
        value=column("value"),
        lower=column("lower"),
        upper=column("upper"),
        numerator=np.nan_to_num(column("value")) * column("pairs"),
        denominator=column("pairs"),
        rows=column("rows"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Area:
    value: float = np.nan
    lower: float = np.nan
    upper: float = np.nan
    pairs: float = 0.0
    rows: int = 0


def _areas(ranked: Ranked, inside: Bool[np.ndarray, "atoms slices"]) -> list[_Area]:
    """The areas of up to eight slices, whose rows are told apart by the bits of one byte."""
    bits = np.packbits(inside, axis=1, bitorder="little")[:, 0][ranked.atoms]

    def of(place: int) -> _Area:
        if inside[:, place].all():
            return _area(ranked.keys, ranked.weights)
        here = (bits & np.uint8(1 << place)) != 0
        weights = None if ranked.weights is None else np.compress(here, ranked.weights)
        return _area(np.compress(here, ranked.keys), weights)

    with ThreadPoolExecutor() as pool:
        return list(pool.map(of, range(inside.shape[1])))


def _area(keys: UInt[np.ndarray, " rows"], weights: Weights) -> _Area:
    if not len(keys):
        return _Area()
    steps = _Steps.of(keys)
    once = steps.sums(weights)
    squared = once if weights is None else steps.sums(weights**2)
    plus, minus = float(once.plus.sum()), once.minus_total
    if plus * minus == 0:
        return _Area(rows=len(keys))
    beaten = (np.cumsum(once.between[:-1] + once.minus) - once.minus / 2) / minus
    area = min(_dot(once.plus, beaten) / plus, 1.0)  # rounding may lift it above
    plus_size, minus_size = plus**2 / float(squared.plus.sum()), minus**2 / squared.minus_total
    variance = _unbiased(_dot(squared.plus, (beaten - area) ** 2) / plus**2, plus_size)
    variance += _unbiased(_spread_of_negatives(once, squared, area) / minus**2, minus_size)
    if variance > SMALLEST_VARIANCE and min(plus_size, minus_size) > 1:
        reach = normal_quantile() * variance**0.5
        lower, upper = max(area - reach, 0.0), min(area + reach, 1.0)
    else:
        lower, upper = _score_interval(area, plus_size, minus_size)
    return _Area(value=area, lower=lower, upper=upper, pairs=plus * minus, rows=len(keys))


def _dot(left: np.ndarray, right: np.ndarray) -> float:
    """Their inner product by pairwise summation; BLAS would start threads within our threads."""
    return float((left * right).sum())


def _unbiased(spread: float, size: float) -> float:
    """A variance of a mean of `size` draws from its spread, with Kish's size under weights."""
    return spread * size / (size - 1) if size > 1 else 0.0


SMALLEST_VARIANCE = 1e-14
"""Below this a variance is rounding: all pairs are ranked the same way."""


TINY = 1e-9
"""How far inside an end of [0, 1] a root is looked for, when the end itself is one."""


def _score_interval(area: float, plus: float, minus: float) -> tuple[float, float]:
    """Newcombe's interval: the areas t with (t - area)^2 <= z^2 V(t).

    V(t) = t (1-t) [1 + k (1-t)/(2-t) + k t/(1+t)] / (m n), with k = (m + n)/2 - 1.
    """
    from scipy.optimize import brentq

    z, k = normal_quantile(), (plus + minus) / 2 - 1

    def excess(t: float) -> float:
        bracket = 1 + k * (1 - t) / (2 - t) + k * t / (1 + t)
        return (t - area) ** 2 - z**2 * t * (1 - t) * bracket / (plus * minus)

    lower = 0.0 if area == 0 else brentq(excess, 0.0, min(area, 1 - TINY))
    upper = 1.0 if area == 1 else brentq(excess, max(area, TINY), 1.0)
    return cast(float, lower), cast(float, upper)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """Where the rows of each score that a positive has lie: start <= first < first + positives.

    Attributes:
        positive: [positives], the row of each positive.
        start: [scores], the first row of that score; its negatives come first.
        first: [scores], its first positive.
        before: [scores], number of positives of lower scores.
        rows: number of rows.
    """

    positive: Int[np.ndarray, " positives"]
    start: Int[np.ndarray, " scores"]
    first: Int[np.ndarray, " scores"]
    before: Int[np.ndarray, " scores"]
    rows: int

    @staticmethod
    def of(keys: UInt[np.ndarray, " rows"]) -> _Steps:
        """The steps of rows in the order of `Ranked`."""
        one = keys.dtype.type(1)
        positive = np.flatnonzero((keys & one).astype(bool))
        found = keys[positive]
        before = np.flatnonzero(np.append([True], found[1:] != found[:-1])[: len(found)])
        first = positive[before]
        tied = np.flatnonzero(keys[first - 1] == keys[first] - one)  # keys[-1] is never smaller
        start = first.copy()
        start[tied] = np.searchsorted(keys, keys[first[tied]] - one)
        return _Steps(positive=positive, start=start, first=first, before=before, rows=len(keys))

    def sums(self, weights: Weights) -> _StepSums:
        """The weights of both classes at each score, and of the negatives in between."""
        if weights is None:
            negatives = self.rows - len(self.positive)
            up_to_score = np.append(self.start - self.before, negatives)
            through_score = np.append(0, self.first - self.before)
            return _StepSums(
                plus=np.diff(self.before, append=len(self.positive)),
                minus=self.first - self.start,
                between=up_to_score - through_score,
            )
        minus = weights.copy()
        minus[self.positive] = 0
        starts = np.append(0, np.stack([self.start, self.first], axis=1))
        parts = np.add.reduceat(minus, starts)
        parts[:-1][starts[1:] == starts[:-1]] = 0  # reduceat gives an empty part its next row
        return _StepSums(
            plus=np.add.reduceat(weights[self.positive], self.before),
            minus=parts[1::2],
            between=parts[::2],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _StepSums:
    """Sums over the rows at each score that a positive has, and in between.

    Attributes:
        plus: [scores], of the positives of that score.
        minus: [scores], of the negatives of that score.
        between: [scores + 1], of the negatives below the first score, between two, above the last.
    """

    plus: Num[np.ndarray, " scores"]
    minus: Num[np.ndarray, " scores"]
    between: Num[np.ndarray, " scores_and_one"]

    @property
    def minus_total(self) -> float:
        """Of all negatives."""
        return float(self.minus.sum() + self.between.sum())


def _spread_of_negatives(once: _StepSums, squared: _StepSums, area: float) -> float:
    """Sum over negatives of w^2 (share of positives that beat it - area)^2.

    All negatives between two positives are beaten by the same ones.
    """
    plus_up_to = np.append(0.0, np.cumsum(once.plus))
    beating = 1 - plus_up_to / plus_up_to[-1]
    tied = (beating[1:] + beating[:-1]) / 2
    between = _dot(squared.between, (beating - area) ** 2)
    return between + _dot(squared.minus, (tied - area) ** 2)
