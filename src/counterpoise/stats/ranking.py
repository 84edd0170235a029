"""Area under the ROC curve, exact, with DeLong's interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.stats.estimates import Estimates
from counterpoise.stats.intervals import normal_quantile


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Rows in rising order of score, sorted once for all slices.

    Attributes:
        scores: [rows], rising.
        positives: [rows], whether the label is positive.
        atoms: [rows], index of each row's atom.
        weights: [rows], >= 0, or None for 1 each.
    """

    scores: Float[np.ndarray, " rows"]
    positives: Bool[np.ndarray, " rows"]
    atoms: Int[np.ndarray, " rows"]
    weights: Float[np.ndarray, " rows"] | None

    @staticmethod
    def of(
        scores: Float[np.ndarray, " rows"],
        positives: Bool[np.ndarray, " rows"],
        *,
        atoms: Int[np.ndarray, " rows"],
        weights: Float[np.ndarray, " rows"] | None = None,
    ) -> Ranked:
        """The rows sorted by score."""
        fits_in_half_a_word = not len(atoms) or int(atoms.max()) < 1 << 31
        if weights is None and scores.dtype == np.float32 and fits_in_half_a_word:
            return _ranked_in_one_word(scores, positives, atoms)
        order = np.argsort(scores)
        return Ranked(
            scores=scores[order],
            positives=positives[order],
            atoms=atoms[order],
            weights=None if weights is None else weights[order],
        )


def _ranked_in_one_word(
    scores: Float[np.ndarray, " rows"],
    positives: Bool[np.ndarray, " rows"],
    atoms: Int[np.ndarray, " rows"],
) -> Ranked:
    """Sorts (score, atom, label) as one word: the bits of a float >= 0 rise with its value."""
    words = (scores + np.float32(0)).view(np.uint32).astype(np.uint64) << np.uint64(32)
    words |= atoms.astype(np.uint64) << np.uint64(1)
    words |= positives.astype(np.uint64)
    words.sort()
    rest = words.astype(np.uint32)
    return Ranked(
        scores=(words >> np.uint64(32)).astype(np.uint32).view(np.float32),
        positives=(rest & np.uint32(1)).astype(bool),
        atoms=(rest >> np.uint32(1)).astype(np.int64),
        weights=None,
    )


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
    areas = [_slice_area(ranked, column) for column in inside.T]

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


def _slice_area(ranked: Ranked, atom_inside: Bool[np.ndarray, " atoms"]) -> _Area:
    if atom_inside.all():
        scores, positives, weights = ranked.scores, ranked.positives, ranked.weights
    else:
        here = np.flatnonzero(atom_inside[ranked.atoms])
        scores, positives = ranked.scores[here], ranked.positives[here]
        weights = None if ranked.weights is None else ranked.weights[here]
    if not len(scores):
        return _Area()
    starts = np.flatnonzero(np.concatenate([[True], scores[1:] != scores[:-1]]))
    plus = _class_sums(positives, weights, starts)
    minus = _class_sums(~positives, weights, starts)
    pairs = plus.total * minus.total
    if pairs == 0:
        return _Area(rows=len(scores))
    beaten = (np.cumsum(minus.weight) - minus.weight / 2) / minus.total
    beating = 1 - (np.cumsum(plus.weight) - plus.weight / 2) / plus.total
    area = float(plus.weight @ beaten / plus.total)
    variance = plus.variance_of_mean(beaten, area) + minus.variance_of_mean(beating, area)
    if variance > SMALLEST_VARIANCE and min(plus.size, minus.size) > 1:
        reach = normal_quantile() * variance**0.5
        lower, upper = max(area - reach, 0.0), min(area + reach, 1.0)
    else:
        lower, upper = _score_interval(area, plus.size, minus.size)
    return _Area(value=area, lower=lower, upper=upper, pairs=pairs, rows=len(scores))


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
class _ClassSums:
    """The rows of one class, summed over equal scores."""

    weight: Float[np.ndarray, " scores"]
    weight_sq: Float[np.ndarray, " scores"]

    @property
    def total(self) -> float:
        return float(self.weight.sum())

    @property
    def size(self) -> float:
        """Kish's effective number of rows; the number of rows without weights."""
        return self.total**2 / float(self.weight_sq.sum())

    def variance_of_mean(self, placement: Float[np.ndarray, " scores"], mean: float) -> float:
        """DeLong's variance of the mean placement, with Kish's n where there are weights."""
        spread = float(self.weight_sq @ (placement - mean) ** 2) / self.total**2
        return spread * self.size / (self.size - 1) if self.size > 1 else 0.0


def _class_sums(
    member: Bool[np.ndarray, " rows"],
    weights: Float[np.ndarray, " rows"] | None,
    starts: Int[np.ndarray, " scores"],
) -> _ClassSums:
    if weights is None:
        ends = np.append(starts[1:], len(member)) - 1
        count = np.diff(np.cumsum(member)[ends], prepend=0).astype(np.float64)
        return _ClassSums(weight=count, weight_sq=count)
    weight = np.where(member, weights, 0.0)
    return _ClassSums(
        weight=np.add.reduceat(weight, starts), weight_sq=np.add.reduceat(weight**2, starts)
    )
