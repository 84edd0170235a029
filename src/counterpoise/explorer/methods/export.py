"""`export`: the selected rows as a file."""

from __future__ import annotations

import io

import numpy as np
import polars as pl

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.predicate import selected_rows
from counterpoise.explorer.selection import selected_frame

FORMATS = ("csv", "parquet")

FORMULA = "^[=+@\t\r-]"
"""How a cell begins that a spreadsheet may take for a formula."""

SEPARATOR = "; "
"""Between the groups of one row, in a CSV file."""


def export(contents: Contents, asked: Arguments) -> Frame:
    """{name, rows}; `bytes`: the file."""
    kind = asked.choice("format", FORMATS)
    rows = selected_rows(asked.get("predicate") or {}, contents)
    frame = selected_frame(rows, contents)
    file = io.BytesIO()
    if kind == "csv":
        as_cells(frame).write_csv(file)
    else:
        frame.write_parquet(file)
    data = np.frombuffer(file.getvalue(), dtype=np.uint8)
    return Frame(value={"name": f"selection.{kind}", "rows": frame.height}, columns={"bytes": data})


def as_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as a spreadsheet may open it: lists as text, no text or name taken for a formula.

    A cell that begins with = + - @, a tab or a carriage return gets an apostrophe before it.
    Numbers stay numbers.

    Example:
        >>> as_cells(pl.DataFrame({"a": ["=1+1", "fine"], "b": [-1, 2]})).row(0)
        ("'=1+1", -1)
    """
    columns = [_cells(column) for column in frame.get_columns()]
    return pl.DataFrame(
        [column.alias(name) for column, name in zip(columns, _names(frame), strict=True)]
    )


def _cells(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.List):
        column = column.cast(pl.List(pl.String)).list.join(SEPARATOR)
    elif column.dtype.is_nested():
        column = pl.Series(column.name, list(map(str, column.to_list())))
    if not isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum):
        return column
    return column.cast(pl.String).str.replace(f"({FORMULA})", "'${1}")


def _names(frame: pl.DataFrame) -> list[str]:
    return pl.Series(frame.columns).str.replace(f"({FORMULA})", "'${1}").to_list()
