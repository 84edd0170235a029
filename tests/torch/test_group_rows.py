import re

import numpy as np
import pytest

from counterpoise.errors import DataError, PlanError

torch = pytest.importorskip("torch")
from counterpoise.torch import memberships, min_diffs  # noqa: E402

SEX = [["f"], ["f", "m"], [], None, ["m"], ["f"]]
LABELS = [0, 0, 0, 0, 1, 1]
TEXTS = ["one", "two", "three", "four", "five", "six"]


@pytest.fixture
def examples(make_examples):
    return make_examples(LABELS, texts=TEXTS, sex=SEX)


def encode(texts):
    return list(texts)


def test_every_group_has_its_negatives_and_those_of_annotated_rows_outside(examples):
    women, men = min_diffs(examples, encode, weight=2.0, size=3)
    assert (women.name, women.members, women.others) == ("sex=f", ["one", "two"], ["three"])
    assert (men.name, men.members, men.others) == ("sex=m", ["two"], ["one", "three"])
    assert (men.weight, men.size) == (2.0, 3)


def test_only_the_groups_that_are_named_are_taken(examples):
    (men,) = min_diffs(examples, encode, groups=["sex=m"])
    assert men.name == "sex=m"
    assert memberships(examples, groups=["sex=m"]).shape == (6, 4)


def test_memberships_part_each_group_and_the_other_rows_by_label(examples):
    # Women toxic and not, men toxic and not, all others (none of both, or not annotated) likewise.
    expected = [
        [0, 1, 0, 0, 0, 0],
        [0, 1, 0, 1, 0, 0],
        [0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 1],
        [0, 0, 1, 0, 0, 0],
        [1, 0, 0, 0, 0, 0],
    ]
    found = memberships(examples)
    np.testing.assert_array_equal(found, expected)
    assert found.dtype == np.float32


def test_a_group_without_negatives_is_refused(make_examples):
    examples = make_examples([1, 0], texts=["a", "b"], sex=[["f"], []])
    expected = (
        "MinDiff needs negative rows inside and outside of `sex=f`, got 0 and 1. Name other groups."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        min_diffs(examples, encode)


def test_a_group_that_there_is_not_is_refused(examples):
    expected = (
        "A group must be named as column=value, got `sex=w`. "
        "Did you mean `sex=m`? Available: `sex=f`, `sex=m`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        memberships(examples, groups=["sex=w"])


def test_examples_without_groups_are_refused(make_examples):
    expected = (
        "Examples must have groups to mend, and these have no group column. "
        "Name those that there are: read(..., groups=['gender'])."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        memberships(make_examples([0, 1], texts=["a", "b"]))
