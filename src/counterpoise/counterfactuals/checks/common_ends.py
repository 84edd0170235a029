"""What two texts have in common at their beginning and at their end, for many pairs at once.

Most counterfactuals differ from their original in a word or two. What stands before and behind
need be looked at only once, as bytes, eight at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

WORD = r"[0-9A-Za-z_[:^ascii:]]+"
"""A word: a run of letters, digits and _; every character outside ASCII counts as a letter."""

_LETTERS = np.array([byte >= 0x80 or chr(byte).isalnum() or byte == 0x5F for byte in range(256)])

_STRIDE = 64
"""Bytes of each text that are compared in one step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidBytes:
    """Texts laid end to end as bytes.

    Attributes:
        data: the bytes, then `_STRIDE` zeros.
        firsts: [rows], where each text begins in `data`.
        lengths: [rows], the bytes of each text.
    """

    data: np.ndarray
    firsts: np.ndarray
    lengths: np.ndarray

    @staticmethod
    def of(texts: pl.Series) -> LaidBytes:
        """`texts`: [rows], String without null."""
        laid = b"".join([*texts.cast(pl.Binary).to_list(), bytes(_STRIDE)])
        lengths = texts.str.len_bytes().to_numpy().astype(np.int64)
        data = np.frombuffer(laid, dtype=np.uint8)
        return LaidBytes(data=data, firsts=np.cumsum(lengths) - lengths, lengths=lengths)

    def reversed(self) -> LaidBytes:
        """The same texts, each from its last byte to its first."""
        total = len(self.data) - _STRIDE
        data = np.concatenate([self.data[:total][::-1], np.zeros(_STRIDE, dtype=np.uint8)])
        firsts = total - (self.firsts + self.lengths)
        return LaidBytes(data=data, firsts=firsts, lengths=self.lengths)

    def word_places(self) -> np.ndarray:
        """[words], where in `data` each word begins, in rising order: see `WORD`."""
        letters = _LETTERS[self.data]
        begins = letters.copy()
        begins[1:] &= ~letters[:-1]
        touching = self.firsts[self.lengths > 0]
        begins[touching] = letters[touching]
        return np.flatnonzero(begins)


def common_beginnings(one: LaidBytes, other: LaidBytes) -> np.ndarray:
    """[rows], the bytes that both texts of a row begin with."""
    shortest = np.minimum(one.lengths, other.lengths)
    common = np.zeros(len(shortest), dtype=np.int64)
    active = np.flatnonzero(shortest > 0)
    while len(active):
        differ = _bytes(one, active, common) != _bytes(other, active, common)
        common[active] += np.where(differ.any(axis=1), differ.argmax(axis=1), _STRIDE)
        active = active[~differ.any(axis=1) & (common[active] < shortest[active])]
    return np.minimum(common, shortest)


def _bytes(laid: LaidBytes, rows: np.ndarray, skipped: np.ndarray) -> np.ndarray:
    """[rows, _STRIDE], the bytes of each text after those skipped."""
    views = np.lib.stride_tricks.sliding_window_view(laid.data, _STRIDE)
    return views[laid.firsts[rows] + skipped[rows]]
