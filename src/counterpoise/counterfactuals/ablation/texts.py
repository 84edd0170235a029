"""Texts laid end to end as bytes, so that all of them are looked at and changed at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidTexts:
    """Texts end to end, with a line feed before each and eight after the last.

    Attributes:
        data: the bytes.
        firsts: [rows], where each text begins in `data`.
        lasts: [rows], where each ends.
    """

    data: bytes
    firsts: np.ndarray
    lasts: np.ndarray

    @staticmethod
    def of(texts: pl.Series) -> LaidTexts:
        """`texts`: [rows], String without null."""
        data = b"\n".join([b"", *texts.cast(pl.Binary).to_list(), b"\n" * 8])
        lengths = texts.str.len_bytes().to_numpy().astype(np.int64)
        lasts = np.cumsum(lengths + 1)
        return LaidTexts(data=data, firsts=lasts - lengths, lasts=lasts)
