"""Beam sources that read files a batch of rows at a time.

The rows mean what they mean to `counterpoise.read`, whose parsers these are. Nothing waits for the
end of a bundle to be emitted, as it would where single rows are batched: what a DoFn emits there,
Beam's DaskRunner loses.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from itertools import accumulate, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, ClassVar

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from apache_beam.io.filebasedsource import FileBasedSource

from counterpoise.beam.addresses import on_disk, raw, renamed
from counterpoise.beam.summing import Summed
from counterpoise.data import faults
from counterpoise.data.formats import FORMATS, TFRECORD, format_of, read_file
from counterpoise.data.frames import frame_of
from counterpoise.data.scanning import Batch, Scan
from counterpoise.data.unpacked import GZIP, ZSTD, opened
from counterpoise.errors import DataError, MissingExtraError, choices
from counterpoise.folding import Fold


class RowFiles(FileBasedSource, ABC):
    """Files of one format, read as batches of rows.

    Args:
        file_pattern: the address of one file.
        fold: whose columns to take.
        rows: the most rows a batch.
    """

    SPLITTABLE: ClassVar[bool] = False
    """Whether a file can be read in ranges of bytes."""

    def __init__(self, file_pattern: str, *, fold: Fold, rows: int) -> None:
        super().__init__(file_pattern, splittable=self.SPLITTABLE, validate=False)
        self.fold, self.rows = fold, rows

    @abstractmethod
    def read_records(self, file_name: str, offset_range_tracker: Any) -> Iterator[Batch]:
        """The batches of one file, or of a range of its bytes."""


class ParquetFiles(RowFiles):
    """Parquet files; a row group belongs to the range that it begins in."""

    SPLITTABLE = True

    def read_records(self, file_name: str, offset_range_tracker: Any) -> Iterator[Batch]:
        """The batches of the row groups of one range, small groups put together."""
        with raw(file_name) as file:
            parquet = _parquet(file, name=file_name)
            _check_columns(parquet.schema_arrow.names, names=self.fold.names, file=file_name)
            groups = _claimed_groups(parquet.metadata, offset_range_tracker)
            frames = ((first, self._group(parquet, index)) for index, first in groups)
            for first, frame in _joined(frames, rows=self.rows):
                for start in range(0, frame.height, self.rows):
                    part = frame.slice(start, self.rows)
                    yield Batch(frame=part, source=file_name, first=first + start)

    def _group(self, parquet: pq.ParquetFile, index: int) -> pl.DataFrame:
        frame = frame_of(parquet.read_row_group(index, columns=self.fold.names))
        assert frame is not None
        return frame


def _parquet(file: BinaryIO, *, name: str) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(file)
    except (pa.ArrowInvalid, OSError) as error:
        with renamed(Path(name), name):
            raise DataError(faults.damaged(Path(name), form="a Parquet file")) from error


def _check_columns(known: Iterable[str], *, names: Iterable[str], file: str) -> None:
    for name in names:
        if name not in known:
            raise DataError(f"There is no column `{name}` in {file}. {choices(known, name)}")


def _claimed_groups(metadata: pq.FileMetaData, tracker: Any) -> Iterator[tuple[int, int]]:
    """(index, first row) of the row groups that begin within the range, in their order there."""
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    firsts = accumulate((group.num_rows for group in groups), initial=0)
    offsets = [_offset(group.column(0)) for group in groups]
    for offset, index, first in sorted(zip(offsets, range(len(groups)), firsts, strict=False)):
        if offset >= tracker.start_position():
            if not tracker.try_claim(offset):
                return
            yield index, first


def _offset(chunk: pq.ColumnChunkMetaData) -> int:
    return chunk.dictionary_page_offset if chunk.has_dictionary_page else chunk.data_page_offset


def _joined(
    frames: Iterable[tuple[int, pl.DataFrame]], *, rows: int
) -> Iterator[tuple[int, pl.DataFrame]]:
    """Frames that follow each other, put together while they hold no more rows than asked for."""
    waiting: list[pl.DataFrame] = []
    start, height = 0, 0
    for first, frame in frames:
        if waiting and (first != start + height or height + frame.height > rows):
            yield start, pl.concat(waiting)
            waiting, height = [], 0
        start = start if waiting else first
        waiting.append(frame)
        height += frame.height
    if waiting:
        yield start, pl.concat(waiting)


class WholeFiles(RowFiles):
    """CSV, TSV and Arrow files, each in one pass: a cell of a CSV may hold a line break."""

    def read_records(self, file_name: str, offset_range_tracker: Any) -> Iterator[Batch]:
        """The batches of one file; a column that it lacks is an error."""
        offset_range_tracker.try_claim(offset_range_tracker.start_position())
        columns, positive_at = self.fold.columns, self.fold.positive_at
        with on_disk(file_name) as path, renamed(path, file_name):
            scan = Scan(columns=columns, positive_at=positive_at, source=(path,), batch=self.rows)
            for batch in scan.batches(self.fold.names):
                yield replace(batch, source=file_name)


class TFRecordFiles(RowFiles):
    """TFRecord files of `tf.train.Example`, both checksums of each record checked."""

    def read_records(self, file_name: str, offset_range_tracker: Any) -> Iterator[Batch]:
        """The batches of one file, without the features that no record of a batch has."""
        from counterpoise.data.tf_examples import example_frames

        offset_range_tracker.try_claim(offset_range_tracker.start_position())
        names, lists = frozenset(self.fold.names), self.fold.columns.wanted.lists
        first = 0
        with on_disk(file_name) as path, renamed(path, file_name):
            for frame in example_frames(path, names=names, lists=lists, rows=self.rows):
                yield Batch(frame=frame, source=file_name, first=first)
                first += frame.height


class NdjsonFiles(RowFiles):
    """NDJSON files, those that are not compressed in ranges of bytes."""

    SPLITTABLE = True

    def read_records(self, file_name: str, offset_range_tracker: Any) -> Iterator[Batch]:
        """The batches of one range, without the keys that no object of a batch has."""
        begin = offset_range_tracker.start_position()
        source = f"{file_name} (from byte {begin})" if begin else file_name
        lines = filter(bytes.strip, self._lines(file_name, offset_range_tracker))
        first = 0
        while chunk := list(islice(lines, self.rows)):
            frame = self._parsed(chunk, source=f"{source}, from row {first + 1} on")
            there = [name for name in self.fold.names if name in frame.columns]
            yield Batch(frame=frame.select(there), source=source, first=first)
            first += frame.height

    def _lines(self, file_name: str, tracker: Any) -> Iterator[bytes]:
        if _is_packed(file_name):
            if tracker.start_position() or not tracker.try_claim(0):
                return
            with on_disk(file_name) as path, opened(path) as file:
                yield from file
        else:
            with raw(file_name) as file:
                yield from _lines_of_range(file, tracker)

    def _parsed(self, lines: list[bytes], *, source: str) -> pl.DataFrame:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "batch.ndjson"
            with path.open("wb") as file:
                file.writelines(line.rstrip(b"\r\n") + b"\n" for line in lines)
            with renamed(path, source):
                return read_file(path, wanted=self.fold.columns.wanted)


def _is_packed(address: str) -> bool:
    with raw(address) as file:
        start = file.read(4)
    return start == ZSTD or start[:2] == GZIP


def _lines_of_range(file: BinaryIO, tracker: Any) -> Iterator[bytes]:
    """The lines that begin within the range."""
    position = tracker.start_position()
    if position:  # a line that began before belongs to the range before
        file.seek(position - 1)
        position += len(file.readline()) - 1
    while tracker.try_claim(position):
        line = file.readline()
        if not line:
            return
        yield line
        position += len(line)


def source_of(address: str) -> type[RowFiles]:
    """The source of the format that a file's name asks for.

    Raises:
        DataError: when the name asks for none.
        MissingExtraError: when it asks for TFRecord, without the extra `tfrecord`.
    """
    file_format = format_of(Path(address))
    if file_format is TFRECORD:
        return _tfrecord_source()
    sources = {FORMATS[".parquet"]: ParquetFiles, FORMATS[".ndjson"]: NdjsonFiles}
    return sources.get(file_format, WholeFiles)


def _tfrecord_source() -> type[RowFiles]:
    try:
        import counterpoise.data.tf_examples  # noqa: F401 - asked before workers are
    except ModuleNotFoundError as error:
        raise MissingExtraError(feature="Reading TFRecord files", extra="tfrecord") from error
    return TFRecordFiles


class SummedFiles(FileBasedSource):
    """Files as sums: one record for each range that is read, however many rows it holds.

    Args:
        file_pattern: the address of one file.
        of: how its rows are read.
        fold: what to sum.
        rows: the most rows that are in memory.
    """

    def __init__(self, file_pattern: str, *, of: type[RowFiles], fold: Fold, rows: int) -> None:
        super().__init__(file_pattern, splittable=of.SPLITTABLE, validate=False)
        self.files = of(file_pattern, fold=fold, rows=rows)

    def read_records(self, file_name: str, offset_range_tracker: Any) -> Iterator[Summed]:
        """The sums over the rows of one range, if there are any."""
        batches = self.files.read_records(file_name, offset_range_tracker)
        parts = (Summed.of(batch, fold=self.files.fold) for batch in batches)
        for first in parts:
            yield reduce(Summed.merge, parts, first)
