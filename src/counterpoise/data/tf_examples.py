"""TFRecord files of `tf.train.Example` as a frame, without TensorFlow.

A feature that is absent is null; one with a single value is a scalar; one with several in any
record is a list in all. Bytes are text where all of them are UTF-8. Columns are in the order of
their names, since the features of a record have no order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl
from google.protobuf.message import DecodeError

from counterpoise.data.lists import list_column
from counterpoise.data.tf_messages import Example, Feature
from counterpoise.data.tfrecord import tfrecords
from counterpoise.errors import DataError

_CHUNK = 1 << 14
"""Records whose features wait as bytes at one time."""

_ONE_FLOAT = np.frombuffer(b"\x12\x06\x0a\x04", dtype=np.uint8)
"""How a Feature that holds one packed float begins; the float's four bytes follow."""

_TYPES = {"bytes_list": pl.Binary(), "float_list": pl.Float32(), "int64_list": pl.Int64()}


@dataclass(slots=True)
class _Column:
    """One feature over all records: what waits as bytes, and what has been read.

    `rows`, `counts` and `values` are chunks: which records hold the feature, how many values
    each has, and all of those values in a row. Its bytes must be UTF-8 where `is_text`.
    """

    name: str
    is_text: bool
    waiting_rows: list[int] = field(default_factory=list)
    waiting: list[bytes] = field(default_factory=list)
    kind: str | None = None
    rows: list[np.ndarray] = field(default_factory=list)
    counts: list[np.ndarray] = field(default_factory=list)
    values: list[pl.Series] = field(default_factory=list)


def read_tfrecord(path: Path, *, lists: frozenset[str], texts: frozenset[str]) -> pl.DataFrame:
    """The examples of one file.

    Args:
        path: a TFRecord file, plain or gzip.
        lists: features that become lists even where no record has several values.
        texts: features whose bytes must be UTF-8.

    Returns:
        [records]: Float32, Int64 and String columns (Binary where bytes are not UTF-8), or lists
        of them.

    Raises:
        DataError: naming the record as a row, when the file is damaged, a record is no
            `tf.train.Example`, a feature changes its type or one of `texts` is not UTF-8.
    """
    columns: dict[str, _Column] = {}
    height = 0
    records = tfrecords(path)
    while chunk := list(islice(records, _CHUNK)):
        _split(chunk, start=height, columns=columns, texts=texts, path=path)
        for column in columns.values():
            _settle(column, path=path)
        height += len(chunk)
    return pl.DataFrame(
        [
            _series(column, height=height, as_list=name in lists)
            for name, column in sorted(columns.items())
        ]
    )


def example_frames(
    path: Path, *, names: frozenset[str], lists: frozenset[str], rows: int
) -> Iterator[pl.DataFrame]:
    """The examples of one file, some at a time: no more of them are in memory.

    Args:
        path: a TFRecord file, plain or gzip.
        names: the features to read, whose bytes must be UTF-8; others are passed over.
        lists: features that become lists even where no record has several values.
        rows: the most records a frame.

    Yields:
        [records]: those of `names` that any of these records has, as `read_tfrecord` gives them.

    Raises:
        DataError: as `read_tfrecord` does.
    """
    start = 0
    records = tfrecords(path)
    while chunk := list(islice(records, rows)):
        columns: dict[str, _Column] = {}
        _split(chunk, start=start, columns=columns, texts=names, path=path, only=names)
        for column in columns.values():
            _settle(column, path=path)
        found = [
            _series(column, start=start, height=len(chunk), as_list=name in lists)
            for name, column in sorted(columns.items())
        ]
        yield pl.DataFrame(found, height=len(chunk))
        start += len(chunk)


def _split(
    chunk: list[bytes],
    *,
    start: int,
    columns: dict[str, _Column],
    texts: frozenset[str],
    path: Path,
    only: frozenset[str] | None = None,
) -> None:
    """Hands every feature of every record (or those of `only`) to its column, unread."""
    parse = Example.FromString
    for row, record in enumerate(chunk, start=start):
        try:
            features = parse(record).features.feature
        except DecodeError as error:
            raise _not_an_example(path, row=row) from error
        for feature in features:
            name = feature.key
            if only is not None and name not in only:
                continue
            column = columns.get(name)
            if column is None:
                column = columns[name] = _Column(name, is_text=name in texts)
            column.waiting_rows.append(row)
            column.waiting.append(feature.value)


