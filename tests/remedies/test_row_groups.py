import re

import numpy as np
import pytest

from counterpoise.errors import PlanError
from counterpoise.remedies.row_groups import NO_GROUP, RowGroups

GENDER = [["female"], [], None, ["male"], ["female", "male"], ["female"]]


def test_names_are_sorted_and_none_is_no_group():
    groups = RowGroups.named(["b", None, "a", "b"])
    assert groups.names == ("a", "b")
    assert groups.codes.tolist() == [1, NO_GROUP, 0, 1]


def test_rows_in_no_group_and_rows_not_annotated_have_none(make_examples):
    examples = make_examples([0] * 4, gender=GENDER[:4])
    groups = RowGroups.of(examples, "gender")
    assert groups.names == ("female", "male")
    assert groups.codes.tolist() == [0, NO_GROUP, NO_GROUP, 1]


def test_a_row_in_two_groups_of_a_column_is_refused(make_examples):
    examples = make_examples([0] * 6, gender=GENDER)
    expected = (
        "Each row must be in one group of `gender` at most, and 1 rows are in several (1 of them "
        "in female & male). Let these have no group, RowGroups.of(..., several='none'), or make "
        "each combination a group of its own, RowGroups.of_patterns(examples, ['gender'])."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RowGroups.of(examples, "gender")


def test_rows_in_two_groups_can_be_left_in_none(make_examples):
    examples = make_examples([0] * 6, gender=GENDER)
    groups = RowGroups.of(examples, "gender", several="none")
    assert groups.codes.tolist() == [0, -1, -1, 1, -1, 0]


def test_another_way_with_several_groups_is_refused(make_examples):
    expected = "`several` cannot be 'first'. Available: `refuse`, `none`."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RowGroups.of(make_examples([0], gender=[[]]), "gender", several="first")


def test_annotated_rows_in_no_group_can_be_a_group(make_examples):
    examples = make_examples([0] * 6, gender=GENDER)
    groups = RowGroups.of(examples, "gender", several="none", rest="neither")
    assert groups.names == ("female", "male", "neither")
    assert groups.codes.tolist() == [0, 2, -1, 1, -1, 0]
    groups = RowGroups.of(examples, "gender", groups=["female"], rest="others")
    assert groups.codes.tolist() == [0, 1, -1, 1, 0, 0]


def test_the_rest_must_have_a_name_of_its_own(make_examples):
    expected = "`rest` must be the name of no other group, got `male`. Groups: male."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RowGroups.of(make_examples([0], gender=[["male"]]), "gender", rest="male")


def test_groups_can_be_left_out_afterwards():
    groups = RowGroups.named(["a", "b", None, "c"]).only(["c", "d", "a"])
    assert groups.names == ("c", "a")
    assert groups.codes.tolist() == [1, NO_GROUP, NO_GROUP, 0]


def test_groups_that_are_not_told_apart_do_not_overlap(make_examples):
    examples = make_examples([0] * 6, gender=GENDER)
    groups = RowGroups.of(examples, "gender", groups=["female"])
    assert groups.names == ("female",)
    assert groups.codes.tolist() == [0, -1, -1, -1, 0, 0]


def test_every_combination_can_be_a_group(make_examples):
    examples = make_examples([0] * 6, gender=GENDER)
    groups = RowGroups.of_patterns(examples, ["gender"])
    assert groups.names == ("female", "female & male", "male")
    assert groups.codes.tolist() == [0, -1, -1, 2, 1, 0]


def test_combinations_of_columns_say_which_column(make_examples):
    examples = make_examples(
        [0] * 4,
        gender=[["x"], ["x"], None, []],
        race=[["x"], None, ["y"], []],
    )
    groups = RowGroups.of_patterns(examples, ["gender", "race"])
    assert groups.names == ("gender=x", "gender=x & race=x", "race=y")
    assert groups.codes.tolist() == [1, 0, 2, -1]


def test_codes_follow_other_names():
    groups = RowGroups.named(["b", None, "a"])
    assert groups.among(["c", "b", "a"]).tolist() == [1, NO_GROUP, 2]


def test_a_group_without_rows_need_not_be_known():
    groups = RowGroups(names=("a", "b"), codes=np.array([0, -1]))
    assert groups.among(["a"]).tolist() == [0, NO_GROUP]


def test_rows_of_a_group_that_was_not_known_are_refused():
    expected = (
        "Rows must be in groups that were known when this was chosen, and 2 are in `mail`. Did "
        "you mean `male`? Available: `male`. Leave others in no group: .only(names)."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RowGroups.named(["mail", "mail"]).among(["male"])


def test_an_unknown_column_is_refused(make_examples):
    expected = (
        "There is no group column `gendre` in these examples. Did you mean `gender`? "
        "Available: `gender`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RowGroups.of(make_examples([0], gender=[[]]), "gendre")


def test_an_unknown_group_is_refused(make_examples):
    expected = "Column `gender` has no group `mail`. Did you mean `male`? Available: `male`."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RowGroups.of(make_examples([0], gender=[["male"]]), "gender", groups=["mail"])


def test_a_code_that_is_no_place_is_refused():
    expected = (
        "`codes` must be from -1 (no group) to 0, got -1 to 1. Each is a place among the 1 `names`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RowGroups(names=("a",), codes=np.array([1]))
