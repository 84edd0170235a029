"""Area under the ROC curve, exact, with DeLong's interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.stats.estimates import Estimates
from counterpoise.stats.intervals import CONFIDENCE, normal_quantile


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

    Args:
        ranked: the rows in order of score.
        inside: [atoms, slices], whether the atom lies in the slice.

    Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44, 1988.
    """
    values = np.array([_slice_area(ranked, column) for column in inside.T]).reshape(-1, 5)
    area, deviation, won, pairs, rows = values.T
    reach = normal_quantile(CONFIDENCE) * deviation
    return Estimates(
        value=area[:, None],
        lower=np.clip(area - reach, 0, 1)[:, None],
        upper=np.clip(area + reach, 0, 1)[:, None],
        numerator=won[:, None],
        denominator=pairs[:, None],
        rows=rows.astype(np.int64)[:, None],
    )


def _slice_area(
    ranked: Ranked, atom_inside: Bool[np.ndarray, " atoms"]
) -> tuple[float, float, float, float, float]:
    """(AUC, its standard error, pairs won, pairs, rows) of one slice."""
    if atom_inside.all():
        scores, positives, weights = ranked.scores, ranked.positives, ranked.weights
    else:
        here = np.flatnonzero(atom_inside[ranked.atoms])
        scores, positives = ranked.scores[here], ranked.positives[here]
        weights = None if ranked.weights is None else ranked.weights[here]
    if not len(scores):
        return np.nan, np.nan, 0.0, 0.0, 0.0
    starts = np.flatnonzero(np.concatenate([[True], scores[1:] != scores[:-1]]))
    plus = _class_sums(positives, weights, starts)
    minus = _class_sums(~positives, weights, starts)
    pairs = plus.total * minus.total
    if pairs == 0:
        return np.nan, np.nan, 0.0, 0.0, float(len(scores))
    beaten = (np.cumsum(minus.weight) - minus.weight / 2) / minus.total
    beating = 1 - (np.cumsum(plus.weight) - plus.weight / 2) / plus.total
    area = float(plus.weight @ beaten / plus.total)
    variance = plus.variance_of_mean(beaten, area) + minus.variance_of_mean(beating, area)
    return area, float(np.sqrt(variance)), area * pairs, pairs, float(len(scores))


@dataclass(frozen=True, slots=True, kw_only=True)
class _ClassSums:
    """The rows of one class, summed over equal scores."""

    weight: Float[np.ndarray, " scores"]
    weight_sq: Float[np.ndarray, " scores"]

    @property
    def total(self) -> float:
        return float(self.weight.sum())

    def variance_of_mean(self, placement: Float[np.ndarray, " scores"], mean: float) -> float:
        """Variance of the weighted mean placement; n/(n-1) with Kish's n, so DeLong's without weights."""
        size = self.total**2 / float(self.weight_sq.sum())
        spread = float(self.weight_sq @ (placement - mean) ** 2) / self.total**2
        return spread * size / (size - 1) if size > 1 else np.nan


def _class_sums(
    member: Bool[np.ndarray, " rows"],
    weights: Float[np.ndarray, " rows"] | None,
    starts: Int[np.ndarray, " scores"],
) -> _ClassSums:
    if weights is None:
        count = np.diff(np.concatenate([[0], np.cumsum(member)[np.append(starts[1:], len(member)) - 1]]))
        return _ClassSums(weight=count.astype(float), weight_sq=count.astype(float))
    weight = np.where(member, weights, 0.0)
    return _ClassSums(
        weight=np.add.reduceat(weight, starts), weight_sq=np.add.reduceat(weight**2, starts)
    )