def _settle(column: _Column, *, path: Path) -> None:
    """Reads the features that wait."""
    rows = np.array(column.waiting_rows, dtype=np.int64)
    encoded = column.waiting
    column.waiting_rows, column.waiting = [], []
    if not len(rows):
        return
    floats = _one_float_each(encoded)
    if floats is not None and column.kind in (None, "float_list"):
        column.kind = "float_list"
        counts, values = np.ones(len(rows), dtype=np.int64), floats
    else:
        counts, values = _read_each(encoded, rows=rows, column=column, path=path)
    column.rows.append(rows)
    column.counts.append(counts)
    column.values.append(values)


def _one_float_each(encoded: list[bytes]) -> pl.Series | None:
    """The values, where every feature is one packed float; None where one is not."""
    joined = np.frombuffer(b"".join(encoded), dtype=np.uint8)
    if len(joined) != 8 * len(encoded):
        return None
    cells = joined.reshape(-1, 8)
    if not (cells[:, :4] == _ONE_FLOAT).all():
        return None
    return pl.Series(cells[:, 4:].copy().view("<f4")[:, 0])


def _read_each(
    encoded: list[bytes], *, rows: np.ndarray, column: _Column, path: Path
) -> tuple[np.ndarray, pl.Series]:
    """How many values each feature has, and all of them in a row."""
    counts, flat = [], []
    for row, data in zip(rows.tolist(), encoded, strict=True):
        try:
            feature = Feature.FromString(data)
        except DecodeError as error:
            raise _not_an_example(path, row=row) from error
        kind = feature.WhichOneof("kind")
        if kind is None:
            counts.append(0)
            continue
        if column.kind not in (None, kind):
            raise DataError(
                f"{path}, row {row + 1}: feature `{column.name}` held {column.kind} before, "
                f"but here it holds {kind}. Write a feature with one type in all rows."
            )
        column.kind = kind
        found = getattr(feature, kind).value
        counts.append(len(found))
        flat.extend(found)
    lengths = np.array(counts, dtype=np.int64)
    values = pl.Series(flat, dtype=pl.Null if column.kind is None else _TYPES[column.kind])
    if column.kind != "bytes_list":
        return lengths, values
    return lengths, _decoded(values, rows=np.repeat(rows, lengths), column=column, path=path)


def _decoded(values: pl.Series, *, rows: np.ndarray, column: _Column, path: Path) -> pl.Series:
    try:
        return values.cast(pl.String)
    except pl.exceptions.ComputeError as error:
        if not column.is_text:
            return values
        bad = next(i for i, value in enumerate(values) if not _is_text(value))
        raise DataError(
            f"{path}, row {rows[bad] + 1}: feature `{column.name}` must be UTF-8 text, "
            "but its bytes are not. Write it as UTF-8, or leave the feature out."
        ) from error


def _is_text(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _series(column: _Column, *, height: int, as_list: bool, start: int = 0) -> pl.Series:
    rows = np.concatenate(column.rows) - start
    counts = np.concatenate(column.counts)
    dtypes = {chunk.dtype for chunk in column.values if len(chunk)}
    # Only bytes come in two types: a chunk of them may happen to be text.
    dtype = pl.Binary() if pl.Binary() in dtypes else next(iter(dtypes), pl.Null())
    values = pl.concat([chunk.cast(dtype) for chunk in column.values]).alias(column.name)
    # A feature given twice in one record: as in any protobuf map, the last one counts.
    last = np.append(rows[1:] != rows[:-1], [True])
    values = values.filter(pl.Series(np.repeat(last, counts)))
    rows, counts = rows[last], counts[last]
    if as_list or (counts > 1).any():
        present = np.zeros(height, dtype=bool)
        present[rows] = True
        return list_column(rows=np.repeat(rows, counts), values=values, present=present)
    index = np.full(height, len(values))
    index[rows[counts == 1]] = np.arange(len(values))
    return values.extend_constant(None, 1).gather(index)


def _not_an_example(path: Path, *, row: int) -> DataError:
    return DataError(
        f"{path}, row {row + 1}: expected a `tf.train.Example`, but the data is something else. "
        "Write the rows as tf.train.Example."
    )
