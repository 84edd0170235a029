"""Where in a column of texts a term may begin: a fast sieve that lets no match slip.

All texts are laid end to end as bytes. A word's first eight bytes are hashed, all words at once,
and looked up among those of the terms; what is left is a few places in a hundred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

_BLOCK = 1 << 17
"""Bytes looked at in one go: they fit the processor's cache."""

_WORD_LETTERS = b"0123456789abcdefghijklmnopqrstuvwxyz_"
_TO_WORDS = bytes(byte if byte in _WORD_LETTERS else 32 for byte in bytes(range(256)).lower())
"""Letters in lower case; a space for everything that is no letter, digit or _ in ASCII."""

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_TABLE_BITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Texts laid end to end, with a line feed before each and eight bytes or more after the last.

    Attributes:
        data: the bytes.
        firsts: [rows], where each text begins in `data`.
        lengths: [rows], the bytes of each text.
    """

    data: bytes
    firsts: np.ndarray
    lengths: np.ndarray

    @staticmethod
    def of(texts: pl.Series) -> Laid:
        """`texts`: [rows], String without null."""
        data = b"\n".join([b"", *texts.cast(pl.Binary).to_list(), b"\n" * 8])
        lengths = texts.str.len_bytes().to_numpy().astype(np.int64)
        return Laid(data=data, firsts=1 + np.cumsum(lengths + 1) - (lengths + 1), lengths=lengths)

    def rows_at(self, places: np.ndarray) -> np.ndarray:
        """[places], the row that each place is in."""
        return np.searchsorted(self.firsts, places, side="right") - 1

    def character_start(self, places: np.ndarray) -> np.ndarray:
        """[places], each moved back to the first byte of its character."""
        data = np.frombuffer(self.data, dtype=np.uint8)
        moved = places.copy()
        for _ in range(3):
            moved -= (data[moved] & 0xC0) == 0x80
        return moved


def candidates(laid: Laid, terms: Sequence[str]) -> np.ndarray:
    """Places in `laid.data` where one of the terms may begin, rising.

    Args:
        laid: the texts.
        terms: lower case, each beginning with a letter or digit.
    """
    if not all(term[0].isascii() for term in terms):
        found = _wherever_a_word_may_begin(laid)
    else:
        found = np.concatenate([*_hashed_starts(laid.data, _table(terms)), np.zeros(0, np.int64)])
    return found[found < len(laid.data) - 9]


def _table(terms: Sequence[str]) -> np.ndarray:
    """[2^16], bool: the hashes of the terms' first words."""
    firsts = [re.match(rb"[a-z0-9_]+", term.lower().encode()) for term in terms]
    words = [first.group()[:8].ljust(8) for first in firsts if first]
    table = np.zeros(1 << _TABLE_BITS, dtype=bool)
    table[_hashes(np.frombuffer(b"".join(words), dtype="<u8").copy())] = True
    return table


def _hashed_starts(data: bytes, table: np.ndarray) -> Iterator[np.ndarray]:
    lowered = data.translate(_TO_WORDS)
    letters = np.frombuffer(lowered, dtype=np.uint8)
    eights = np.ndarray(len(lowered) - 7, dtype="<u8", buffer=lowered, strides=(1,))
    for block in range(0, len(eights) - 1, _BLOCK):
        is_word = letters[block : min(block + _BLOCK, len(eights) - 1) + 1] != 32
        starts = np.flatnonzero(is_word[1:] > is_word[:-1]) + (block + 1)
        yield starts[table[_hashes(eights[starts])]]


def _hashes(eights: np.ndarray) -> np.ndarray:
    """[words], of the bytes before the first space; the highest byte counts by one bit alone."""
    spaces = eights ^ np.uint64(0x2020202020202020)
    empty = (spaces - np.uint64(0x0101010101010101)) & ~spaces & np.uint64(0x8080808080808080)
    before = ((empty & (~empty + np.uint64(1))) - np.uint64(1)) >> np.uint64(7)
    return ((eights & before) * _SPREAD) >> np.uint64(64 - _TABLE_BITS)


def _wherever_a_word_may_begin(laid: Laid) -> np.ndarray:
    """Every character, ASCII space apart, that no letter or digit in ASCII stands before."""
    data = np.frombuffer(laid.data, dtype=np.uint8)
    before = np.frombuffer(laid.data.translate(_TO_WORDS), dtype=np.uint8)[:-1] == 32
    starts = (data[1:] > 32) & ((data[1:] & 0xC0) != 0x80)
    return np.flatnonzero(before & starts) + 1
