"""`ReadRows`, `SumFiles`: files of every format, read wherever the pipeline runs.

Parquet files are split at their row groups and plain NDJSON files at line ends; a CSV, TSV, Arrow
or TFRecord file is read by one worker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import apache_beam as beam
from apache_beam.io.filebasedsource import FileBasedSource, ReadAllFiles
from apache_beam.io.filesystem import CompressionTypes, FileMetadata

from counterpoise.beam.addresses import matched
from counterpoise.beam.sources import RowFiles, SummedFiles, source_of
from counterpoise.folding import Fold

ROWS = 1 << 17
"""The most rows in memory at once, unless told otherwise."""

RANGE = 64 << 20
"""Bytes of a file that one worker reads at a time, where its format can be split."""

Files = str | Sequence[str]
"""Paths, addresses (`gs://...`, `s3://...`) or globs of them."""


class ReadRows(beam.PTransform):
    """The rows of files in batches of the columns that a fold needs: elements for `Audit`.

    Args:
        files: paths, addresses or globs, matched at once.
        fold: what will be summed.
        rows: the most rows a batch.
        bytes_per_range: of a file that can be split, how much one worker reads at a time.

    Raises:
        DataError: nothing matches, or a file's name says no format.
    """

    def __init__(
        self, files: Files, fold: Fold, *, rows: int = ROWS, bytes_per_range: int = RANGE
    ) -> None:
        super().__init__()
        self.files = _by_source(files)
        self._fold, self._rows, self._range = fold, rows, bytes_per_range

    def expand(self, input_or_inputs: Any) -> Any:
        """Reads the files of each format by its own source."""

        def opened(source: type[RowFiles]) -> Callable[[str], FileBasedSource]:
            return partial(source, fold=self._fold, rows=self._rows)

        return _read(input_or_inputs, self.files, opened, bytes_per_range=self._range)


class SumFiles(beam.PTransform):
    """The sums over the rows of files, one element for each range that a worker reads.

    It moves less than `ReadRows`, and much less on a runner that does not lift combiners.

    Args:
        files: paths, addresses or globs, matched at once.
        fold: what to sum.
        rows: the most rows in memory at once.
        bytes_per_range: of a file that can be split, how much one worker reads at a time.

    Raises:
        DataError: nothing matches, or a file's name says no format.
    """

    def __init__(
        self, files: Files, fold: Fold, *, rows: int = ROWS, bytes_per_range: int = RANGE
    ) -> None:
        super().__init__()
        self.files = _by_source(files)
        self._fold, self._rows, self._range = fold, rows, bytes_per_range

    def expand(self, input_or_inputs: Any) -> Any:
        """Reads and sums the files of each format by its own source."""

        def opened(source: type[RowFiles]) -> Callable[[str], FileBasedSource]:
            return partial(SummedFiles, of=source, fold=self._fold, rows=self._rows)

        return _read(input_or_inputs, self.files, opened, bytes_per_range=self._range)


def _by_source(files: Files) -> dict[type[RowFiles], list[FileMetadata]]:
    of_source: dict[type[RowFiles], list[FileMetadata]] = {}
    for file in matched([files] if isinstance(files, str) else files):
        of_source.setdefault(source_of(file.path), []).append(file)
    return of_source


def _read(
    begin: Any,
    files: dict[type[RowFiles], list[FileMetadata]],
    opened: Callable[[type[RowFiles]], Callable[[str], FileBasedSource]],
    *,
    bytes_per_range: int,
) -> Any:
    read = [
        begin
        | f"Name {source.__name__}" >> beam.Create(some)
        | f"Read {source.__name__}"
        >> ReadAllFiles(
            splittable=source.SPLITTABLE,
            compression_type=CompressionTypes.AUTO,
            desired_bundle_size=bytes_per_range,
            min_bundle_size=0,
            source_from_file=opened(source),
        )
        for source, some in files.items()
    ]
    return read[0] if len(read) == 1 else read | beam.Flatten()
