"""What is wrong with a file that could not be read: a second, slower look that names the line."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


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


def utf16(path: Path) -> str | None:
    """The fault of a file that begins as UTF-16 does, which Polars would read as garbage."""
    if _magic(path)[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return None
    return f"Expected `{path}` to be UTF-8 text, but it is UTF-16. Save it again as UTF-8."


def csv_fault(path: Path, *, separator: str) -> str | None:
    """The first fault of a CSV file: its compression, its bytes, or the shape of a row."""
    return _byte_fault(path) or _shape_fault(path, separator=separator)


def ndjson_fault(path: Path) -> str | None:
    """The first fault of an NDJSON file: its compression, its bytes, or a line of no object."""
    return _byte_fault(path) or _json_fault(path)


def short_row(path: Path, *, separator: str) -> str | None:
    """The fault of the first row with fewer fields than the header, in a file that was read."""
    if _magic(path) == _ZSTD:
        return None
    width = 0
    for line, record in _records(path, separator=separator, strict=False):
        width = width or len(record)
        if 0 < len(record) < width:
            return _misshapen(path, line=line, fields=len(record), width=width)
    return None


def _magic(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _opened(path: Path) -> IO[bytes]:
    if _magic(path)[:2] == _GZIP:
        return io.BufferedReader(gzip.open(path))
    return path.open("rb")


def _byte_fault(path: Path) -> str | None:
    if _magic(path) == _ZSTD:
        return damaged(path, form="a whole zstd file of well-formed UTF-8 rows")
    try:
        return _undecodable(path)
    except EOFError:
        got = "it ends too early"
    except (gzip.BadGzipFile, zlib.error):
        got = "it is damaged"
    return f"Expected `{path}` to be a whole gzip file, but {got}. Write or download it again."


def _undecodable(path: Path) -> str | None:
    with _opened(path) as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                return (
                    f"{path}, line {number}: expected UTF-8 text, but byte {error.start + 1} "
                    f"of the line is 0x{line[error.start]:02x}. Save the file again as UTF-8."
                )
    return None


def _records(path: Path, *, separator: str, strict: bool) -> Iterator[tuple[int, list[str]]]:
    """(line where it starts, its fields) for each record; csv.Error in strict reading."""
    with io.TextIOWrapper(_opened(path), encoding="utf-8-sig", newline="") as text:
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
    with _opened(path) as file:
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
