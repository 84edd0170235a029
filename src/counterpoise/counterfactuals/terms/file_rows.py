"""The rows of a file of terms, CSV or TOML, as they stand there: every value as text."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from counterpoise.counterfactuals.terms.columns import FLAGS, wrong_value
from counterpoise.errors import DataError


def file_rows(path: Path) -> pl.DataFrame:
    """The rows of a file as they stand there, every value as text.

    Raises:
        DataError: a file of another kind, one that is not there, one that cannot be parsed, a row
            longer than the header, a value of TOML that is of another type.
    """
    readers = {".csv": _csv, ".toml": _toml}
    if path.suffix.lower() not in readers:
        raise DataError(
            f"A file of terms must end in .csv or .toml, but it is `{path}`. "
            "Save it as one of these."
        )
    if not path.is_file():
        raise DataError(f"There is no file `{path}`. Look at the path.")
    return readers[path.suffix.lower()](path)


def _csv(path: Path) -> pl.DataFrame:
    try:
        text = path.read_text(encoding="utf-8-sig")
        _check_lengths(text, path=path)
        return pl.read_csv(text.encode(), infer_schema=False, comment_prefix="#")
    except (pl.exceptions.PolarsError, UnicodeDecodeError, OSError, csv.Error) as error:
        raise _unreadable(path, "CSV", error) from error


def _check_lengths(text: str, *, path: Path) -> None:
    """Refuses a row with more values than the header has columns."""
    lines = (line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    rows = [row for row in csv.reader(lines) if row]
    for number, row in enumerate(rows[1:], start=1):
        if len(row) > len(rows[0]):
            raise DataError(
                f"{path}, row {number}: expected at most {len(rows[0])} values, one for each "
                f"column of the header, but it has {len(row)}. Put a value that holds a comma in "
                "double quotes."
            )


def _toml(path: Path) -> pl.DataFrame:
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise _unreadable(path, "TOML", error) from error
    if held and "terms" not in held:
        raise DataError(
            f"{path}: expected tables called `[[terms]]`, but it holds "
            f"{', '.join(f'`{name}`' for name in held)}. Write `[[terms]]` above each term."
        )
    tables = held.get("terms", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _unreadable(path, "TOML", "it has no list of tables called `terms`")
    columns = dict.fromkeys(name for table in tables for name in table)
    rows = [dict(_texts(table, place=f"{path}, row {n}")) for n, table in enumerate(tables, 1)]
    schema = dict.fromkeys(columns, pl.String())
    return pl.DataFrame([{**dict.fromkeys(columns, ""), **row} for row in rows], schema=schema)


def _texts(table: Mapping[str, Any], *, place: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if name in FLAGS and not isinstance(value, bool):
            remedy = "Write one of them, without quotes."
            raise wrong_value(place, name, value, expected="true or false", remedy=remedy)
        if name not in FLAGS and not isinstance(value, str):
            remedy = "Put it in quotes."
            raise wrong_value(place, name, value, expected="text", remedy=remedy)
        yield name, str(value).lower() if isinstance(value, bool) else value


def _unreadable(path: Path, kind: str, why: object) -> DataError:
    # Polars follows the first line with advice about arguments that nobody here can give.
    first = str(why).partition("\n")[0].rstrip(".")
    return DataError(
        f"{path}: expected terms as {kind}, but it cannot be read: {first}. Mend the file."
    )
