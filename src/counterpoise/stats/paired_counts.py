"""Mergeable sums of two models' joint decisions: for every slice, label and threshold.

Of each row it is kept what the baseline decided and what the model decided, so that the two can be
compared on the same rows without the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.stats.slice_sums import slice_sums

CELLS = 8
"""label (2) x the baseline's decision (2) x the model's decision (2)."""


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
            thresholds: compared with each model's scores in their own precision.
            weights: [rows], >= 0; none means 1 each.
        """
        values = [None] if weights is None else [None, weights, weights * weights]
        sums = [
            slice_sums(values, cells=cells, count=CELLS, atoms=atoms, inside=inside)
            for cells in _cells(baseline, model, positives, thresholds)
        ]
        stacked = [np.stack(part, axis=1) for part in zip(*sums, strict=True)]
        shape = (-1, len(thresholds), 2, 2, 2)
        rows, weight, weight_sq = ([part.reshape(shape).swapaxes(1, 2) for part in stacked] * 3)[:3]
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


def _cells(
    baseline: Float[np.ndarray, " rows"],
    model: Float[np.ndarray, " rows"],
    positives: Bool[np.ndarray, " rows"],
    thresholds: Float[np.ndarray, " thresholds"],
) -> Iterator[Int[np.ndarray, " rows"]]:
    """Each row's cell at each threshold: its label, then the two decisions."""
    of_label = positives.astype(np.intp) * 4
    for threshold in thresholds:
        before = baseline > threshold.astype(baseline.dtype)
        after = model > threshold.astype(model.dtype)
        yield of_label + before * 2 + after
