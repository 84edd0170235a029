"""Texts laid end to end as bytes, so that all of them are looked at and changed at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from counterpoise.errors import DataError


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


def as_texts(texts: pl.Series) -> pl.Series:
    """`texts` as String; a column of nulls alone may have no type yet.

    Raises:
        DataError: it is no Polars series, or one of something else than texts.
    """
    if not isinstance(texts, pl.Series):
        raise DataError(
            f"`texts` must be a Polars series of texts, got {type(texts).__name__}. "
            "Write pl.Series(texts)."
        )
    if texts.dtype not in (pl.String, pl.Null):
        raise DataError(
            f"`texts` must be a Polars series of texts, got one of {texts.dtype}. "
            "Give the column of texts, or cast it: texts.cast(pl.String)."
        )
    return texts.cast(pl.String)
