import math
import re

import pytest

from counterpoise.errors import PlanError
from counterpoise.tuning.constraints import NOTHING, Constraint, constraints_of
from counterpoise.tuning.quantities import Quantity


@pytest.mark.parametrize(
    ("text", "quantity", "sign", "bound"),
    [
        (
            "largest gender false_positive_rate gap <= 0.02",
            "largest gender false_positive_rate gap",
            "<=",
            0.02,
        ),
        ("roc_auc loss<=5e-3", "roc_auc loss", "<=", 0.005),
        ("  smallest race roc_auc  >=  0.9 ", "smallest race roc_auc", ">=", 0.9),
        ("race=under <= 5 roc_auc >= 0.9", "race=under <= 5 roc_auc", ">=", 0.9),
    ],
)
def test_constraints_are_read_as_they_are_written(text, quantity, sign, bound):
    found = Constraint.parse(text)
    assert found == Constraint(quantity=Quantity.parse(quantity), sign=sign, bound=bound)
    assert Constraint.parse(found.name) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "roc_auc loss < 0.1",
            "`roc_auc loss < 0.1` should be a quantity, <= or >=, and a number. Write for example "
            "`largest gender false_positive_rate gap <= 0.02` or `roc_auc loss <= 0.005`.",
        ),
        (
            "roc_auc loss <= little",
            "`roc_auc loss <= little` should end in a number, got `little`. "
            "Write for example 0.02.",
        ),
        (
            "roc_auc loss <= inf",
            "`roc_auc loss <= inf` needs a finite bound. Give a number such as 0.02.",
        ),
        (
            "roc_auc loss >= 0.1",
            "`roc_auc loss >= 0.1` asks for much of a loss, which is better small. Write <=.",
        ),
    ],
)
def test_what_is_no_constraint_is_refused(text, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        Constraint.parse(text)


def test_excess_is_how_far_beyond_the_bound():
    most, least = Constraint.parse("f <= 0.2"), Constraint.parse("f >= 0.2")
    assert most.excess(0.5) == pytest.approx(0.3)
    assert least.excess(0.5) == pytest.approx(-0.3)
    assert most.excess(0.2) == least.excess(0.2) == 0
    assert most.excess(math.nan) == least.excess(math.nan) == NOTHING


@pytest.mark.parametrize(
    ("text", "ends", "verdict"),
    [
        ("f <= 0.2", (0.1, 0.2), "pass"),
        ("f <= 0.2", (0.1, 0.3), "inconclusive"),
        ("f <= 0.2", (0.21, 0.3), "fail"),
        ("f >= 0.2", (0.2, 0.3), "pass"),
        ("f >= 0.2", (0.1, 0.15), "fail"),
        ("f <= 0.2", (math.nan, math.nan), "inconclusive"),
    ],
)
def test_a_verdict_is_by_the_whole_interval(text, ends, verdict):
    assert Constraint.parse(text).verdict(*ends) == verdict


@pytest.mark.parametrize("given", [[], "roc_auc >= 0.9"])
def test_no_list_of_constraints_is_refused(given):
    expected = (
        f"`constraints` must be a list of one or more, got {given!r}. "
        "Give for example ['largest gender false_positive_rate gap <= 0.02']."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        constraints_of(given)


def test_one_constraint_twice_is_refused():
    with pytest.raises(PlanError, match=r"^Two constraints are `f <= 0\.2`\. Leave one out\.$"):
        constraints_of(["f <= 0.2", Constraint.parse("f <= 0.20")])
