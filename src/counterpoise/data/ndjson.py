"""NDJSON as a frame; a group column may hold one name in a row and a list of them in another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from glob import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from counterpoise.data import faults
from counterpoise.data.unpacked import opened
from counterpoise.errors import DataError


def read_ndjson(path: Path, *, lists: frozenset[str]) -> pl.DataFrame:
    """The objects of one file, one a row.

    Args:
        path: an NDJSON file, plain, gzip or zstd.
        lists: columns that become lists where a row holds a list and another does not.

    Raises:
        DataError: naming the line, when a line is no JSON object.
        pl.exceptions.PolarsError: when the file cannot be read.
    """
    try:
        frame = _frame(path)
    except pl.exceptions.SchemaError:
        if not lists:
            raise
        return _frame_with_lists(path, names=lists)
    # Of strings and lists Polars makes strings, and of a list its JSON.
    mixed = {name for name in frame.columns if name in lists and _may_hold_lists(frame[name])}
    return _frame_with_lists(path, names=frozenset(mixed)) if mixed else frame


def _frame(path: Path) -> pl.DataFrame:
    # Keys are looked for in every line: Polars drops those it has not met when it starts.
    return pl.read_ndjson(escape(str(path)), infer_schema_length=None)


def _may_hold_lists(values: pl.Series) -> bool:
    return values.dtype == pl.String and bool(values.str.starts_with("[").any())


def _frame_with_lists(path: Path, *, names: frozenset[str]) -> pl.DataFrame:
    """The frame of the same lines with a list in each of these columns, or null."""
    if (fault := faults.ndjson_fault(path)) is not None:
        raise DataError(fault)
    # In a file, since older versions of Polars look for keys in every line of files alone.
    with TemporaryDirectory() as folder:
        part = Path(folder) / "lists.ndjson"
        with part.open("w", encoding="utf-8") as file:
            file.writelines(_lines_with_lists(path, names=names))
        return _frame(part)


def _lines_with_lists(path: Path, *, names: frozenset[str]) -> Iterator[str]:
    with opened(path) as file:
        for line in filter(bytes.strip, file):
            row = json.loads(line)
            row |= {name: _as_list(row[name]) for name in names if name in row}
            yield json.dumps(row) + "\n"


def _as_list(value: object) -> object:
    return value if value is None or isinstance(value, list) else [value]
