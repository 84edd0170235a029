import re

import pytest

from counterpoise.errors import PlanError
from counterpoise.tuning.space import Number, checked_space


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {"low": 0, "high": 1, "start": 2},
            "`w` must have low <= start <= high, got 0, 2, 1. "
            "The baseline is trained with `start` and must be part of the search.",
        ),
        (
            {"low": 0, "high": float("inf"), "start": 0},
            "`w` must have low <= start <= high, got 0, 0, inf. "
            "The baseline is trained with `start` and must be part of the search.",
        ),
        (
            {"low": 0, "high": 1, "start": 0, "logarithmic": True},
            "`w` is logarithmic and must have a `low` above 0, got 0. "
            "Give the least value worth trying, such as 0.001.",
        ),
        (
            {"low": 0, "high": 1.5, "start": 0, "whole": True},
            "`w` is a whole number and must have whole ends and start, got 0, 0, 1.5. Round them.",
        ),
        (
            {"name": "threshold", "low": 0, "high": 1.5, "start": 0},
            "`threshold` must be searched within [0, 1], got 0 to 1.5. "
            "Scores are probabilities; call it otherwise if it is no decision threshold.",
        ),
    ],
)
def test_a_number_that_cannot_be_searched_is_refused(options, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        Number(**{"name": "w", **options})


def test_an_empty_space_is_refused():
    expected = (
        "`space` must hold a number to search, got none. "
        "Give for example [Number(name='weight', low=0, high=5, start=0)]."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        checked_space([])


def test_two_numbers_of_one_name_are_refused():
    number = Number(name="w", low=0, high=1, start=0)
    expected = "Two numbers of `space` are called `w`. Give each its own name."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        checked_space([number, number])
