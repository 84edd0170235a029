"""Mergeable sums: for every slice, label and score bin, rows and weights.

Bin i holds the scores in (edges[i-1], edges[i]]; the last bin those above every edge. A decision
at threshold edges[j] is positive for the bins after j, so a tie with the threshold is negative.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int, Num

DENSE_CELLS = 1 << 18
"""Up to this many (atom, label, bin) cells are summed for all slices in one pass over the rows."""

BOXES = 4096
"""Into how many boxes [0, 1] is cut to find a score's bin; a power of two."""


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
        cells = _bins(scores, edges.astype(scores.dtype))
        cells += positives * np.int32(len(edges) + 1)
        sums = _SliceSums(cells=cells, atoms=atoms, inside=inside, bins=len(edges) + 1)
        values = [None] if weights is None else [None, weights, weights * weights]
        rows, weight, weight_sq = (sums.of(values) * 3)[:3]
        return Counts(
            edges=edges, rows=np.rint(rows).astype(np.int64), weight=weight, weight_sq=weight_sq
        )

    def merge(self, other: Counts) -> Counts:
        """The sums over the rows of both; associative and commutative."""
        return Counts(
            edges=self.edges,
            rows=self.rows + other.rows,
            weight=self.weight + other.weight,
            weight_sq=self.weight_sq + other.weight_sq,
        )


def _bins(
    scores: Float[np.ndarray, " rows"], edges: Float[np.ndarray, " edges"]
) -> Int[np.ndarray, " rows"]:
    """The number of edges below each score, as `np.searchsorted(edges, scores)` gives it.

    [0, 1] is cut into boxes, of which few hold an edge and fewer two. A score's box, exact because
    it comes of multiplying by a power of two, tells its bin up to a comparison with those edges.
    """
    box_of_edge = (edges * BOXES).astype(np.int32)
    below = np.searchsorted(box_of_edge, np.arange(BOXES + 1)).astype(np.int32)
    most = int(np.bincount(box_of_edge).max())
    padded = np.append(edges, np.full(most, np.inf, dtype=edges.dtype))
    boxes = (scores * BOXES).astype(np.intp)
    bins = below[boxes]
    for place in range(most):
        bins += scores > padded[below + place][boxes]
    return bins


@dataclass(frozen=True, slots=True, kw_only=True)
class _SliceSums:
    """Adds up row values by cell within codes, then codes within slices."""

    cells: Int[np.ndarray, " rows"]
    atoms: Int[np.ndarray, " rows"]
    inside: Bool[np.ndarray, "atoms slices"]
    bins: int

    def of(
        self, values: Sequence[Float[np.ndarray, " rows"] | None]
    ) -> list[Float[np.ndarray, "slices 2 bins"]]:
        """The sums of each of `values`; None counts rows."""
        parts = [self._of_codes(codes, holds, values) for codes, holds in self._codes()]
        return [np.concatenate(slices) for slices in zip(*parts, strict=True)]

    def _codes(
        self,
    ) -> Iterator[tuple[Int[np.ndarray, " atoms"], Bool[np.ndarray, "codes slices"]]]:
        """Each atom's code and the slices that a code lies in: all of them, or eight at a time."""
        if len(self.inside) * 2 * self.bins <= DENSE_CELLS:
            yield np.arange(len(self.inside)), self.inside
            return
        bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(bool)
        for first in range(0, self.inside.shape[1], 8):
            eight = self.inside[:, first : first + 8]
            codes = np.packbits(eight, axis=1)[:, 0].astype(np.intp)
            yield codes, bits[:, : eight.shape[1]]

    def _of_codes(
        self,
        codes: Int[np.ndarray, " atoms"],
        inside: Bool[np.ndarray, "codes slices"],
        values: Sequence[Float[np.ndarray, " rows"] | None],
    ) -> list[Float[np.ndarray, "slices 2 bins"]]:
        cells = 2 * self.bins
        places = (codes * cells)[self.atoms]
        places += self.cells
        sums = []
        for value in values:
            total = np.bincount(places, weights=value, minlength=len(inside) * cells)
            by_slice = inside.T.astype(np.float64) @ total.reshape(len(inside), cells)
            sums.append(by_slice.reshape(-1, 2, self.bins))
        return sums


def above(values: Num[np.ndarray, "*cells bins"]) -> Num[np.ndarray, "*cells edges"]:
    """The part of binned `values` that lies above each edge."""
    return np.cumsum(values[..., ::-1], axis=-1)[..., ::-1][..., 1:]


def up_to(values: Num[np.ndarray, "*cells bins"]) -> Num[np.ndarray, "*cells edges"]:
    """The part of binned `values` that lies at or below each edge."""
    return np.cumsum(values, axis=-1)[..., :-1]
