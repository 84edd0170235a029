import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.keras.shuffles import Shuffles


@settings(max_examples=50, deadline=None)
@given(rows=st.integers(1, 9), start=st.integers(0, 40), count=st.integers(1, 30))
def test_any_part_of_the_order_is_that_of_the_whole(rows, start, count):
    whole = Shuffles(rows, seed=3).at(0, start + count)
    np.testing.assert_array_equal(Shuffles(rows, seed=3).at(start, count), whole[start:])


@settings(max_examples=25, deadline=None)
@given(rows=st.integers(1, 9))
def test_every_row_comes_once_before_any_comes_again(rows):
    order = Shuffles(rows, seed=0).at(0, 4 * rows).reshape(4, rows)
    np.testing.assert_array_equal(np.sort(order, axis=1), np.tile(np.arange(rows), (4, 1)))


def test_the_order_changes_from_pass_to_pass_and_from_seed_to_seed():
    order = Shuffles(50, seed=0).at(0, 100)
    assert (order[:50] != order[50:]).any()
    assert (order[:50] != Shuffles(50, seed=1).at(0, 50)).any()
