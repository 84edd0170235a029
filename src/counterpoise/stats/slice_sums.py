"""Sums of row values by slice and cell, each row touched once however many slices it lies in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Bool, Float, Int

DENSE_CELLS = 1 << 18
"""Up to this many (atom, cell) sums are kept for all slices in one pass over the rows. With more,
rows are passed over for eight slices at a time, or summed sparsely: what looks cheaper."""


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
    rows, slices = len(atoms), inside.shape[1]
    by_eight = -(-slices // 8) * (rows + 256 * count)
    if len(inside) * count > DENSE_CELLS and by_eight > 12 * rows + 2 * slices * count:
        return _sparse_sums(values, cells=cells, count=count, atoms=atoms, inside=inside)
    parts = []
    for codes, holds in _codes(inside, count=count):
        places = (codes * count)[atoms]
        places += cells
        parts.append(_sums(values, places, holds=holds, count=count))
    return [np.concatenate(slices) for slices in zip(*parts, strict=True)]


def _sparse_sums(
    values: Sequence[Float[np.ndarray, " rows"] | None],
    *,
    cells: Int[np.ndarray, " rows"],
    count: int,
    atoms: Int[np.ndarray, " rows"],
    inside: Bool[np.ndarray, "atoms slices"],
) -> list[Float[np.ndarray, "slices cells"]]:
    """The same over the rows that each slice has: for many slices, or few rows."""
    from scipy.sparse import csr_array

    holds = csr_array(inside.T.astype(np.float64))
    shape = (len(inside), count)

    def summed(value: Float[np.ndarray, " rows"] | None) -> Float[np.ndarray, "slices cells"]:
        entries = np.ones(len(atoms)) if value is None else value
        product = csr_array(holds @ csr_array((entries, (atoms, cells)), shape=shape))
        return np.asarray(product.toarray())

    return [summed(value) for value in values]


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
    return [spread @ total for total in _totals(values, places, shape=(len(holds), count))]


def atom_sums(
    values: Sequence[Float[np.ndarray, " rows"] | None],
    *,
    cells: Int[np.ndarray, " rows"],
    count: int,
    atoms: Int[np.ndarray, " rows"],
    atom_count: int,
) -> list[Float[np.ndarray, "atoms cells"]]:
    """The sums of each of `values` over the rows of every atom and cell; as in `slice_sums`."""
    places = atoms * np.int64(count)
    places += cells
    return list(_totals(values, places, shape=(atom_count, count)))


def _totals(
    values: Sequence[Float[np.ndarray, " rows"] | None],
    places: Int[np.ndarray, " rows"],
    *,
    shape: tuple[int, int],
) -> Iterator[Float[np.ndarray, "codes cells"]]:
    for value in values:
        total = np.bincount(places, weights=value, minlength=shape[0] * shape[1])
        yield total.astype(np.float64, copy=False).reshape(shape)
