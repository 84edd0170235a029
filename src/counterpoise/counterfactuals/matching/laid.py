"""Texts laid end to end as bytes, so that NumPy can look at all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

ROOM = 64
"""Bytes after the last text: what is read from any place in a text does not end outside."""

_BATCH = 1 << 20
"""Bytes laid at a time, in whole texts: what is made of them stays in the processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Texts laid end to end, with a line feed before each and some more after the last.

    Attributes:
        data: [bytes], uint8.
        row: the row that the first of the texts is in its column.
        firsts: [rows], where each text begins in `data`.
        lengths: [rows], the bytes of each text.
    """

    data: np.ndarray
    row: int
    firsts: np.ndarray
    lengths: np.ndarray

    @staticmethod
    def of(texts: pl.Series) -> Laid:
        """`texts`: [rows], String without null."""
        return _laid(texts, row=0, lengths=_lengths(texts))

    @staticmethod
    def batches(texts: pl.Series) -> Iterator[Laid]:
        """The texts ([rows], String without null), some thousand at a time."""
        lengths = _lengths(texts)
        ends = np.cumsum(lengths + 1)
        full = np.searchsorted(ends, np.arange(_BATCH, ends[-1], _BATCH)) if len(ends) else []
        for row, last in pairwise(np.unique([0, *full, len(ends)]).tolist()):
            yield _laid(texts.slice(row, last - row), row=row, lengths=lengths[row:last])

    @property
    def eights(self) -> np.ndarray:
        """[bytes], uint64: the eight bytes that begin at each, but for the last few."""
        return np.ndarray(len(self.data) - 7, "<u8", buffer=self.data.data, strides=(1,))

    def rows_at(self, places: np.ndarray) -> np.ndarray:
        """[places], which of the texts each place is in; the first is 0."""
        return np.searchsorted(self.firsts, places, side="right") - 1

    def character_start(self, places: np.ndarray) -> np.ndarray:
        """[places], each moved back to the first byte of its character."""
        moved = places.copy()
        for _ in range(3):
            moved -= (self.data[moved] & 0xC0) == 0x80
        return moved


def _lengths(texts: pl.Series) -> np.ndarray:
    return texts.str.len_bytes().to_numpy().astype(np.int64)


def _laid(texts: pl.Series, *, row: int, lengths: np.ndarray) -> Laid:
    parts = [pl.Series([""]), texts.alias(""), pl.Series(["\n" * ROOM])]
    joined = pl.select(pl.lit(pl.concat(parts)).str.join("\n").cast(pl.Binary))
    return Laid(
        data=np.frombuffer(joined.item(), dtype=np.uint8),
        row=row,
        firsts=1 + np.cumsum(lengths + 1) - (lengths + 1),
        lengths=lengths,
    )
