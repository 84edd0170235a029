"""What the page is answered: a JSON value and columns of numbers, as bytes.

A million rows are a few columns, which the page takes as typed arrays without copying them.
`web/PROTOCOL.md` gives the layout.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from counterpoise.errors import DataError

MAGIC = b"CPX1"
ALIGNMENT = 8
"""Header and columns begin on a multiple of this, as typed arrays must."""

LENGTH = 4
"""Bytes of the header's length."""

TYPES = {"u1": "<u1", "u2": "<u2", "u4": "<u4", "i4": "<i4", "f4": "<f4", "f8": "<f8"}
"""Name of a type -> NumPy's."""

MOST_TEXT = 2**32 - 1
"""Bytes of text in one column: what its offsets can count."""

Column = np.ndarray | pl.Series
"""[elements]: numbers of one of `TYPES`, bool, or a String series without null."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """An answer.

    Attributes:
        value: anything that JSON can hold; nan and infinity become null, NumPy's numbers Python's.
        columns: name -> [elements]: numbers of one of `TYPES`, bool, or a String series.
    """

    value: Any = None
    columns: Mapping[str, Column] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The frame as `web/PROTOCOL.md` lays it out.

        Raises:
            DataError: a column of another type, with a null, or with 4 GB of text.

        Example:
            >>> data = Frame(value=2, columns={"label": np.array([0, 1], "u1")}).to_bytes()
            >>> data[:4], len(data) % 8
            (b'CPX1', 0)
        """
        entries: dict[str, Any] = {}
        pieces: list[bytes] = []
        at = 0
        for name, column in self.columns.items():
            entry, parts = _laid(name, column)
            for key, part in parts:
                entry[key] = at
                pieces.append(_padded(part))
                at += len(pieces[-1])
            entries[name] = entry
        return _header({"value": plain(self.value), "columns": entries}) + b"".join(pieces)

    @staticmethod
    def from_bytes(data: bytes) -> Frame:
        """The frame that `to_bytes` wrote; its columns of numbers are views of `data`.

        Raises:
            DataError: the bytes do not begin as a frame does.
        """
        begin = len(MAGIC) + LENGTH
        if data[: len(MAGIC)] != MAGIC:
            raise DataError(
                f"A frame must begin with {MAGIC!r}, got {data[: len(MAGIC)]!r}. "
                "Give the bytes that Explorer.handle returned."
            )
        end = begin + int.from_bytes(data[len(MAGIC) : begin], "little")
        header = json.loads(data[begin:end])
        columns = {
            name: _column(data, entry, base=end) for name, entry in header["columns"].items()
        }
        return Frame(value=header["value"], columns=columns)


def error_frame(text: str) -> Frame:
    """The answer to a request that cannot be answered."""
    return Frame(value={"error": text})


def plain(value: Any) -> Any:
    """`value` as JSON can hold it: nan and infinity as None, NumPy's numbers as Python's."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def _header(header: dict[str, Any]) -> bytes:
    """The frame up to its columns, filled up with spaces."""
    text = json.dumps(header, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    text += b" " * (-(len(MAGIC) + LENGTH + len(text)) % ALIGNMENT)
    return MAGIC + len(text).to_bytes(LENGTH, "little") + text


def _padded(part: bytes) -> bytes:
    return part + bytes(-len(part) % ALIGNMENT)


def _laid(name: str, column: Column) -> tuple[dict[str, Any], Iterator[tuple[str, bytes]]]:
    """A column's entry in the header but for its places, and each place's key with its bytes."""
    if isinstance(column, pl.Series):
        return {"type": "text", "length": len(column)}, _text_parts(name, column)
    if column.dtype == np.bool_:
        packed = np.packbits(column, bitorder="little").tobytes()
        return {"type": "bits", "length": len(column)}, iter([("at", packed)])
    kind = column.dtype.kind + str(column.dtype.itemsize)
    if kind not in TYPES:
        raise DataError(
            f"Column `{name}` of a frame must hold one of {', '.join(TYPES)}, bool or text, got "
            f"{column.dtype}. Cast it first."
        )
    numbers = np.ascontiguousarray(column, dtype=TYPES[kind]).tobytes()
    return {"type": kind, "length": len(column)}, iter([("at", numbers)])


def _text_parts(name: str, texts: pl.Series) -> Iterator[tuple[str, bytes]]:
    if texts.null_count():
        raise DataError(
            f"Column `{name}` of a frame must have no null, got {texts.null_count()} of them. "
            "Fill them, and say in another column which are known."
        )
    lengths = texts.cast(pl.String).str.len_bytes().to_numpy().astype(np.int64)
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    if offsets[-1] > MOST_TEXT:
        raise DataError(
            f"Column `{name}` of a frame can hold {MOST_TEXT:,} bytes of text, got "
            f"{offsets[-1]:,}. Ask for fewer rows."
        )
    yield "at", offsets.astype("<u4").tobytes()
    yield "bytes", "".join(texts.to_list()).encode("utf-8")


def _column(data: bytes, entry: Mapping[str, Any], *, base: int) -> Column:
    kind, length, begin = entry["type"], entry["length"], base + entry["at"]
    if kind == "bits":
        packed = np.frombuffer(data, dtype=np.uint8, count=-(-length // 8), offset=begin)
        return np.unpackbits(packed, count=length, bitorder="little").astype(bool)
    if kind != "text":
        return np.frombuffer(data, dtype=TYPES[kind], count=length, offset=begin)
    ends = np.frombuffer(data, dtype="<u4", count=length + 1, offset=begin).tolist()
    first = base + entry["bytes"]
    texts = [data[first + start : first + end].decode("utf-8") for start, end in pairwise(ends)]
    return pl.Series(texts, dtype=pl.String)
