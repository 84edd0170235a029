"""The bytes of a text file, unpacked where it is packed."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import IO

import polars as pl

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"


def magic(path: Path) -> bytes:
    """The first four bytes, by which many kinds of file are known."""
    with path.open("rb") as file:
        return file.read(4)


def opened(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked from gzip or zstd.

    Raises:
        pl.exceptions.PolarsError, OSError: when zstd cannot be unpacked, or does not hold UTF-8.
    """
    start = magic(path)
    if start == ZSTD:
        return io.BytesIO(_from_zstd(path))
    return io.BufferedReader(gzip.open(path)) if start[:2] == GZIP else path.open("rb")


def _from_zstd(path: Path) -> bytes:
    # Python before 3.14 has no zstd. Polars has, and a CSV without quotes whose cells end where
    # no text does (at a zero byte) is a column of the file's lines.
    try:
        lines = pl.read_csv(
            path, has_header=False, separator="\0", quote_char=None, infer_schema=False, glob=False
        )
    except pl.exceptions.NoDataError:
        return b""
    return "\n".join([*lines.to_series().fill_null(""), ""]).encode()
