"""Mergeable sums: for every slice, label and score bin, rows and weights.

Bin i holds the scores in (edges[i-1], edges[i]]; the last bin those above every edge. A decision
at threshold edges[j] is positive for the bins after j, so a tie with the threshold is negative.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int, Num

DENSE_CELLS = 1 << 22
"""Up to this many (atom, label, bin) cells are summed in one pass, whatever the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Sums over the rows of every slice, by label and score bin. `merge` adds two of them.

    Attributes:
        edges: rising scores that part the bins.
        rows: number of rows.
        weight: sum of weights (equal to `rows` without weights).
        weight_sq: sum of squared weights.
    """

    edges: Float[np.ndarray, " edges"]
    rows: Int[np.ndarray, "slices 2 bins"]
    weight: Float[np.ndarray, "slices 2 bins"]
    weight_sq: Float[np.ndarray, "slices 2 bins"]

    @staticmethod
    def empty(*, slices: int, edges: Float[np.ndarray, " edges"]) -> Counts:
        """Sums over no rows: merging them changes nothing."""
        shape = (slices, 2, len(edges) + 1)
        return Counts(
            edges=edges,
            rows=np.zeros(shape, dtype=np.int64),
            weight=np.zeros(shape),
            weight_sq=np.zeros(shape),
        )

    @staticmethod
    def of(
        *,
        scores: Float[np.ndarray, " rows"],
        positives: Bool[np.ndarray, " rows"],
        atoms: Int[np.ndarray, " rows"],
        inside: Bool[np.ndarray, "atoms slices"],
        edges: Float[np.ndarray, " edges"],
        weights: Float[np.ndarray, " rows"] | None = None,
    ) -> Counts:
        """The sums over one batch of rows.

        Args:
            scores: [rows], probability in [0, 1]; compared with the edges in their own precision.
            positives: [rows], whether the label is positive.
            atoms: [rows], index of each row's atom.
            inside: [atoms, slices], whether the atom lies in the slice.
            edges: rising scores; a threshold that is to be exact must be among them.
            weights: [rows], >= 0; none means 1 each.
        """
        bins = np.searchsorted(edges.astype(scores.dtype), scores, side="left")
        cells = bins + positives * np.int64(len(edges) + 1)
        sums = _SliceSums(cells=cells, atoms=atoms, inside=inside, bins=len(edges) + 1)
        rows = sums.of(None)
        if weights is None:
            return Counts(edges=edges, rows=rows.astype(np.int64), weight=rows, weight_sq=rows)
        return Counts(
            edges=edges,
            rows=np.rint(rows).astype(np.int64),
            weight=sums.of(weights),
            weight_sq=sums.of(weights * weights),
        )

    def merge(self, other: Counts) -> Counts:
        """The sums over the rows of both; associative and commutative."""
        return Counts(
            edges=self.edges,
            rows=self.rows + other.rows,
            weight=self.weight + other.weight,
            weight_sq=self.weight_sq + other.weight_sq,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _SliceSums:
    """Adds up row values by cell within atoms, then atoms within slices."""

    cells: Int[np.ndarray, " rows"]
    atoms: Int[np.ndarray, " rows"]
    inside: Bool[np.ndarray, "atoms slices"]
    bins: int

    def of(self, values: Float[np.ndarray, " rows"] | None) -> Float[np.ndarray, "slices 2 bins"]:
        atoms, slices = self.inside.shape
        cells = 2 * self.bins
        if atoms * cells <= max(DENSE_CELLS, len(self.cells)):
            total = np.bincount(
                self.atoms * cells + self.cells, weights=values, minlength=atoms * cells
            )
            by_slice = self.inside.T.astype(np.float64) @ total.reshape(atoms, cells)
        else:
            by_slice = np.stack([self._of_slice(values, place) for place in range(slices)])
        return by_slice.reshape(slices, 2, self.bins)

    def _of_slice(
        self, values: Float[np.ndarray, " rows"] | None, place: int
    ) -> Float[np.ndarray, " cells"]:
        here = self.inside[self.atoms, place]
        part = None if values is None else values[here]
        return np.bincount(self.cells[here], weights=part, minlength=2 * self.bins).astype(float)


def above(values: Num[np.ndarray, "*cells bins"]) -> Num[np.ndarray, "*cells edges"]:
    """The part of binned `values` that lies above each edge."""
    return np.cumsum(values[..., ::-1], axis=-1)[..., ::-1][..., 1:]


def up_to(values: Num[np.ndarray, "*cells bins"]) -> Num[np.ndarray, "*cells edges"]:
    """The part of binned `values` that lies at or below each edge."""
    return np.cumsum(values, axis=-1)[..., :-1]
