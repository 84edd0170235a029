"""Group columns of every make in one form, and what null, empty and repeated names mean."""

from __future__ import annotations

import polars as pl
import pytest

from counterpoise.data import Delimited, Thresholded, read
from counterpoise.errors import PlanError

ENUM = pl.Enum(["x", "y", "unseen"])


def groups_of(values: object, dtype: pl.DataType | None = None) -> pl.Series:
    column = pl.Series("g", values, dtype=dtype)  # pyright: ignore[reportArgumentType]
    frame = pl.DataFrame([column, pl.ones(len(column), eager=True).alias("y")])
    return read(frame, label="y", groups=["g"]).frame["g"]


@pytest.mark.parametrize(
    ("values", "dtype", "known", "lists"),
    [
        (["b", "a", None, ""], pl.String, ["a", "b"], [["b"], ["a"], None, []]),
        (["b", "a", None, "a"], pl.Categorical(), ["a", "b"], [["b"], ["a"], None, ["a"]]),
        (["y", None, "x"], ENUM, ["x", "y", "unseen"], [["y"], None, ["x"]]),
        ([10, 9, None], pl.Int64, ["9", "10"], [["10"], ["9"], None]),
        ([True, None, False], pl.Boolean, ["false", "true"], [["true"], None, ["false"]]),
        ([None, None], pl.Null, [], [None, None]),
        ([None, None], pl.String, [], [None, None]),
        ([["b"], [], None, ["a", "b"]], None, ["a", "b"], [["b"], [], None, ["a", "b"]]),
        ([["b", "a", "b"], [None], ["", "a"]], None, ["a", "b"], [["b", "a"], [], ["a"]]),
        ([[], []], pl.List(pl.Null), [], [[], []]),
        ([[2, 1], None, []], pl.List(pl.Int64), ["1", "2"], [["2", "1"], None, []]),
        ([["y"], []], pl.List(ENUM), ["x", "y", "unseen"], [["y"], []]),
        ([["b"], []], pl.List(pl.Categorical()), ["b"], [["b"], []]),
        ([[True], None], pl.List(pl.Boolean), ["true"], [["true"], None]),
        ([["a", "b"], None], pl.Array(pl.String, 2), ["a", "b"], [["a", "b"], None]),
    ],
)
def test_every_kind_of_column_comes_out_in_one_form(values, dtype, known, lists) -> None:
    found = groups_of(values, dtype)
    assert found.dtype == pl.List(pl.Enum(known))
    assert found.to_list() == lists


def test_the_same_name_in_two_rows_is_no_repetition() -> None:
    assert groups_of([["a"], ["a", "b"], ["a"]]).to_list() == [["a"], ["a", "b"], ["a"]]


def test_delimited_names_are_trimmed_and_empty_ones_dropped() -> None:
    frame = pl.DataFrame({"y": [1] * 6, "g": ["male; female ", "", None, ";", "male", "a;a"]})
    spec = Delimited(column="g", delimiter=";")
    found = read(frame, label="y", groups=[spec]).frame["g"]
    assert found.to_list() == [["male", "female"], [], None, [], ["male"], ["a"]]
    assert found.dtype == pl.List(pl.Enum(["a", "female", "male"]))


def test_fractions_at_the_threshold_count_and_all_null_is_not_annotated() -> None:
    frame = pl.DataFrame(
        {
            "y": [1, 1, 1, 1],
            "male": [0.5, None, 0.0, None],
            "female": ["1", None, "0.49", "0.7"],
            "other": [0, None, 0, None],
        }
    )
    spec = Thresholded(name="gender", columns=["male", "female", "other"])
    found = read(frame, label="y", groups=[spec])
    assert found.groups == ("gender",)
    assert found.frame["gender"].to_list() == [["male", "female"], None, [], ["female"]]
    assert found.frame["gender"].dtype == pl.List(pl.Enum(["male", "female", "other"]))
    assert found.frame["male"].to_list() == [0.5, None, 0.0, None]


@pytest.mark.parametrize("bad", [1.5, -1.0, float("nan")])
def test_a_fraction_outside_0_to_1_is_refused(bad: float, refuses) -> None:
    frame = pl.DataFrame({"y": [None, 1, 1], "male": [None, 0.5, bad]})
    with refuses(
        "<frame>, row 3: column `male`, a fraction of group column `gender`, must be from 0 to 1, "
        f"but here it is {bad}. Divide a longer scale by its maximum."
    ):
        read(frame, label="y", groups=[Thresholded(name="gender", columns=["male"])])


@pytest.mark.parametrize("values", [[0.5], [[0.5]]])
def test_a_column_of_fractions_is_refused_with_the_way_out(values, refuses) -> None:
    with refuses(
        "<frame>, row 1: group column `g` must hold names of groups, but it holds Float64. "
        "Cast codes such as 1.0 to integers; fractions become groups at a threshold: "
        "Thresholded(name='...', columns=['g', ...], threshold=0.5)."
    ):
        groups_of(values)


def test_a_column_that_names_nothing_is_refused(refuses) -> None:
    with refuses(
        "<frame>, row 1: group column `g` must hold names of groups or lists of them, "
        "but it holds List(Int64). Turn it into text, or into lists of texts, first."
    ):
        groups_of([[[1]]])


def test_delimited_needs_text(refuses) -> None:
    frame = pl.DataFrame({"y": [1], "g": [["a"]]})
    with refuses(
        "<frame>, row 1: group column `g` must hold text to be split at ';', "
        "but it holds List(String). Name the column itself: groups=['g']."
    ):
        read(frame, label="y", groups=[Delimited(column="g", delimiter=";")])


def test_a_delimiter_of_nothing_is_refused(refuses) -> None:
    with refuses(
        "`delimiter` must be at least one character, but it is ''. "
        "Write what stands between two names, such as ';'.",
        PlanError,
    ):
        Delimited(column="g", delimiter="")


@pytest.mark.parametrize("columns", [[], "male", ["male", "male"]])
def test_columns_that_are_no_list_of_names_are_refused(columns, refuses) -> None:
    with refuses(
        f"`columns` must be a list of different names, at least one, but it is {columns!r}. "
        "Write columns=['male', 'female'].",
        PlanError,
    ):
        Thresholded(name="gender", columns=columns)


@pytest.mark.parametrize("threshold", [-0.1, 50, float("nan")])
def test_a_threshold_outside_0_to_1_is_refused(threshold: float, refuses) -> None:
    with refuses(
        f"`threshold` must be from 0 to 1, but it is {threshold}. "
        "Give the least fraction that counts, such as 0.5.",
        PlanError,
    ):
        Thresholded(name="gender", columns=["male"], threshold=threshold)
