import re

import pytest

from counterpoise.errors import PlanError
from counterpoise.losses import RateConstraint
from counterpoise.losses.rate_constraints import NAMES


def constraint(rate, limit, *, gap=False, side="<="):
    return RateConstraint(rate=rate, gap=gap, side=side, limit=limit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fpr_gap <= 0.02", constraint("false_positive_rate", 0.02, gap=True)),
        ("false_negative_rate_gap<=.1", constraint("false_negative_rate", 0.1, gap=True)),
        (" fpr <= 1e-2 ", constraint("false_positive_rate", 0.01)),
        ("tpr >= 0.8", constraint("true_positive_rate", 0.8, side=">=")),
        ("positive_rate_gap <= 0", constraint("positive_rate", 0.0, gap=True)),
    ],
)
def test_a_constraint_says_rate_side_and_limit(text, expected):
    assert RateConstraint.parse(text) == expected


@pytest.mark.parametrize("text", ["", "fpr", "fpr_gap < 0.02", "fpr <= 0.1 and fnr <= 0.1", "<= 1"])
def test_text_that_says_no_constraint_is_refused(text):
    expected = (
        f"A rate constraint must be a rate, `<=` or `>=`, and a number, got {text!r}. "
        "Write it like `fpr_gap <= 0.02` or `tpr >= 0.8`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RateConstraint.parse(text)


def test_an_unknown_rate_is_refused_with_the_names_there_are():
    names = ", ".join(f"`{name}`" for name in [*NAMES, *NAMES.values()])
    expected = (
        "A rate constraint must name a rate that depends on decisions, got `frp` in "
        f"'frp_gap <= 0.02'. Did you mean `fpr`? Available: {names}."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RateConstraint.parse("frp_gap <= 0.02")


@pytest.mark.parametrize("limit", ["2", "-0.1", "nan", "two", "0.1.2"])
def test_a_limit_that_no_rate_can_have_is_refused(limit):
    expected = (
        f"The limit of a rate constraint must be a number in [0, 1], got `{limit}` in "
        f"'fpr <= {limit}'. Write rates and gaps as fractions: 2 points are 0.02."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RateConstraint.parse(f"fpr <= {limit}")


def test_a_gap_that_must_be_large_is_refused():
    expected = (
        "A gap can only be limited from above, got 'fpr_gap >= 0.02'. Write `<=` instead of `>=`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RateConstraint.parse("fpr_gap >= 0.02")
