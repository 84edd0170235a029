"""Sums of row values by slice and cell, each row touched once however many slices it lies in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Bool, Float, Int

DENSE_CELLS = 1 << 18
"""Up to this many (atom, cell) sums are kept for all slices in one pass over the rows."""


def slice_sums(
    values: Sequence[Float[np.ndarray, " rows"] | None],
    *,
    cells: Int[np.ndarray, " rows"],
    count: int,
    atoms: Int[np.ndarray, " rows"],
    inside: Bool[np.ndarray, "atoms slices"],
) -> list[Float[np.ndarray, "slices cells"]]:
    """The sums of each of `values` over the rows of every slice and cell.

    Args:
        values: what to add up, each [rows]; None counts rows.
        cells: [rows], index of each row's cell, in [0, count).
        count: number of cells.
        atoms: [rows], index of each row's atom.
        inside: [atoms, slices], whether the atom lies in the slice.
    """
    parts = []
    for codes, holds in _codes(inside, count=count):
        places = (codes * count)[atoms]
        places += cells
        parts.append(_sums(values, places, holds=holds, count=count))
    return [np.concatenate(slices) for slices in zip(*parts, strict=True)]


def _codes(
    inside: Bool[np.ndarray, "atoms slices"], *, count: int
) -> Iterator[tuple[Int[np.ndarray, " atoms"], Bool[np.ndarray, "codes slices"]]]:
    """Each atom's code and the slices that a code lies in: all of them, or eight at a time."""
    if len(inside) * count <= DENSE_CELLS or not inside.shape[1]:
        yield np.arange(len(inside)), inside
        return
    bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(bool)
    for first in range(0, inside.shape[1], 8):
        eight = inside[:, first : first + 8]
        yield np.packbits(eight, axis=1)[:, 0].astype(np.intp), bits[:, : eight.shape[1]]


def _sums(
    values: Sequence[Float[np.ndarray, " rows"] | None],
    places: Int[np.ndarray, " rows"],
    *,
    holds: Bool[np.ndarray, "codes slices"],
    count: int,
) -> list[Float[np.ndarray, "slices cells"]]:
    spread = holds.T.astype(np.float64)
    totals = (np.bincount(places, weights=value, minlength=len(holds) * count) for value in values)
    return [spread @ total.reshape(len(holds), count) for total in totals]
