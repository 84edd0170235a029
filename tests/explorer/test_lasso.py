"""Points in a polygon, beside the same rule point by point."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.explorer.lasso import inside

SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


def by_hand(x: float, y: float, corners: np.ndarray) -> bool:
    """The even-odd rule for one point."""
    odd = False
    for place, (x2, y2) in enumerate(corners):
        x1, y1 = corners[place - 1]
        if (y1 <= y) != (y2 <= y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            odd = not odd
    return odd


def test_points_in_and_out_of_a_square():
    x = np.array([0.5, 1.5, 0.5, -0.5, np.nan, 0.5])
    y = np.array([0.5, 0.5, -0.5, 0.5, 0.5, np.nan])
    assert inside(x, y, SQUARE).tolist() == [True, False, False, False, False, False]


def test_lower_and_left_sides_belong_to_a_square_and_the_others_do_not():
    x, y = np.array([0.0, 0.5, 1.0, 0.5]), np.array([0.5, 0.0, 0.5, 1.0])
    assert inside(x, y, SQUARE).tolist() == [True, True, False, False]


def test_what_a_crossed_shape_covers_twice_is_outside():
    star = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0], [2.0, -2.0], [4.0, 3.0]])
    x, y = np.full(3, 2.0), np.array([-1.5, 0.5, 2.9])
    assert inside(x, y, star).tolist() == [by_hand(2.0, one, star) for one in y.tolist()]


COORDINATES = st.integers(0, 4).map(float)


@settings(max_examples=60)
@given(st.lists(st.tuples(COORDINATES, COORDINATES), min_size=3, max_size=7))
def test_the_rule_is_that_of_one_point_at_a_time(corners: list[tuple[float, float]]):
    shape = np.array(corners)
    x, y = (part.ravel() / 2 for part in np.mgrid[0:9, 0:9])
    expected = [by_hand(*point, shape) for point in zip(x, y, strict=True)]
    assert inside(x, y, shape).tolist() == expected
