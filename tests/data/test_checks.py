"""Values that are refused, each with its place, its value and what to do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from counterpoise.data import read


def test_labels_of_every_sort_become_float64() -> None:
    for given in ([True, False], [1, 0], ["1", " 0 "], [np.float32(1), np.float32(0)]):
        labels = read(pl.DataFrame({"y": given}), label="y").frame["y"]
        assert labels.dtype == pl.Float64
        assert labels.to_list() == [1.0, 0.0]


def test_a_blank_label_is_no_label() -> None:
    assert read(pl.DataFrame({"y": ["1", "", "  "]}), label="y").left_out == {"no label": 2}


@pytest.mark.parametrize("bad", [1.5, -0.25, float("nan"), float("inf")])
def test_a_label_outside_0_to_1_is_refused(bad: float, refuses) -> None:
    with refuses(
        f"<frame>, row 3: column `y`, the label, must be from 0 to 1, but here it is {bad}. "
        "Divide a longer scale by its maximum, or name the column that holds the label. Several "
        "classes and regression targets are out of scope: judge one class against the rest."
    ):
        read(pl.DataFrame({"y": [None, 0.5, bad]}), label="y")


def test_the_file_and_row_of_a_bad_label_are_named_over_many_files(tmp_path: Path, refuses) -> None:
    (tmp_path / "a.csv").write_text("y\n1\n0\n")
    (tmp_path / "b.csv").write_text("y\n1\n7\n")
    with refuses(
        f"{tmp_path / 'b.csv'}, row 2: column `y`, the label, must be from 0 to 1, "
        "but here it is 7.0. "
        "Divide a longer scale by its maximum, or name the column that holds the label. Several "
        "classes and regression targets are out of scope: judge one class against the rest."
    ):
        read(str(tmp_path / "*.csv"), label="y")


def test_a_label_that_is_no_number_is_refused(tmp_path: Path, refuses) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"y\n1\n{'long ' * 10}\n")
    with refuses(
        f"{path}, row 2: column `y`, the label, must hold numbers, "
        f"but here is the text '{('long ' * 10)[:40]}...'. "
        "Write a number, or leave the cell empty where there is none."
    ):
        read(path, label="y")


def test_a_label_of_another_kind_is_refused(refuses) -> None:
    with refuses(
        "<frame>, row 1: column `y`, the label, must hold numbers, but it holds List(Int64). "
        "Name another column, or turn this one into numbers first."
    ):
        read(pl.DataFrame({"y": [[1]]}), label="y")


def test_the_file_of_a_label_of_another_kind_is_named(tmp_path: Path, refuses) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text('{"y": null}\n{"y": [1]}\n')
    with refuses(
        f"{path}, row 2: column `y`, the label, must hold numbers, but it holds List(Int64). "
        "Name another column, or turn this one into numbers first."
    ):
        read(path, label="y")


def test_a_text_that_is_no_text_is_refused(refuses) -> None:
    with refuses(
        "<frame>, row 1: column `t`, the text, must hold text, but it holds Int64. "
        "Name the column of texts, or turn this one into text first."
    ):
        read(pl.DataFrame({"y": [1], "t": [3]}), label="y", text="t")


@pytest.mark.parametrize(
    ("bad", "shown"),
    [(-1.0, "-1.0"), (float("nan"), "nan"), (float("inf"), "inf"), (None, "missing")],
)
def test_a_weight_that_cannot_weigh_is_refused(bad: float | None, shown: str, refuses) -> None:
    with refuses(
        "<frame>, row 3: column `w`, the weight, must be a finite number of at least 0, "
        f"but here it is {shown}. "
        "Give every row a weight; 0 takes a row out of every count."
    ):
        read(pl.DataFrame({"y": [1, None, 0], "w": [1.0, 1.0, bad]}), label="y", weight="w")
