"""Atoms that some regions cannot tell apart, taken together: few atoms for few regions."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, UInt

from counterpoise.stats.counts import Counts

WORD = 64
"""Regions that one word has a bit for."""


def merged_atoms(
    cells: Counts, inside: Bool[np.ndarray, "atoms regions"]
) -> tuple[Counts, Bool[np.ndarray, "merged regions"]]:
    """The sums of the atoms of each set of regions, and these sets in rising order.

    However the atoms are ordered or split, the result is the same.

    Args:
        cells: sums by atom, label and bin; atoms are its first axis.
        inside: whether the atom lies in the region.
    """
    words = _words(inside)
    order = np.lexsort(words.T[::-1])
    rising = words[order]
    differs = (rising[1:] != rising[:-1]).any(axis=1)
    starts = np.flatnonzero(np.append(len(order) > 0, differs))
    rows, weight, weight_sq = (
        np.add.reduceat(values[order], starts, axis=0)
        for values in (cells.rows, cells.weight, cells.weight_sq)
    )
    merged = Counts(edges=cells.edges, rows=rows, weight=weight, weight_sq=weight_sq)
    return merged, inside[order[starts]]


def _words(inside: Bool[np.ndarray, "atoms regions"]) -> UInt[np.ndarray, "atoms words"]:
    """The regions of every atom as bits of whole words, at least one."""
    atoms, regions = inside.shape
    padded = np.zeros((atoms, max(-(-regions // WORD), 1) * WORD), dtype=bool)
    padded[:, :regions] = inside
    return np.packbits(padded, axis=1).view(">u8").astype(np.uint64)
