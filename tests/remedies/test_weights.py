import re

import numpy as np
import pytest

from counterpoise import Upweight, label_weights, upweighted
from counterpoise.errors import PlanError

FEMALE = Upweight(column="gender", contains="female", add=0.5)
MALE = Upweight(column="gender", contains="male", add=0.7)


def test_label_weights_are_the_label_plus_an_offset(make_examples):
    examples = make_examples([0.0, 0.4, 1.0])
    assert label_weights(examples).tolist() == pytest.approx([0.1, 0.5, 1.1])


def test_label_weights_multiply_the_examples_own(make_examples):
    examples = make_examples([0.0, 1.0], weights=[2.0, 0.5])
    assert label_weights(examples, offset=1).tolist() == pytest.approx([2.0, 1.0])


def test_only_negatives_of_the_group_gain_weight(make_examples):
    examples = make_examples([0, 1, 0, 0], gender=[["female"], ["female"], [], None])
    assert upweighted(examples, [FEMALE], base=np.ones(4)).tolist() == [1.5, 1, 1, 1]


def test_rules_that_overlap_add_up_in_any_order(make_examples):
    examples = make_examples([0, 0], gender=[["female", "male"], ["male"]])
    one_way = upweighted(examples, [FEMALE, MALE], base=np.zeros(2))
    assert one_way.tolist() == pytest.approx([1.2, 0.7])
    assert upweighted(examples, [MALE, FEMALE], base=np.zeros(2)).tolist() == one_way.tolist()


@pytest.mark.parametrize(
    ("label", "expected"), [("negative", [1, 0]), ("positive", [0, 1]), ("any", [1, 1])]
)
def test_a_rule_names_the_label(make_examples, label, expected):
    examples = make_examples([0, 1], gender=[["male"], ["male"]])
    rule = Upweight(column="gender", contains="male", add=1, label=label)
    assert upweighted(examples, [rule], base=np.zeros(2)).tolist() == expected


def test_the_base_is_left_as_it_was(make_examples):
    base = np.zeros(1)
    upweighted(make_examples([0], gender=[["female"]]), [FEMALE], base=base)
    assert base.tolist() == [0]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            Upweight(column="gendre", contains="male", add=1),
            "An upweighting rule must name a group column, got `gendre`. "
            "Did you mean `gender`? Available: `gender`.",
        ),
        (
            Upweight(column="gender", contains="mail", add=1),
            "Column `gender` has no group `mail`. Did you mean `male`? Available: `male`.",
        ),
    ],
)
def test_a_rule_that_names_nothing_is_refused(make_examples, rule, expected):
    examples = make_examples([0], gender=[["male"]])
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        upweighted(examples, [rule], base=np.zeros(1))


@pytest.mark.parametrize("add", [-1, float("inf"), float("nan")])
def test_a_weight_that_is_no_finite_number_above_zero_is_refused(add):
    expected = (
        f"An upweighting rule must add a finite weight >= 0, got {add} for gender=male. "
        "Weights below 0 would reward errors."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        Upweight(column="gender", contains="male", add=add)


def test_an_unknown_label_is_refused():
    expected = (
        "An upweighting rule cannot be for the label 'neg'. "
        "Available: `negative`, `positive`, `any`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        Upweight(column="gender", contains="male", add=1, label="neg")
