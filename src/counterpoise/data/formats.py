"""One file as a frame: the format its name asks for, and what is said when it cannot be read."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path

import polars as pl

from counterpoise.data import faults
from counterpoise.data.ndjson import read_ndjson
from counterpoise.errors import DataError, MissingExtraError


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What will be asked of some columns, for formats that do not say it themselves.

    Attributes:
        strings: columns of a CSV that are text as it is written, even where every cell spells a
            number: `01` is not `1`.
        guessed: those of them whose guessed type is wanted beside it.
        lists: columns that may hold lists: of a TFRecord even where no row holds two values, of
            NDJSON where some row holds a list.
        texts: columns of a TFRecord whose bytes must be text; others may be an image.
    """

    strings: frozenset[str] = field(default_factory=frozenset)
    guessed: frozenset[str] = field(default_factory=frozenset)
    lists: frozenset[str] = field(default_factory=frozenset)
    texts: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way that a file holds rows.

    Attributes:
        read: the file as a frame; may raise a Polars error or OSError.
        fault: what is wrong with a file that `read` refused, or None where it cannot tell.
        compressed: the suffixes that may follow the format's own.
        sparse: whether a row may leave columns out, so that files differ in their columns.
        untyped: whether a file holds text alone, so that its types are guessed.
        separator: what parts the fields of text.
        scan: the file as a lazy frame, where it can be read in part.
    """

    read: Callable[[Path, Wanted], pl.DataFrame]
    fault: Callable[[Path], str | None]
    compressed: tuple[str, ...] = ()
    sparse: bool = False
    untyped: bool = False
    separator: str = ""
    scan: Callable[[Path], pl.LazyFrame] | None = None


def read_file(path: Path, *, wanted: Wanted) -> pl.DataFrame:
    """The rows of one file, at least one.

    Raises:
        DataError: when the file is missing, of no known format, broken or without rows.
        MissingExtraError: when a TFRecord is read without the extra `tfrecord`.
    """
    file_format = format_of(path)
    check_file(path)
    try:
        frame = file_format.read(path, wanted)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise DataError(fault_of(path, error=error)) from error
    if not frame.height:
        raise DataError(faults.no_rows(path, but="it holds none"))
    return frame


def fault_of(path: Path, *, error: BaseException) -> str:
    """What is wrong with a file that was refused with `error`."""
    file_format = format_of(path)
    if isinstance(error, pl.exceptions.DuplicateError) and not file_format.untyped:
        got = str(error).rstrip(".")
        return faults.repeated_columns(path, got=f"Polars says: {got}")
    return file_format.fault(path) or faults.unknown(path)


def format_of(path: Path) -> Format:
    """The format that the file's name asks for.

    Raises:
        DataError: when the name asks for none.
    """
    name = path.name.lower()
    if ".tfrecord" in name:
        return TFRECORD
    for suffix, file_format in FORMATS.items():
        if name.endswith(tuple(suffix + tail for tail in ("", *file_format.compressed))):
            return file_format
    raise DataError(
        f"Expected a file called {', '.join(FORMATS)} or .tfrecord, but got `{path}`. "
        "Save it in one of these formats, or pass a pandas, Polars or PyArrow frame."
    )


def check_file(path: Path) -> None:
    """Refuses a path that is no file with something in it."""
    if path.is_dir():
        raise DataError(
            f"Expected a file at `{path}`, but it is a folder. Name its files: `{path}{os.sep}*`."
        )
    if not path.exists():
        raise DataError(
            f"Expected a file at `{path}`, but there is none. "
            "Check the spelling and the working directory."
        )
    if not os.access(path, os.R_OK):
        raise DataError(
            f"Expected `{path}` to be readable, but you have no permission. "
            "Ask its owner, or change its permissions."
        )
    if not path.stat().st_size:
        raise DataError(faults.no_rows(path, but="the file is empty (0 bytes)"))


def check_lines(path: Path) -> None:
    """Refuses a file that holds no lines of UTF-8."""
    if (fault := faults.not_lines(path)) is not None:
        raise DataError(fault)


def _read_csv(path: Path, wanted: Wanted, *, separator: str) -> pl.DataFrame:
    check_lines(path)
    strings = dict.fromkeys(wanted.strings, pl.String)
    # Types are guessed from every row: guessed from the first few, a later row would be refused.
    frame = pl.read_csv(
        path, separator=separator, schema_overrides=strings, infer_schema_length=None, glob=False
    )
    if (fault := _silent_fault(path, frame=frame, separator=separator)) is not None:
        raise DataError(fault)
    return frame


def _silent_fault(path: Path, *, frame: pl.DataFrame, separator: str) -> str | None:
    """What Polars mends without a word, looked for only where the frame shows a sign of it."""
    if (fault := header_fault(path, columns=frame.columns, separator=separator)) is not None:
        return fault
    # A row that is too short is filled with nulls.
    return faults.short_row(path, separator=separator) if frame[:, -1].null_count() else None


def header_fault(path: Path, *, columns: Sequence[str], separator: str) -> str | None:
    """What is wrong with the header of a CSV whose columns Polars gave these names."""
    if not "".join(columns).strip():
        return faults.no_header(path)
    # A name that is there already becomes another one.
    if any("_duplicated_" in name for name in columns):
        return faults.repeated_header(path, separator=separator)
    return None


def _csv(separator: str) -> Format:
    return Format(
        read=lambda path, wanted: _read_csv(path, wanted, separator=separator),
        fault=lambda path: faults.csv_fault(path, separator=separator),
        compressed=(".gz", ".zst"),
        untyped=True,
        separator=separator,
    )


def _read_ndjson(path: Path, wanted: Wanted) -> pl.DataFrame:
    check_lines(path)
    return read_ndjson(path, lists=wanted.lists)


def _read_parquet(path: Path, wanted: Wanted) -> pl.DataFrame:
    return pl.read_parquet(path, glob=False)


def _read_ipc(path: Path, wanted: Wanted) -> pl.DataFrame:
    with path.open("rb") as file:
        is_file_form = file.read(6) == b"ARROW1"
    # A file's path is read as a glob, a stream's is not.
    return pl.read_ipc(escape(str(path))) if is_file_form else pl.read_ipc_stream(path)


def _read_tfrecord(path: Path, wanted: Wanted) -> pl.DataFrame:
    try:
        from counterpoise.data.tf_examples import read_tfrecord
    except ModuleNotFoundError as error:
        raise MissingExtraError(feature="Reading TFRecord files", extra="tfrecord") from error
    return read_tfrecord(path, lists=wanted.lists, texts=wanted.texts)


_ARROW = Format(read=_read_ipc, fault=lambda path: faults.damaged(path, form="an Arrow file"))
_PARQUET = Format(
    read=_read_parquet,
    fault=lambda path: faults.damaged(path, form="a Parquet file"),
    scan=lambda path: pl.scan_parquet(path, glob=False),
)
_NDJSON = Format(
    read=_read_ndjson, fault=faults.ndjson_fault, compressed=(".gz", ".zst"), sparse=True
)
TFRECORD = Format(read=_read_tfrecord, fault=lambda path: None, sparse=True)
"""Known by `.tfrecord` anywhere in the name: shards end in `-00000-of-00005`, some in `.gz`."""

FORMATS = {
    ".csv": _csv(","),
    ".tsv": _csv("\t"),
    ".parquet": _PARQUET,
    ".ndjson": _NDJSON,
    ".jsonl": _NDJSON,
    ".arrow": _ARROW,
    ".feather": _ARROW,
    ".ipc": _ARROW,
}
