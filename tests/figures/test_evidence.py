"""What is said of numbers that stand on too little."""

import numpy as np

from counterpoise.figures.evidence import enough, too_little, undefined


def test_an_interval_may_reach_a_tenth_to_a_side():
    value = np.array([0.5, 0.5, 0.5, np.nan])
    lower = np.array([0.45, 0.35, 0.45, np.nan])
    upper = np.array([0.55, 0.55, 0.65, np.nan])
    assert enough(value=value, lower=lower, upper=upper).tolist() == [True, False, False, False]


def test_logits_are_not_said_to_reach_a_tenth():
    assert too_little("ctf_gap_logit") == "not enough data: the interval is too wide"
    assert too_little().endswith("more than 0.1 to a side")


def test_why_a_number_is_missing():
    assert [undefined(rows) for rows in (None, 0, 3)] == [
        "not measured",
        "undefined: no rows count for it",
        "undefined: rows of one class only, or no weight",
    ]
