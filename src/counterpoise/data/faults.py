"""What is wrong with a file that could not be read: a second, slower look that names the line."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from counterpoise.data.unpacked import GZIP, ZSTD, magic, opened

_BINARY = {b"PAR1": "a Parquet file", b"ARRO": "an Arrow file", b"PK\x03\x04": "a ZIP file"}
"""First bytes -> what a file is that no name of a text file fits; a workbook is a ZIP file."""

_BLOCK = 1 << 16
"""Bytes looked at to see what ends the lines of a file."""


def unknown(path: Path) -> str:
    """What is said of a file when no fault was found in it."""
    return (
        f"Expected `{path}` to be readable, but Polars refused it. "
        "No fault was found in its lines; write it again, or read it yourself and pass the frame."
    )


def damaged(path: Path, *, form: str) -> str:
    """What is said of a binary file that is not what its name says."""
    return (
        f"Expected `{path}` to be {form}, but it is damaged, cut short or something else. "
        "Write or download it again."
    )


def not_lines(path: Path) -> str | None:
    """The fault of a file that Polars might read as garbage, since it holds no lines of UTF-8."""
    start = magic(path)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return f"Expected `{path}` to be UTF-8 text, but it is UTF-16. Save it again as UTF-8."
    if start in _BINARY:
        return (
            f"Expected `{path}` to be text, as its name says, but it is {_BINARY[start]}. "
            "Name it by what it is, or save it as text."
        )
    with path.open("rb") as file:
        block = file.read(_BLOCK)
    if start != ZSTD and b"\r" in block and b"\n" not in block and block[:2] != GZIP:
        return (
            f"Expected the lines of `{path}` to end with a line feed, but they end with a "
            "carriage return alone, as on old Macs. Save it again with today's line ends."
        )
    return None


def no_header(path: Path) -> str:
    """What is said of a CSV file whose first line, or every line, is blank."""
    with opened(path) as file:
        blank = not any(map(bytes.strip, file))
    got = "holds only blank lines" if blank else "begins with a blank line"
    return f"Expected a header in `{path}`, but it {got}. Write the file again, or leave it out."


def no_rows(path: Path, *, but: str) -> str:
    """What is said of a file without rows."""
    return f"Expected rows in `{path}`, but {but}. Write the file again, or leave it out."


def repeated_columns(path: Path, *, got: str) -> str:
    """What is said of a file in which two columns have one name."""
    return f"Expected a different name for each column of `{path}`, but {got}. Rename one."


def repeated_header(path: Path, *, separator: str) -> str | None:
    """The fault of a header that gives two columns one name; columns may go without a name."""
    records = _records(path, separator=separator, strict=False)
    header = next((record for _, record in records if record), [])
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice is None:
        return None
    return repeated_columns(path, got=f"the header says `{twice}` {header.count(twice)} times")


def csv_fault(path: Path, *, separator: str) -> str | None:
    """The first fault of a CSV file: its compression, its bytes, its rows, or its header."""
    return (
        _byte_fault(path)
        or _nothing_packed(path)
        or _blank_fault(path)
        or _shape_fault(path, separator=separator)
        or repeated_header(path, separator=separator)
    )


def ndjson_fault(path: Path) -> str | None:
    """The first fault of an NDJSON file: its compression, its bytes, or a line of no object."""
    return _byte_fault(path) or _json_fault(path) or _nothing_packed(path)


def short_row(path: Path, *, separator: str) -> str | None:
    """The fault of the first row with fewer fields than the header, in a file that was read."""
    width = 0
    for line, record in _records(path, separator=separator, strict=False):
        width = width or len(record)
        if 0 < len(record) < width:
            return _misshapen(path, line=line, fields=len(record), width=width)
    return None


def _byte_fault(path: Path) -> str | None:
    if magic(path) == ZSTD:
        return _zstd_fault(path)
    try:
        return _undecodable(path)
    except EOFError:
        got = "it ends too early"
    except (gzip.BadGzipFile, zlib.error):
        got = "it is damaged"
    return f"Expected `{path}` to be a whole gzip file, but {got}. Write or download it again."


def _zstd_fault(path: Path) -> str | None:
    try:
        opened(path)
    except (pl.exceptions.PolarsError, OSError):
        return damaged(path, form="a whole zstd file of well-formed UTF-8 rows")
    return None


def _undecodable(path: Path) -> str | None:
    with opened(path) as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                if b"\0" in line:
                    return damaged(path, form="text")
                return (
                    f"{path}, line {number}: expected UTF-8 text, but byte {error.start + 1} "
                    f"of the line is 0x{line[error.start]:02x}. Save the file again as UTF-8."
                )
    return None


def _nothing_packed(path: Path) -> str | None:
    with opened(path) as file:
        return None if file.read(1) else no_rows(path, but="it is empty once unpacked (0 bytes)")


def _blank_fault(path: Path) -> str | None:
    with opened(path) as file:
        return None if any(map(bytes.strip, file)) else no_header(path)


def _records(path: Path, *, separator: str, strict: bool) -> Iterator[tuple[int, list[str]]]:
    """(line where it starts, its fields) for each record; csv.Error in strict reading."""
    with io.TextIOWrapper(opened(path), encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, delimiter=separator, strict=strict)
        line = 1
        for record in reader:
            yield line, record
            line = reader.line_num + 1


def _shape_fault(path: Path, *, separator: str) -> str | None:
    width, last = 0, 0
    try:
        for line, record in _records(path, separator=separator, strict=True):
            width, last = width or len(record), line
            if record and len(record) != width:
                return _misshapen(path, line=line, fields=len(record), width=width)
    except csv.Error as error:
        return (
            f"{path}, after line {last}: expected a whole row, but got: {error}. "
            "Close the quote that is open, and double a quote inside a quoted cell."
        )
    return None


def _misshapen(path: Path, *, line: int, fields: int, width: int) -> str:
    return (
        f"{path}, line {line}: expected {width} fields, as in the header, but got {fields}. "
        "Quote cells that hold a separator or a line break."
    )


def _json_fault(path: Path) -> str | None:
    with opened(path) as file:
        for number, line in enumerate(file, start=1):
            got = _json_line_fault(line)
            if got is not None:
                return (
                    f"{path}, line {number}: expected a JSON object, but got {got}. "
                    "Write one object a line, with null where a value is missing."
                )
    return None


def _json_line_fault(line: bytes) -> str | None:
    text = line.rstrip(b"\r\n")
    if not text.strip():
        return None
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        return f"no JSON from character {error.pos + 1} on"
    except ValueError as error:
        return str(error)
    return None if isinstance(value, dict) else f"a JSON {type(value).__name__}"


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name}, which is not JSON")
