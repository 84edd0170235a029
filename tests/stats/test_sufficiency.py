import numpy as np
import pytest

from counterpoise.stats.intervals import wilson
from counterpoise.stats.sufficiency import size_for, sufficiency


def judged(rate, size, rows=None, half_width=0.1):
    rows = size if rows is None else rows
    return sufficiency(
        np.array([rate]), np.array([float(size)]), np.array([rows]), half_width=half_width
    )


@pytest.mark.parametrize("rate", [0.0, 0.03, 0.2, 0.5, 0.99, 1.0])
@pytest.mark.parametrize("half_width", [0.02, 0.1, 0.3])
def test_wilsons_interval_at_the_size_has_the_half_width(rate, half_width):
    size = size_for(np.array([rate]), half_width=half_width)
    lower, upper = wilson(np.array([rate]), size)
    assert (upper - lower)[0] / 2 == pytest.approx(half_width)


def test_ninety_three_rows_are_enough_for_any_rate():
    nothing = judged(np.nan, 0)
    assert not nothing.enough[0]
    assert np.isnan(nothing.half_width[0])
    assert nothing.rows_enough[0] == 93
    assert judged(0.5, 93).enough[0]
    assert not judged(0.5, 92).enough[0]


def test_a_small_slice_needs_more_than_it_has():
    rates = np.arange(21) / 20
    found = sufficiency(rates, np.full(21, 20.0), np.full(21, 20))
    assert not found.enough.all()
    assert (found.rows_enough[~found.enough] > 20).all()


def test_a_rate_near_the_end_needs_fewer_rows():
    assert judged(0.0, 15).rows_enough[0] < judged(0.5, 15).rows_enough[0]


def test_the_rate_that_may_be_nearest_a_half_decides():
    _, upper = wilson(np.array([0.1]), np.array([20.0]))
    expected = np.ceil(size_for(upper, half_width=0.1))
    assert judged(0.1, 20).rows_enough[0] == expected[0]


def test_uneven_weights_need_more_rows():
    even, uneven = judged(0.3, 20, rows=20), judged(0.3, 20, rows=50)
    assert uneven.rows_enough[0] == pytest.approx(2.5 * even.rows_enough[0], abs=2)


def test_rows_found_after_the_advice_are_enough_at_the_same_rate():
    needed = judged(0.15, 20).rows_enough[0]
    assert judged(0.15, needed).enough[0]
