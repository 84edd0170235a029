"""`export`: the selected rows as a file that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest

from counterpoise.data import read
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.methods.export import as_cells

from .conftest import TEXTS, asker, refusal


def test_the_selected_rows_are_written(ask):
    found = ask("export", predicate={"slices": [1], "search": "her"}, format="csv")
    assert found.value == {"name": "selection.csv", "rows": 1}
    text = found.columns["bytes"].tobytes().decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert rows == [
        ["row", "label", "gender", "text", "score of base", "score of mended"],
        ["7", "0.0", "f", TEXTS[7], "0.501", "0.3"],
    ]


def test_without_a_predicate_all_rows_are_written(ask):
    found = ask("export", format="parquet")
    frame = pl.read_parquet(io.BytesIO(found.columns["bytes"].tobytes()))
    assert found.value == {"name": "selection.parquet", "rows": 8}
    assert frame["text"].to_list() == TEXTS
    assert frame["gender"].to_list()[3:] == [["m"], ["f", "m"], [], None, ["f"]]
    assert frame["score of mended"].dtype == pl.Float32


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_as_a_formula_does_is_neutralised(start):
    cells = as_cells(pl.DataFrame({"a": [f"{start}1+1", "1=1", "", None]}))
    assert cells["a"].to_list() == [f"'{start}1+1", "1=1", "", None]


def test_names_of_columns_and_of_groups_are_neutralised_and_numbers_are_not():
    frame = pl.DataFrame({"=x": [-1.5], "@y": [["-a", "b"]], "z": pl.Series([-3])})
    cells = as_cells(frame)
    assert cells.columns == ["'=x", "'@y", "z"]
    assert cells.row(0) == (-1.5, "'-a; b", -3)


def test_a_hostile_text_stays_in_its_cell():
    text = '=HYPERLINK("http://x","y")\n,"quoted"\x00\u202e'
    frame = pl.DataFrame({"label": [0, 1], "text": [text, "x"]})
    examples = read(frame, label="label", text="text")
    ask = asker(Explorer(examples, {"=cmd|m": [0.1, 0.9]}))
    data = ask("export", format="csv").columns["bytes"].tobytes().decode()
    rows = list(csv.reader(io.StringIO(data, newline="")))
    assert rows[1][2] == f"'{text}"
    assert rows[0] == ["row", "label", "text", "score of =cmd|m"]


def test_another_format_is_refused(ask):
    assert refusal(ask("export", format="xlsx")) == (
        '`format` of `export` cannot be "xlsx". Available: `csv`, `parquet`.'
    )
