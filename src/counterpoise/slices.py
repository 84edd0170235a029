"""Which rows belong to which slice.

Slices overlap, so rows are first sorted into *atoms*: the sets of rows that share one membership
pattern. Every sum is taken once over the atoms and then spread to the slices they lie in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Bool, Int

from counterpoise.data.examples import Examples
from counterpoise.errors import DataError

BITS_PER_WORD = 30
"""Groups held in one 32-bit word while patterns are collected; bit 0 says *annotated*."""

SMALL_CODES = 1 << 22
"""Codes below this are renumbered by a table; larger ones by hashing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A subset of examples: one value of one group column, or (both None) overall."""

    column: str | None = None
    value: str | None = None

    @property
    def name(self) -> str:
        """`gender=female`, or `overall`."""
        return "overall" if self.column is None else f"{self.column}={self.value}"


OVERALL = Slice()


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Which slices every row lies in.

    Attributes:
        slices: overall first, then every value of every group column.
        atoms: [rows], the atom of each row.
        inside: [atoms, slices], whether the atom's rows lie in the slice.
        annotated: [atoms, slices], whether the atom's rows were annotated for the slice's column;
            the rest of a slice is *annotated and not inside*.
    """

    slices: tuple[Slice, ...]
    atoms: Int[np.ndarray, " rows"]
    inside: Bool[np.ndarray, "atoms slices"]
    annotated: Bool[np.ndarray, "atoms slices"]


def membership(examples: Examples, *, groups: tuple[str, ...] | None = None) -> Membership:
    """The membership of `examples` in overall and in every value of `groups` (default: all).

    A row that is not annotated (null) in a column lies in none of its slices, nor in their rest.
    A group that no row is in keeps its place.

    Raises:
        DataError: two slices would have one name.
    """
    names = examples.groups if groups is None else groups
    columns = [_column_patterns(examples.frame[name]) for name in names]
    codes, keys = _combine([codes for codes, _ in columns], rows=len(examples))
    slices = [OVERALL]
    inside = [np.ones((len(keys), 1), dtype=bool)]
    annotated = [np.ones((len(keys), 1), dtype=bool)]
    for position, (name, (_, patterns)) in enumerate(zip(names, columns, strict=True)):
        values = _values(examples.frame[name])
        slices += [Slice(column=name, value=value) for value in values]
        of_atom = patterns[keys[:, position]]
        inside.append(of_atom[:, 1:])
        annotated.append(np.repeat(of_atom[:, :1], len(values), axis=1))
    _check_names(slices)
    return Membership(
        slices=tuple(slices),
        atoms=codes,
        inside=np.concatenate(inside, axis=1),
        annotated=np.concatenate(annotated, axis=1),
    )


def _check_names(slices: list[Slice]) -> None:
    seen: set[str] = set()
    for name in (piece.name for piece in slices):
        if name in seen:
            raise DataError(
                f"Every slice must have a name of its own, and two would be called `{name}`. "
                "Rename a group column, so that column=value is unique."
            )
        seen.add(name)


def _values(column: pl.Series) -> list[str]:
    dtype = column.dtype
    assert isinstance(dtype, pl.List)
    assert isinstance(dtype.inner, pl.Enum)
    return dtype.inner.categories.to_list()


def _column_patterns(
    column: pl.Series,
) -> tuple[Int[np.ndarray, " rows"], Bool[np.ndarray, "patterns annotated_and_values"]]:
    """Each row's pattern in one group column, and what a pattern holds: annotated, then values."""
    values = len(_values(column))
    words = _pattern_words(column, values=values)
    words[0] |= column.is_not_null().to_numpy()
    dense = [_dense(word) for word in words]
    codes, keys = _combine([codes for codes, _ in dense], rows=len(column))
    bits = np.arange(BITS_PER_WORD + 1, dtype=np.uint32)
    patterns = [
        (distinct[keys[:, place], None] >> bits) & 1 == 1
        for place, (_, distinct) in enumerate(dense)
    ]
    inside = np.concatenate([pattern[:, 1:] for pattern in patterns], axis=1)[:, :values]
    return codes, np.concatenate([patterns[0][:, :1], inside], axis=1)


def _pattern_words(column: pl.Series, *, values: int) -> list[Int[np.ndarray, " rows"]]:
    """Each row's groups as bits 1..30 of as many words as the column's values need."""
    ends = np.cumsum(column.list.len().fill_null(0).to_numpy(), dtype=np.int64)
    members = column.explode(empty_as_null=False, keep_nulls=False).to_physical().to_numpy()
    words = []
    for first in range(0, max(values, 1), BITS_PER_WORD):
        bit_of = np.zeros(max(values, 1), dtype=np.uint32)
        here = min(values - first, BITS_PER_WORD)
        bit_of[first : first + here] = np.uint32(2) << np.arange(here, dtype=np.uint32)
        running = np.zeros(len(members) + 1, dtype=np.uint32)
        np.cumsum(bit_of[members], dtype=np.uint32, out=running[1:])
        words.append(np.diff(running[ends], prepend=np.uint32(0)))  # wraps; differences are exact
    return words


def _dense(
    codes: Int[np.ndarray, " rows"],
) -> tuple[Int[np.ndarray, " rows"], Int[np.ndarray, " distinct"]]:
    """Codes renumbered 0..distinct-1 in rising order, and the codes that they stand for."""
    if not len(codes) or int(codes.max()) >= SMALL_CODES:
        distinct = np.sort(pl.Series(codes).unique().to_numpy())
        return np.searchsorted(distinct, codes).astype(np.int32), distinct
    used = np.zeros(int(codes.max()) + 1, dtype=bool)
    used[codes] = True
    return (np.cumsum(used, dtype=np.int32) - np.int32(1))[codes], np.flatnonzero(used)


def _combine(
    columns: list[Int[np.ndarray, " rows"]], *, rows: int
) -> tuple[Int[np.ndarray, " rows"], Int[np.ndarray, "atoms columns"]]:
    """One code a row for its combination of codes, and the combination behind each code."""
    codes = np.zeros(rows, dtype=np.int32)
    keys = np.zeros((min(rows, 1), 0), dtype=np.int64)
    for column in columns:
        width = int(column.max()) + 1 if rows else 1
        codes, distinct = _dense(codes * np.int64(width) + column)
        before, here = distinct // width, distinct % width
        keys = np.concatenate([keys[before], here[:, None]], axis=1)
    return codes, keys
