"""Which groups a row is in, each distinct combination once: a row's *pattern*.

Few patterns stand for many rows, and every slice, crossing and rest is a set of patterns. So sums
by pattern can be merged across batches that know different groups, and redrawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Bool, Int, UInt

from counterpoise.data.examples import Examples
from counterpoise.data.groups import united_names

BITS_PER_WORD = 24
"""Bits held in one word while patterns are collected."""

CODES_PER_ROW = 64
"""With up to this many codes a row they are renumbered by a table, with more by sorting."""

WORD = 8
"""Bytes of flags that are compared at once."""

Words = UInt[np.ndarray, " rows"]
Codes = Int[np.ndarray, " rows"]
Flags = Bool[np.ndarray, "patterns flags"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """Distinct combinations of memberships, in rising order of their flags.

    Attributes:
        columns: names of the group columns.
        values: of each column, its groups in order; those that no row is in too.
        held: [patterns, flags], of each column in turn: whether annotated in it, then whether in
            each of its groups.
    """

    columns: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    held: Flags

    @staticmethod
    def of(examples: Examples, groups: Sequence[str]) -> tuple[Patterns, Codes]:
        """The patterns of the rows, and [rows], the place of each row's pattern."""
        columns = [examples.frame[name] for name in groups]
        values = tuple(_values(column) for column in columns)
        fields = [field for column in columns for field in _fields(column)]
        codes, keys = _codes(fields, rows=len(examples))
        flags = [field.flags(key) for field, key in zip(fields, keys, strict=False)]
        held = np.concatenate([np.ones((len(keys[0]), 0), dtype=bool), *flags], axis=1)
        first, rank = _sorted(held)
        found = Patterns(columns=tuple(groups), values=values, held=held[first])
        return found, rank.astype(codes.dtype)[codes]

    @staticmethod
    def empty(columns: Sequence[str]) -> Patterns:
        """No pattern, and no group known."""
        held = np.zeros((0, len(columns)), dtype=bool)
        return Patterns(columns=tuple(columns), values=((),) * len(columns), held=held)

    def to_object(self) -> dict[str, Any]:
        """As JSON-able values; a pattern's flags in hexadecimal, the first in the highest bit."""
        packed = np.packbits(self.held, axis=1)
        return {
            "columns": list(self.columns),
            "values": [list(known) for known in self.values],
            "held": [row.tobytes().hex() for row in packed],
        }

    @staticmethod
    def from_object(entry: dict[str, Any]) -> Patterns:
        """From what `to_object` gave."""
        values = tuple(tuple(known) for known in entry["values"])
        count = sum(1 + len(known) for known in values)
        packed = np.frombuffer(bytes.fromhex("".join(entry["held"])), dtype=np.uint8)
        rows = packed.reshape(len(entry["held"]), -(-count // 8))
        held = np.unpackbits(rows, axis=1, count=count).astype(bool)
        return Patterns(columns=tuple(entry["columns"]), values=values, held=held)

    def column(self, name: str) -> Flags:
        """The flags of one column: [patterns, 1 + its groups]."""
        ends = np.cumsum([0, *(1 + len(known) for known in self.values)])
        place = self.columns.index(name)
        return self.held[:, ends[place] : ends[place + 1]]

    def union(
        self, other: Patterns
    ) -> tuple[Patterns, Int[np.ndarray, " mine"], Int[np.ndarray, " theirs"]]:
        """The patterns of both, and the places there of these and of the other's."""
        values = tuple(map(united_names, self.values, other.values))
        held = np.concatenate([self._held_over(values), other._held_over(values)])
        first, rank = _sorted(held)
        mine = len(self.held)
        both = Patterns(columns=self.columns, values=values, held=held[first])
        return both, rank[:mine], rank[mine:]

    def _held_over(self, values: Sequence[Sequence[str]]) -> Flags:
        """The flags over more groups than are known here, which no pattern holds."""
        parts = [np.zeros((len(self.held), 0), dtype=bool)]
        for column, known, more in zip(self.columns, self.values, values, strict=True):
            place = {value: 1 + index for index, value in enumerate(more)}
            flags = np.zeros((len(self.held), 1 + len(more)), dtype=bool)
            flags[:, [0, *(place[value] for value in known)]] = self.column(column)
            parts.append(flags)
        return np.concatenate(parts, axis=1)


def _sorted(held: Flags) -> tuple[Int[np.ndarray, " distinct"], Int[np.ndarray, " patterns"]]:
    """Where each distinct row of flags stands first, in rising order; each row's place there."""
    packed = np.packbits(held, axis=1)
    width = -(-max(packed.shape[1], 1) // WORD) * WORD  # flags need not exist
    padded = np.zeros((len(held), width), dtype=np.uint8)
    padded[:, : packed.shape[1]] = packed
    words = padded.view(">u8").astype(np.uint64)
    if words.shape[1] == 1:
        _, first, rank = np.unique(words[:, 0], return_index=True, return_inverse=True)
        return first, rank
    _, first, rank = np.unique(words, axis=0, return_index=True, return_inverse=True)
    return first, rank.reshape(-1)


def _values(column: pl.Series) -> tuple[str, ...]:
    dtype = column.dtype
    assert isinstance(dtype, pl.List)
    assert isinstance(dtype.inner, pl.Enum)
    return tuple(dtype.inner.categories.to_list())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """A part of every row's pattern, as a number of so many bits.

    Attributes:
        codes: [rows].
        bits: codes are below 2^bits.
        count: flags that the codes tell.
        one_of: whether a code names the flag it sets (0 none, 1 the first alone, 2 + i the first
            and the i-th after it); else its bits are the flags.
    """

    codes: Words
    bits: int
    count: int
    one_of: bool

    def flags(self, codes: Int[np.ndarray, " patterns"]) -> Flags:
        """The flags that `codes` tell."""
        if not self.one_of:
            return (codes[:, None] >> np.arange(self.count)) & 1 == 1
        return np.concatenate(
            [codes[:, None] > 0, codes[:, None] == 2 + np.arange(self.count - 1)], axis=1
        )


def _fields(column: pl.Series) -> Iterator[_Field]:
    """A column of lists: one number where no list holds two groups, else a bit for each flag."""
    lengths = column.list.len()
    count = 1 + len(_values(column))
    members = column.explode(empty_as_null=False, keep_nulls=False).to_physical().to_numpy()
    if len(members) == int((lengths > 0).sum()) and count.bit_length() <= BITS_PER_WORD:
        codes = column.is_not_null().to_numpy().astype(np.uint32)
        codes[(lengths == 1).fill_null(value=False).to_numpy()] = members.astype(np.uint32) + 2
        yield _Field(codes=codes, bits=count.bit_length(), count=count, one_of=True)
        return
    ends = np.cumsum(lengths.fill_null(0).to_numpy(), dtype=np.int64)
    for first in range(0, count, BITS_PER_WORD):
        bits = min(BITS_PER_WORD, count - first)
        bit_of = np.zeros(count, dtype=np.uint32)
        bit_of[first : first + bits] = 1 << np.arange(bits)
        codes = _list_sums(bit_of[1:][members], ends)
        if not first:
            codes += column.is_not_null().to_numpy()
        yield _Field(codes=codes, bits=bits, count=bits, one_of=False)


def _list_sums(values: UInt[np.ndarray, " members"], ends: Int[np.ndarray, " rows"]) -> Words:
    """The sum of each list's values, lists being laid end to end; all are below 2^32."""
    running = np.zeros(len(values) + 1, dtype=np.uint32)
    np.cumsum(values, dtype=np.uint32, out=running[1:])  # wraps; differences are exact
    return np.diff(running[ends], prepend=np.uint32(0))


def _codes(fields: list[_Field], *, rows: int) -> tuple[Codes, list[Int[np.ndarray, " patterns"]]]:
    """One code a row for its combination of fields, and each field's number behind each code."""
    codes = np.zeros(rows, dtype=np.int32)
    keys: list[np.ndarray] = []
    for some in _words(fields):
        shifts = np.cumsum([0, *(field.bits for field in some)])
        word = some[0].codes
        for field, shift in zip(some[1:], shifts[1:], strict=False):
            word = word | (field.codes << np.uint32(shift))
        here, word_of = _dense(word)
        if keys:
            codes, both = _dense(codes * np.int64(len(word_of)) + here)
            before, word_of = both // len(word_of), word_of[both % len(word_of)]
            keys = [key[before] for key in keys]
        else:
            codes = here
        keys += [
            (word_of >> shift) & ((1 << field.bits) - 1)
            for field, shift in zip(some, shifts, strict=False)
        ]
    return codes, keys or [np.zeros(min(rows, 1), dtype=np.int64)]


def _words(fields: list[_Field]) -> Iterator[list[_Field]]:
    """The fields in turn, as many at a time as fit in a word."""
    some: list[_Field] = []
    for field in fields:
        if sum(one.bits for one in some) + field.bits > BITS_PER_WORD:
            yield some
            some = []
        some.append(field)
    if some:
        yield some


def _dense(codes: Codes | Words) -> tuple[Codes, Int[np.ndarray, " distinct"]]:
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
