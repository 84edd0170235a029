"""Mergeable sums of two models' joint decisions: for every slice, label and threshold.

Of each row it is kept what the baseline decided and what the model decided, so that the two can be
compared on the same rows without the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.stats.slice_sums import slice_sums

AT_ONCE = 64
"""Thresholds at most that are summed together, by the pair of steps that a row lies on."""

MOST_CELLS = 1 << 22
"""Cells of all slices that are summed together, where there is more than one threshold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedCounts:
    """Sums over the rows of every slice, by label, threshold and joint decision.

    The last two axes are the baseline's and the model's decision, negative first. `merge` adds
    two records.

    Attributes:
        thresholds: decisions are score > threshold.
        rows: number of rows.
        weight: sum of weights (equal to `rows` without weights).
        weight_sq: sum of squared weights.
    """

    thresholds: Float[np.ndarray, " thresholds"]
    rows: Int[np.ndarray, "slices 2 thresholds 2 2"]
    weight: Float[np.ndarray, "slices 2 thresholds 2 2"]
    weight_sq: Float[np.ndarray, "slices 2 thresholds 2 2"]

    @staticmethod
    def empty(*, slices: int, thresholds: Float[np.ndarray, " thresholds"]) -> PairedCounts:
        """Sums over no rows: merging them changes nothing."""
        shape = (slices, 2, len(thresholds), 2, 2)
        return PairedCounts(
            thresholds=thresholds,
            rows=np.zeros(shape, dtype=np.int64),
            weight=np.zeros(shape),
            weight_sq=np.zeros(shape),
        )

    @staticmethod
    def of(
        *,
        baseline: Float[np.ndarray, " rows"],
        model: Float[np.ndarray, " rows"],
        positives: Bool[np.ndarray, " rows"],
        atoms: Int[np.ndarray, " rows"],
        inside: Bool[np.ndarray, "atoms slices"],
        thresholds: Float[np.ndarray, " thresholds"],
        weights: Float[np.ndarray, " rows"] | None = None,
    ) -> PairedCounts:
        """The sums over one batch of rows.

        Args:
            baseline: [rows], the baseline's scores, probability in [0, 1].
            model: [rows], the model's scores of the same rows.
            positives: [rows], whether the label is positive.
            atoms: [rows], index of each row's atom.
            inside: [atoms, slices], whether the atom lies in the slice.
            thresholds: rising, one at least; compared with each model's scores in their own
                precision.
            weights: [rows], >= 0; none means 1 each.
        """
        values = [None] if weights is None else [None, weights, weights * weights]
        parts = []
        together = _together(inside.shape[1])
        for first in range(0, len(thresholds), together):
            limits = thresholds[first : first + together]
            steps = len(limits) + 1
            cells = (positives * steps + _steps(baseline, limits)) * steps + _steps(model, limits)
            sums = slice_sums(values, cells=cells, count=2 * steps**2, atoms=atoms, inside=inside)
            parts.append([_by_decisions(one.reshape(-1, 2, steps, steps)) for one in sums])
        summed = [np.concatenate(one, axis=2) for one in zip(*parts, strict=True)]
        rows, weight, weight_sq = (summed * 3)[:3]
        return PairedCounts(
            thresholds=thresholds,
            rows=np.rint(rows).astype(np.int64),
            weight=weight,
            weight_sq=weight_sq,
        )

    def merge(self, other: PairedCounts) -> PairedCounts:
        """The sums over the rows of both; associative and commutative."""
        return PairedCounts(
            thresholds=self.thresholds,
            rows=self.rows + other.rows,
            weight=self.weight + other.weight,
            weight_sq=self.weight_sq + other.weight_sq,
        )


def _together(slices: int) -> int:
    """How many thresholds are summed together: cells grow with their square."""
    return min(AT_ONCE, max(1, isqrt(MOST_CELLS // (2 * max(slices, 1))) - 1))


def _steps(
    scores: Float[np.ndarray, " rows"], thresholds: Float[np.ndarray, " thresholds"]
) -> Int[np.ndarray, " rows"]:
    """How many of the thresholds each score lies above."""
    if len(thresholds) == 1:
        return (scores > thresholds[0].astype(scores.dtype)).astype(np.intp)
    return np.searchsorted(thresholds.astype(scores.dtype), scores)


def _by_decisions(
    sums: Float[np.ndarray, "slices 2 steps steps"],
) -> Float[np.ndarray, "slices 2 thresholds 2 2"]:
    """From the sums of each pair of steps those of each pair of decisions, at every threshold."""
    at = np.arange(sums.shape[-1] - 1)
    below = sums.cumsum(axis=2), sums[:, :, ::-1].cumsum(axis=2)[:, :, ::-1]
    found = np.empty((*sums.shape[:2], len(at), 2, 2))
    for before, part in enumerate(below):
        rows = part[:, :, at + before]
        found[..., before, 0] = rows.cumsum(axis=3)[:, :, at, at]
        found[..., before, 1] = rows[..., ::-1].cumsum(axis=3)[..., ::-1][:, :, at, at + 1]
    return found
