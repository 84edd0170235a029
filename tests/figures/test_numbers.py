"""Numbers as texts."""

import math

from matplotlib import rc_context

from counterpoise.figures.numbers import p_value, with_interval


def test_a_value_has_its_interval():
    assert with_interval(0.3121, 0.241, 0.3929) == "0.312 [0.241, 0.393]"


def test_signs_are_shown_where_they_matter():
    assert with_interval(0.1, -0.05, 0.25, signed=True) == "+0.100 [−0.050, +0.250]"


def test_the_minus_sign_is_that_of_the_axes():
    with rc_context({"axes.unicode_minus": False}):
        assert with_interval(-0.1, -0.2, 0.0) == "-0.100 [-0.200, 0.000]"


def test_nan_is_no_text_and_a_missing_interval_is_left_out():
    assert with_interval(math.nan, math.nan, math.nan) == ""
    assert with_interval(0.5, math.nan, math.nan) == "0.500"


def test_large_and_infinite_numbers_stay_short():
    assert with_interval(1e300, 12345.6, math.inf) == "1e+300 [1.23e+04, inf]"


def test_small_p_values_are_not_written_as_zero():
    assert [p_value(p) for p in (0.0, 0.0009, 0.012, 1.0, math.nan)] == [
        "< 0.001",
        "< 0.001",
        "0.012",
        "1.000",
        "",
    ]
