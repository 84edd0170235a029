"""Mergeable sums of scores beside labels: for every slice and equal-width score bin.

Of `bins` bins number i holds the scores in (i / bins, (i + 1) / bins]; the first holds 0 too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.errors import PlanError
from counterpoise.stats.slice_sums import slice_sums


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationSums:
    """Sums over the rows of every slice by score bin. `merge` adds two of them.

    Attributes:
        rows: number of rows.
        weight: sum of weights w (equal to `rows` without weights).
        weight_sq: sum of w^2.
        label: sum of w y, with labels y in [0, 1] as they were given, soft or hard.
        score: sum of w s.
        excess: sum of w^2 (s - y).
        excess_sq: sum of w^2 (s - y)^2.
    """

    rows: Int[np.ndarray, "slices bins"]
    weight: Float[np.ndarray, "slices bins"]
    weight_sq: Float[np.ndarray, "slices bins"]
    label: Float[np.ndarray, "slices bins"]
    score: Float[np.ndarray, "slices bins"]
    excess: Float[np.ndarray, "slices bins"]
    excess_sq: Float[np.ndarray, "slices bins"]

    @staticmethod
    def empty(*, slices: int, bins: int) -> CalibrationSums:
        """Sums over no rows: merging them changes nothing."""
        nothing = np.zeros((slices, bins))
        return CalibrationSums(
            rows=np.zeros((slices, bins), dtype=np.int64),
            weight=nothing,
            weight_sq=nothing,
            label=nothing,
            score=nothing,
            excess=nothing,
            excess_sq=nothing,
        )

    @staticmethod
    def of(
        *,
        scores: Float[np.ndarray, " rows"],
        labels: Float[np.ndarray, " rows"],
        atoms: Int[np.ndarray, " rows"],
        inside: Bool[np.ndarray, "atoms slices"],
        bins: int,
        weights: Float[np.ndarray, " rows"] | None = None,
    ) -> CalibrationSums:
        """The sums over one batch of rows.

        Args:
            scores: [rows], probability in [0, 1]; binned in their own precision.
            labels: [rows], in [0, 1].
            atoms: [rows], index of each row's atom.
            inside: [atoms, slices], whether the atom lies in the slice.
            bins: number of equal-width bins, at least 1.
            weights: [rows], >= 0; none means 1 each.
        """
        once = np.float64(1) if weights is None else weights
        excess = scores - labels.astype(np.float64)
        values = {
            "rows": None,
            "weight": weights,
            "weight_sq": None if weights is None else weights**2,
            "label": once * labels,
            "score": once * scores,
            "excess": once**2 * excess,
            "excess_sq": (once * excess) ** 2,
        }
        sums = slice_sums(
            list(values.values()),
            cells=equal_width_bins(scores, bins=bins),
            count=bins,
            atoms=atoms,
            inside=inside,
        )
        named = dict(zip(values, sums, strict=True))
        rows = np.rint(named.pop("rows")).astype(np.int64)
        return CalibrationSums(rows=rows, **named)

    def merge(self, other: CalibrationSums) -> CalibrationSums:
        """The sums over the rows of both; associative and commutative."""
        return CalibrationSums(
            rows=self.rows + other.rows,
            weight=self.weight + other.weight,
            weight_sq=self.weight_sq + other.weight_sq,
            label=self.label + other.label,
            score=self.score + other.score,
            excess=self.excess + other.excess,
            excess_sq=self.excess_sq + other.excess_sq,
        )

    def coarser(self, *, bins: int) -> CalibrationSums:
        """The same sums in fewer, wider bins, exactly as if they had been taken so.

        Raises:
            PlanError: `bins` does not divide the number of bins kept.
        """
        slices, kept = self.rows.shape
        if bins < 1 or kept % bins:
            raise PlanError(
                f"`bins` must divide the {kept} score bins that were kept, got {bins}. "
                f"Choose one of {[few for few in range(1, kept + 1) if kept % few == 0]}."
            )

        def joined(values: np.ndarray) -> np.ndarray:
            return values.reshape(slices, bins, kept // bins).sum(axis=2)

        return CalibrationSums(
            rows=joined(self.rows),
            weight=joined(self.weight),
            weight_sq=joined(self.weight_sq),
            label=joined(self.label),
            score=joined(self.score),
            excess=joined(self.excess),
            excess_sq=joined(self.excess_sq),
        )


def equal_width_bins(scores: Float[np.ndarray, " rows"], *, bins: int) -> Int[np.ndarray, " rows"]:
    """The number of inner edges i / bins below each score, edges in the scores' own precision.

    A product tells the bin or the one above it; comparing with the edge between settles that.
    """
    edges = (np.arange(bins) / bins).astype(scores.dtype)
    near = np.minimum((scores * scores.dtype.type(bins)).astype(np.int64), bins - 1)
    near -= scores <= edges[near]
    return np.maximum(near, 0)
