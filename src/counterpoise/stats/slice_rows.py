"""The rows of many slices, one slice after the other, at a cost that follows their number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int, UInt

ROWS_APART = 1 << 11
"""A slice of up to this many rows, and of all rows / `SHARE_APART`, is laid beside others."""

SHARE_APART = 64
"""Gathering a row costs as much as looking at this many to see whether they are in a slice."""

BATCH = 1 << 20
"""Rows that are laid out at once."""

MOST_SLICES = 1 << 16
"""Slices that are laid out at once: as many as 16 bits tell apart."""

Atoms = Int[np.ndarray, " rows"] | UInt[np.ndarray, " rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceRows:
    """Rows of some slices.

    Attributes:
        places: [slices], which slices; each holds a row.
        rows: [members], index of each row, the slices end to end and rising within each.
        starts: [slices], where in `rows` each slice begins.
    """

    places: Int[np.ndarray, " slices"]
    rows: Int[np.ndarray, " members"]
    starts: Int[np.ndarray, " slices"]

    @property
    def lengths(self) -> Int[np.ndarray, " slices"]:
        """The number of rows of each slice."""
        return np.diff(self.starts, append=len(self.rows))

    @property
    def slice_of(self) -> Int[np.ndarray, " members"]:
        """The slice of each member, counted from 0."""
        return np.repeat(np.arange(len(self.starts)), self.lengths)

    def where(self, kept: Bool[np.ndarray, " members"]) -> SliceRows:
        """The rows that `kept` marks, and the slices that still hold one."""
        lengths = np.add.reduceat(kept, self.starts, dtype=np.int64)
        some = lengths > 0
        return SliceRows(
            places=self.places[some],
            rows=self.rows[kept],
            starts=(np.cumsum(lengths) - lengths)[some],
        )

    def slices_with(self, wanted: Bool[np.ndarray, " members"]) -> SliceRows:
        """The slices that hold a row that `wanted` marks, with all their rows."""
        some = np.logical_or.reduceat(wanted, self.starts)
        return self if some.all() else self.where(np.repeat(some, self.lengths))


def row_counts(
    atoms: Atoms, inside: Bool[np.ndarray, "atoms slices"]
) -> Int[np.ndarray, " slices"]:
    """The number of rows of every slice."""
    of_atom = np.bincount(atoms, minlength=len(inside))
    return np.array([int(of_atom[column].sum()) for column in inside.T], dtype=np.int64)


def small_slices(counts: Int[np.ndarray, " slices"], *, rows: int) -> Bool[np.ndarray, " slices"]:
    """Whether a slice has so few of all rows that they are better gathered than looked for."""
    return counts <= max(rows // SHARE_APART, ROWS_APART)


def slice_rows(
    atoms: Atoms,
    inside: Bool[np.ndarray, "atoms slices"],
    places: Int[np.ndarray, " some"],
    *,
    batch: int = BATCH,
) -> Iterator[SliceRows]:
    """The rows of the slices at `places`; slices without rows are passed over.

    Args:
        atoms: [rows], index of each row's atom.
        inside: [atoms, slices], whether the atom lies in the slice.
        places: which slices.
        batch: rows that are laid out at once; more if there are more rows altogether.
    """
    counts = row_counts(atoms, inside[:, places])
    small = small_slices(counts, rows=len(atoms))
    for place in places[~small]:
        rows = np.flatnonzero(inside[:, place][atoms])
        yield SliceRows(places=np.array([place]), rows=rows, starts=np.zeros(1, dtype=np.int64))
    together = np.flatnonzero(small & (counts > 0))
    turn = (np.cumsum(counts[together]) - 1) // max(batch, len(atoms))
    turn += np.arange(len(together)) // MOST_SLICES
    for one in np.unique(turn):
        here = together[turn == one]
        yield _laid_out(atoms, inside[:, places[here]], places=places[here], counts=counts[here])


def _laid_out(
    atoms: Atoms,
    inside: Bool[np.ndarray, "atoms slices"],
    *,
    places: Int[np.ndarray, " slices"],
    counts: Int[np.ndarray, " slices"],
) -> SliceRows:
    """Every row is repeated for each slice that its atom lies in, then sorted by slice."""
    atom_of, slice_of = np.nonzero(inside)
    often = np.bincount(atom_of, minlength=len(inside))
    first = np.cumsum(often) - often
    rows = np.flatnonzero((often > 0)[atoms])
    atom, times = atoms[rows], often[atoms[rows]]
    rows, atom = np.repeat(rows, times), np.repeat(atom, times)
    turn = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
    order = np.argsort(slice_of.astype(np.uint16)[first[atom] + turn], kind="stable")
    return SliceRows(places=places, rows=rows[order], starts=np.cumsum(counts) - counts)
