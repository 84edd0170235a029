"""Which rows belong to which slice.

Slices overlap, so rows are first sorted into *atoms*: the sets of rows that share one membership
pattern. Every sum is taken once over the atoms and then spread to the slices they lie in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product

import numpy as np
import polars as pl
from jaxtyping import Bool, Int, UInt

from counterpoise.data.examples import Examples
from counterpoise.errors import DataError, PlanError, choices

BITS_PER_WORD = 24
"""Flags held in one word while patterns are collected."""

CODES_PER_ROW = 16
"""With up to this many codes a row they are renumbered by a table, with more by sorting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A subset of examples: one value of one group column (or crossing), or (both None) overall."""

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


def membership(
    examples: Examples,
    *,
    groups: tuple[str, ...] | None = None,
    crossings: Sequence[Sequence[str]] = (),
) -> Membership:
    """The membership of `examples` in overall, in every group and in every crossing of groups.

    A row that is not annotated (null) in a column lies in none of its slices, nor in their rest.
    A group or crossing that no row is in keeps its place.

    Args:
        examples: the rows.
        groups: the group columns whose values are slices; all by default.
        crossings: sets of two or more of these columns; every combination of their values is a
            slice, `gender & race=female & black`.

    Raises:
        DataError: two slices would have one name.
        PlanError: a crossing of fewer than two columns, or of one that is no group column.
    """
    names = examples.groups if groups is None else groups
    _check_crossings(crossings, names)
    columns = [examples.frame[name] for name in names]
    values = [_values(column) for column in columns]
    flags = np.cumsum([0, *(1 + len(known) for known in values)])
    words = _flag_words(columns, flags, rows=len(examples))
    atoms, keys = _atoms(words)
    held = (keys[:, :, None] >> np.arange(BITS_PER_WORD)) & 1 == 1
    held = held.reshape(len(keys), len(words) * BITS_PER_WORD)
    families = {
        name: _Family.of_column(name, known, held[:, flag : flag + 1 + len(known)])
        for name, known, flag in zip(names, values, flags[:-1], strict=True)
    }
    crossed = [reduce(_Family.cross, (families[name] for name in some)) for some in crossings]
    everyone = _Family.overall(len(keys))
    every = [everyone, *families.values(), *crossed]
    slices = tuple(piece for family in every for piece in family.slices)
    _check_names(slices)
    return Membership(
        slices=slices,
        atoms=atoms,
        inside=np.concatenate([family.inside for family in every], axis=1),
        annotated=np.concatenate([family.annotated for family in every], axis=1),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    """Slices that belong together, and which atoms lie in them and were annotated for them."""

    slices: tuple[Slice, ...]
    inside: Bool[np.ndarray, "atoms slices"]
    annotated: Bool[np.ndarray, "atoms slices"]

    @staticmethod
    def overall(atoms: int) -> _Family:
        always = np.ones((atoms, 1), dtype=bool)
        return _Family(slices=(OVERALL,), inside=always, annotated=always)

    @staticmethod
    def of_column(
        name: str, values: list[str], held: Bool[np.ndarray, "atoms annotated_and_values"]
    ) -> _Family:
        return _Family(
            slices=tuple(Slice(column=name, value=value) for value in values),
            inside=held[:, 1:],
            annotated=np.repeat(held[:, :1], len(values), axis=1),
        )

    def cross(self, other: _Family) -> _Family:
        """Every slice of one with every slice of the other."""
        pairs = list(product(range(len(self.slices)), range(len(other.slices))))
        left, right = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return _Family(
            slices=tuple(_crossed(self.slices[i], other.slices[j]) for i, j in pairs),
            inside=self.inside[:, left] & other.inside[:, right],
            annotated=self.annotated[:, left] & other.annotated[:, right],
        )


def _crossed(one: Slice, other: Slice) -> Slice:
    return Slice(column=f"{one.column} & {other.column}", value=f"{one.value} & {other.value}")


def _check_crossings(crossings: Sequence[Sequence[str]], names: tuple[str, ...]) -> None:
    for some in crossings:
        if isinstance(some, str) or len(some) < 2:
            raise PlanError(
                f"A crossing must name two or more group columns, got {some!r}. "
                "Write for example crossings=[('gender', 'race')]."
            )
        for name in some:
            if name not in names:
                raise PlanError(
                    f"A crossing must name group columns, got `{name}`. {choices(names, name)}"
                )


def _check_names(slices: tuple[Slice, ...]) -> None:
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


def _flag_words(
    columns: list[pl.Series], flags: Int[np.ndarray, " columns_and_end"], *, rows: int
) -> list[UInt[np.ndarray, " rows"]]:
    """Each row's flags as the bits of as many words as they need.

    Args:
        columns: group columns.
        flags: the flag of each column that says *annotated*, and their end; a column's values
            follow its flag.
        rows: number of rows.
    """
    count = max(-(-int(flags[-1]) // BITS_PER_WORD), 1)
    words = [np.zeros(rows, dtype=np.uint32) for _ in range(count)]
    for column, first, end in zip(columns, flags[:-1], flags[1:], strict=True):
        ends = np.cumsum(column.list.len().fill_null(0).to_numpy(), dtype=np.int64)
        members = column.explode(empty_as_null=False, keep_nulls=False).to_physical().to_numpy()
        place, bit = np.divmod(np.arange(first, end), BITS_PER_WORD)
        for word in range(place[0], place[-1] + 1):
            bit_of = np.where(place == word, 1 << bit, 0).astype(np.uint32)
            words[word] += column.is_not_null().to_numpy() * bit_of[0]
            words[word] += _list_sums(bit_of[1:][members], ends)
    return words


def _list_sums(
    values: UInt[np.ndarray, " members"], ends: Int[np.ndarray, " rows"]
) -> UInt[np.ndarray, " rows"]:
    """The sum of each list's values, lists being laid end to end; all are below 2^32."""
    running = np.zeros(len(values) + 1, dtype=np.uint32)
    np.cumsum(values, dtype=np.uint32, out=running[1:])  # wraps; differences are exact
    return np.diff(running[ends], prepend=np.uint32(0))


def _atoms(
    words: list[UInt[np.ndarray, " rows"]],
) -> tuple[Int[np.ndarray, " rows"], Int[np.ndarray, "atoms words"]]:
    """One code a row for its combination of words, and the words behind each code."""
    atoms, distinct = _dense(words[0])
    keys = distinct[:, None]
    for word in words[1:]:
        codes, distinct = _dense(word)
        atoms, both = _dense(atoms * np.int64(len(distinct)) + codes)
        before, here = both // len(distinct), both % len(distinct)
        keys = np.concatenate([keys[before], distinct[here, None]], axis=1)
    return atoms, keys


def _dense(
    codes: Int[np.ndarray, " rows"] | UInt[np.ndarray, " rows"],
) -> tuple[Int[np.ndarray, " rows"], Int[np.ndarray, " distinct"]]:
    """Codes renumbered 0..distinct-1 in rising order, and the codes that they stand for."""
    top = int(codes.max(initial=0))
    if top > CODES_PER_ROW * len(codes):
        distinct = np.sort(pl.Series(codes).unique().to_numpy()).astype(np.int64)
        return np.searchsorted(distinct, codes).astype(np.int32), distinct
    used = np.zeros(top + 1, dtype=bool)
    used[codes] = True
    distinct = np.flatnonzero(used)
    number = np.zeros(len(used), dtype=np.int32)
    number[distinct] = np.arange(len(distinct))
    return number[codes], distinct
