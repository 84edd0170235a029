"""Area under the ROC curve, exact, with its interval.

Rows are sorted once. Everything then follows from where, among the rows of a slice, those of
each score that a positive has begin and end; the far more numerous negatives between them are
counted by subtraction and never looked at. Large slices are cut out of the sorted rows one by one,
small ones are laid end to end and done together.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int, UInt

from counterpoise.stats.estimates import Estimates
from counterpoise.stats.slice_rows import SliceRows, row_counts, slice_rows, small_slices
from counterpoise.stats.step_sums import Areas, Part, StepSums, joined

Weights = Float[np.ndarray, " rows"] | None

SLICE_BITS = np.uint64(40)
"""Bits of a key that tell scores and labels apart, below those of the slice."""


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
    """Exact ROC AUC of every slice with its 95 % interval.

    AUC = sum over (positive i, negative j) of w_i w_j [s_i > s_j] + 1/2 [s_i = s_j], over
    sum of w_i w_j. The numerator is the weighted number of pairs ranked rightly, the denominator
    that of all (positive, negative) pairs; nan where a slice lacks one of the classes.

    The interval is `area_interval`: DeLong's variance, steadied where rows are few, in a score
    interval.

    Args:
        ranked: the rows in order of score.
        inside: [atoms, slices], whether the atom lies in the slice.
    """
    counts = row_counts(ranked.atoms, inside)
    small = small_slices(counts, rows=len(ranked.atoms))
    large = np.flatnonzero(~small)
    parts = [
        part
        for first in range(0, len(large), 8)
        for part in _areas_of_large(ranked, inside, large[first : first + 8])
    ]
    if small.any():
        parts += _areas_of_small(ranked, inside, np.flatnonzero(small))
    return joined(parts, slices=inside.shape[1]).estimates(rows=counts)


def _areas_of_large(
    ranked: Ranked, inside: Bool[np.ndarray, "atoms slices"], places: Int[np.ndarray, " places"]
) -> list[Part]:
    """The areas of up to eight slices, whose rows are told apart by the bits of one byte."""
    bits = np.packbits(inside[:, places], axis=1, bitorder="little")[:, 0][ranked.atoms]

    def of(bit: int) -> Part:
        keys, weights = ranked.keys, ranked.weights
        if not inside[:, places[bit]].all():
            rows = np.flatnonzero((bits & np.uint8(1 << bit)) != 0)
            keys, weights = keys[rows], None if weights is None else weights[rows]
        return places[bit : bit + 1], _areas(keys, np.zeros(1, dtype=np.int64), weights)

    with ThreadPoolExecutor() as pool:
        return list(pool.map(of, range(len(places))))


def _areas_of_small(
    ranked: Ranked, inside: Bool[np.ndarray, "atoms slices"], places: Int[np.ndarray, " places"]
) -> list[Part]:
    """The areas of slices of few rows, laid end to end; the slice stands above the score's rank."""
    one = ranked.keys.dtype.type(1)
    scores, positives = ranked.keys >> one, (ranked.keys & one).astype(bool)
    ranks = np.cumsum(np.append(False, scores[1:] != scores[:-1])[: len(scores)], dtype=np.uint64)
    codes = ranks << np.uint64(1) | positives

    def of(laid: SliceRows) -> Part:
        found = laid.slices_with(positives[laid.rows])
        keys = (found.slice_of.astype(np.uint64) << SLICE_BITS) | codes[found.rows]
        weights = None if ranked.weights is None else ranked.weights[found.rows]
        return found.places, _areas(keys, found.starts, weights)

    return [of(laid) for laid in slice_rows(ranked.atoms, inside, places)]


def _areas(
    keys: UInt[np.ndarray, " rows"], starts: Int[np.ndarray, " slices"], weights: Weights
) -> Areas:
    """The areas of slices of which each holds a positive, or none does."""
    steps = _Steps.of(keys, starts)
    if not len(steps.positive):
        return Areas.none(len(starts))
    once = steps.sums(weights)
    return Areas.of(once, once if weights is None else steps.sums(weights**2))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """Where the rows of each score that a positive has lie: start <= score < score + positives.

    Attributes:
        positive: [positives], the row of each positive.
        start: [steps], the first row of that score; its negatives come first.
        score: [steps], its first positive.
        before: [steps], number of positives of lower scores and earlier slices.
        first: [slices], number of steps of earlier slices.
        lengths: [slices], number of steps.
        slices: [slices], the first row of each slice.
        rows: number of rows.
    """

    positive: Int[np.ndarray, " positives"]
    start: Int[np.ndarray, " steps"]
    score: Int[np.ndarray, " steps"]
    before: Int[np.ndarray, " steps"]
    first: Int[np.ndarray, " slices"]
    lengths: Int[np.ndarray, " slices"]
    slices: Int[np.ndarray, " slices"]
    rows: int

    @staticmethod
    def of(keys: UInt[np.ndarray, " rows"], slices: Int[np.ndarray, " slices"]) -> _Steps:
        """The steps of rows whose keys rise as those of `Ranked`, from slice to slice too."""
        one = keys.dtype.type(1)
        positive = np.flatnonzero((keys & one).astype(bool))
        found = keys[positive]
        before = np.flatnonzero(np.append([True], found[1:] != found[:-1])[: len(found)])
        score = positive[before]
        tied = np.flatnonzero(keys[score - 1] == keys[score] - one)  # keys[-1] is never smaller
        start = score.copy()
        start[tied] = np.searchsorted(keys, keys[score[tied]] - one)
        first = np.searchsorted(score, slices)
        return _Steps(
            positive=positive,
            start=start,
            score=score,
            before=before,
            first=first,
            lengths=np.diff(first, append=len(score)),
            slices=slices,
            rows=len(keys),
        )

    def sums(self, weights: Weights) -> StepSums:
        """The weights of both classes at each step, and of the negatives in between."""
        return self._counted() if weights is None else self._weighed(weights)

    def _counted(self) -> StepSums:
        """Negatives up to a row are the rows up to it that are not positives."""
        ends = np.append(self.before, len(self.positive))
        passed = np.append(0, self.score - self.before)
        negatives = self.slices - self.before[self.first]
        last = passed[self.first + self.lengths]
        passed[self.first] = negatives
        return StepSums(
            plus=ends[1:] - self.before,
            minus=self.score - self.start,
            between=self.start - self.before - passed[:-1],
            above=np.append(negatives[1:], self.rows - len(self.positive)) - last,
            lengths=self.lengths,
        )

    def _weighed(self, weights: Float[np.ndarray, " rows"]) -> StepSums:
        """Each slice is cut at its steps' first rows and at their first positives."""
        minus = weights.copy()
        minus[self.positive] = 0
        cuts = np.insert(np.stack([self.start, self.score], axis=1), 2 * self.first, self.slices)
        parts = np.add.reduceat(minus, cuts)
        parts[:-1][cuts[1:] == cuts[:-1]] = 0  # reduceat gives an empty part its next row
        slice_ = np.arange(len(self.slices))
        below = 2 * np.arange(len(self.score)) + np.repeat(slice_, self.lengths)
        return StepSums(
            plus=np.add.reduceat(weights[self.positive], self.before),
            minus=parts[below + 1],
            between=parts[below],
            above=parts[2 * (self.first + self.lengths) + slice_],
            lengths=self.lengths,
        )
