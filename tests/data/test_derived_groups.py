"""Group columns made of numbers and predicates."""

import re

import polars as pl
import pytest

from counterpoise.data import Bins, Quantiles, read, where
from counterpoise.errors import DataError, PlanError

FRAME = pl.DataFrame(
    {
        "y": [0, 1, 0, 1, 0],
        "age": [10.0, 30.0, 49.9, 50.0, None],
        "sex": ["f", "m", "f", None, "m"],
    }
)


def column(spec):
    return read(FRAME, label="y", groups=[spec]).frame[spec.name]


def test_bins_hold_their_lower_end_and_not_their_upper():
    found = column(Bins(name="age group", column="age", edges=[30, 50]))
    assert found.to_list() == [["(-inf, 30)"], ["[30, 50)"], ["[30, 50)"], ["[50, inf)"], None]
    assert found.dtype.inner.categories.to_list() == ["(-inf, 30)", "[30, 50)", "[50, inf)"]


def test_quantiles_hold_about_as_many_rows_each():
    frame = pl.DataFrame({"y": [0] * 100, "n": range(100)})
    groups = read(frame, label="y", groups=[Quantiles(name="q", column="n", parts=4)]).frame["q"]
    assert groups.explode().value_counts()["count"].to_list() == [25] * 4


def test_quantiles_of_one_number_are_one_bin():
    frame = pl.DataFrame({"y": [0] * 9, "n": [3] * 9})
    groups = read(frame, label="y", groups=[Quantiles(name="q", column="n", parts=3)]).frame["q"]
    assert groups.explode().n_unique() == 1


def test_a_predicate_in_polars_or_sql_makes_the_same_group():
    in_sql = column(where("older women", "age >= 30 AND sex = 'f'"))
    in_polars = column(where("older women", (pl.col("age") >= 30) & (pl.col("sex") == "f")))
    assert in_sql.to_list() == in_polars.to_list() == [[], [], ["yes"], None, []]


def test_a_derived_group_needs_a_new_name():
    expected = (
        "A Bins group column must have a new name, but `age` is a column of <frame> already. "
        "Give it another name."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        column(Bins(name="age", column="age", edges=[30]))


@pytest.mark.parametrize(
    ("make", "error", "expected"),
    [
        (
            lambda: Bins(name="b", column="age", edges=[3, 3]),
            PlanError,
            "`edges` must be rising numbers, at least one, but they are [3, 3]. "
            "Write for example edges=[30, 50].",
        ),
        (
            lambda: Quantiles(name="b", column="age", parts=1),
            PlanError,
            "`parts` must be at least 2, but it is 1. Write for example parts=4 for quartiles.",
        ),
        (
            lambda: where("b", "age"),
            DataError,
            "The predicate of `b` must be true or false for every row, but it gives 5 values of "
            "Float64. Compare, as in `age >= 40`.",
        ),
        (
            lambda: where("b", "agee > 3"),
            DataError,
            "There is no column `agee` in <frame>. Did you mean `age`? "
            "Available: `y`, `age`, `sex`.",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(make, error, expected):
    with pytest.raises(error, match=f"^{re.escape(expected)}$"):
        column(make())


def test_text_that_is_no_sql_is_refused():
    with pytest.raises(PlanError, match=r"^The predicate of `b` must be an SQL expression over"):
        column(where("b", "DROP TABLE x"))


def test_a_predicate_between_types_is_refused():
    with pytest.raises(DataError, match=r"^The predicate of `b` cannot be evaluated on these rows"):
        column(where("b", pl.col("sex") > 3))
