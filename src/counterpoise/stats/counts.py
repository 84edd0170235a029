"""Mergeable sums: for every slice, label and score bin, rows and weights.

Bin i holds the scores in (edges[i-1], edges[i]]; the last bin those above every edge. A decision
at threshold edges[j] is positive for the bins after j, so a tie with the threshold is negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int, Num

from counterpoise.stats.slice_sums import atom_sums, slice_sums

BOXES = 4096
"""Into how many boxes [0, 1] is cut to find a score's bin; a power of two."""

CROWDED = 4
"""With more edges than this in a box, bins are found by bisection."""


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
        sums = slice_sums(
            _powers(weights),
            cells=_cells(scores, positives, edges),
            count=2 * (len(edges) + 1),
            atoms=atoms,
            inside=inside,
        )
        return _counts(sums, edges=edges)

    @staticmethod
    def by_atom(
        *,
        scores: Float[np.ndarray, " rows"],
        positives: Bool[np.ndarray, " rows"],
        atoms: Int[np.ndarray, " rows"],
        count: int,
        edges: Float[np.ndarray, " edges"],
        weights: Float[np.ndarray, " rows"] | None = None,
    ) -> Counts:
        """The sums of each of `count` atoms instead of slices; otherwise as `of`."""
        sums = atom_sums(
            _powers(weights),
            cells=_cells(scores, positives, edges),
            count=2 * (len(edges) + 1),
            atoms=atoms,
            atom_count=count,
        )
        return _counts(sums, edges=edges)

    def merge(self, other: Counts) -> Counts:
        """The sums over the rows of both; associative and commutative."""
        return Counts(
            edges=self.edges,
            rows=self.rows + other.rows,
            weight=self.weight + other.weight,
            weight_sq=self.weight_sq + other.weight_sq,
        )


def _powers(weights: Float[np.ndarray, " rows"] | None) -> list[np.ndarray | None]:
    """What is summed: 1, w and w^2; 1 alone without weights."""
    return [None] if weights is None else [None, weights, weights * weights]


def _cells(
    scores: Float[np.ndarray, " rows"],
    positives: Bool[np.ndarray, " rows"],
    edges: Float[np.ndarray, " edges"],
) -> Int[np.ndarray, " rows"]:
    cells = _bins(scores, edges.astype(scores.dtype))
    cells += positives * np.int32(len(edges) + 1)
    return cells


def _counts(
    sums: Sequence[Float[np.ndarray, "entries cells"]], *, edges: Float[np.ndarray, " edges"]
) -> Counts:
    shaped = [part.reshape(-1, 2, len(edges) + 1) for part in sums]
    rows, weight, weight_sq = (shaped * 3)[:3]
    whole = np.rint(rows).astype(np.int64)
    return Counts(edges=edges, rows=whole, weight=weight, weight_sq=weight_sq)


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
    if most > CROWDED:
        return np.searchsorted(edges, scores).astype(np.int32)
    padded = np.append(edges, np.full(most, np.inf, dtype=edges.dtype))
    boxes = (scores * BOXES).astype(np.intp)
    bins = below[boxes]
    for place in range(most):
        bins += scores > padded[below + place][boxes]
    return bins


def above(values: Num[np.ndarray, "*cells bins"]) -> Num[np.ndarray, "*cells edges"]:
    """The part of binned `values` that lies above each edge."""
    return np.cumsum(values[..., ::-1], axis=-1)[..., ::-1][..., 1:]


def up_to(values: Num[np.ndarray, "*cells bins"]) -> Num[np.ndarray, "*cells edges"]:
    """The part of binned `values` that lies at or below each edge."""
    return np.cumsum(values, axis=-1)[..., :-1]
