"""Places in texts as the page counts them: in units of UTF-16, where Polars counts bytes."""

from __future__ import annotations

import numpy as np
import polars as pl
from jaxtyping import Int

CONTINUES = 0xC0
"""Mask of the bits that say whether a byte goes on with a character."""

FOUR_BYTES = 0xF0
"""A character that begins with this byte or a higher one has two units of UTF-16."""


def utf16_places(
    texts: pl.Series, rows: Int[np.ndarray, " places"], places: Int[np.ndarray, " places"]
) -> Int[np.ndarray, " places"]:
    """Places in UTF-8, in bytes from each text's beginning, as places in UTF-16.

    Args:
        texts: [rows], String without null.
        rows: the text that each place is in.
        places: each where a character begins, or the text's end.

    Example:
        >>> utf16_places(pl.Series(["é😀!"]), np.array([0, 0]), np.array([2, 6]))
        array([1, 3])
    """
    lengths = texts.str.len_bytes().to_numpy().astype(np.int64)
    firsts = np.cumsum(lengths) - lengths
    data = np.frombuffer("".join(texts.to_list()).encode("utf-8"), dtype=np.uint8)
    units = ((data & CONTINUES) != 0x80).astype(np.int64) + (data >= FOUR_BYTES)
    before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(units)])
    return before[firsts[rows] + places] - before[firsts[rows]]
