"""Pairs grouped by slice and source, for slices that the pairs of one source may differ in.

A *cell* holds the pairs of one source in one slice. Only cells that hold a pair exist, so that
hundreds of slices cost no more than the pairs that lie in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

Places = Int[np.ndarray, " entries"]
Values = Float[np.ndarray, "pairs quantities"]

BLOCK = 8192
"""Cells that are summed at once: few enough to stay in the processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellBlock:
    """The sums of some cells that follow each other.

    Attributes:
        total: sum of w q over the pairs of each cell.
        mass: sum of w.
        pairs: number of pairs.
        sources: the source of each cell.
        starts: [slices + 1], where the cells of each slice begin in the block.
    """

    total: Float[np.ndarray, "cells quantities"]
    mass: Float[np.ndarray, " cells"]
    pairs: Float[np.ndarray, " cells"]
    sources: Int[np.ndarray, " cells"]
    starts: Int[np.ndarray, " slices_and_1"]

    def by_slice(
        self, values: Float[np.ndarray, "cells columns"]
    ) -> Float[np.ndarray, "slices columns"]:
        """The sums over the cells of each slice."""
        from scipy.sparse import csr_array

        count = len(self.sources)
        shape = (len(self.starts) - 1, count)
        inside = csr_array((np.ones(count), np.arange(count), self.starts), shape=shape)
        return inside @ values


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairCells:
    """Which pairs lie in which cell.

    Attributes:
        pairs: place of each pair, cell after cell; a pair of two slices stands in both.
        cells: [cells + 1], where each cell's pairs begin.
        sources: [cells], the source of each cell.
        slices: [slices + 1], where each slice's cells begin.
    """

    pairs: Places
    cells: Int[np.ndarray, " cells_and_1"]
    sources: Int[np.ndarray, " cells"]
    slices: Int[np.ndarray, " slices_and_1"]

    @staticmethod
    def of(
        pairs: Places, slices: Places, *, sources: Int[np.ndarray, " pairs"], count: int
    ) -> PairCells:
        """The cells of entries *pair lies in slice*.

        Args:
            pairs: [entries], place of the pair; rising within each slice, none twice.
            slices: [entries], place of the slice, below `count`.
            sources: [pairs], never falling.
            count: how many slices there are.
        """
        narrow = slices.astype(np.min_scalar_type(max(count - 1, 0)))  # sorted by counting
        order = np.argsort(narrow, kind="stable")
        pair, piece = pairs[order], slices[order]
        source = sources[pair]
        first = np.ones(len(pair), dtype=bool)
        first[1:] = (piece[1:] != piece[:-1]) | (source[1:] != source[:-1])
        starts = np.flatnonzero(first)
        return PairCells(
            pairs=pair,
            cells=np.append(starts, len(pair)),
            sources=source[starts],
            slices=np.searchsorted(piece[starts], np.arange(count + 1)),
        )

    def blocks(
        self, values: Values, weights: Float[np.ndarray, " pairs"] | None
    ) -> Iterator[CellBlock]:
        """The sums of all cells, some at a time."""
        from scipy.sparse import csr_array

        own = np.ones(len(self.pairs)) if weights is None else weights[self.pairs]
        shape = (len(self.sources), len(values))
        inside = csr_array((own, self.pairs, self.cells), shape=shape)
        mass, sizes = inside @ np.ones(len(values)), np.diff(self.cells).astype(np.float64)
        for first in range(0, len(self.sources), BLOCK):
            here = slice(first, min(first + BLOCK, len(self.sources)))
            yield CellBlock(
                total=inside[here] @ values,
                mass=mass[here],
                pairs=sizes[here],
                sources=self.sources[here],
                starts=np.clip(self.slices, here.start, here.stop) - here.start,
            )
