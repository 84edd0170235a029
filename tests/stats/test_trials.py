import numpy as np
import pytest

from counterpoise.stats.trials import Trials


def trials(hits, weights):
    weights = np.asarray(weights, dtype=float)
    return Trials(
        rows=np.array([len(weights)]),
        weight=np.array([weights.sum()]),
        weight_sq=np.array([(weights**2).sum()]),
        hits=np.array([float(hits)]),
    )


def test_rate_and_size_of_a_table_worked_by_hand():
    found = trials(3.0, [1, 2, 3, 4])
    assert found.rate == pytest.approx([0.3])
    assert found.size == pytest.approx([100 / 30])


def test_no_rows_have_no_rate():
    found = trials(0, [])
    assert np.isnan(found.rate[0])
    assert found.size[0] == 0


def test_what_is_left_of_everything_is_exactly_nothing():
    weights = np.full(10, 0.1)
    whole, part = trials(0.5, weights), trials(0.5, weights)
    part = Trials(
        rows=part.rows,
        weight=part.weight + 1e-16,
        weight_sq=part.weight_sq - 1e-17,
        hits=part.hits - 1e-17,
    )
    left = whole.minus(part)
    assert left.weight[0] == left.weight_sq[0] == left.hits[0] == 0
    assert np.isnan(left.rate[0])


def test_rounding_never_makes_a_weight_of_rows_that_have_none():
    whole, part = trials(0.3, [0.1, 0.2, 0.0]), trials(0.3, [0.2, 0.1])
    left = whole.minus(part)
    assert left.rows[0] == 1
    assert left.weight[0] == 0


def test_the_size_is_never_more_than_the_rows():
    found = Trials(
        rows=np.array([3]),
        weight=np.array([0.3]),
        weight_sq=np.array([0.03 - 1e-12]),
        hits=np.array([0.1]),
    )
    assert found.size[0] == 3


def test_one_slice_keeps_its_axis():
    found = Trials(
        rows=np.array([[1], [2]]),
        weight=np.array([[1.0], [2.0]]),
        weight_sq=np.array([[1.0], [2.0]]),
        hits=np.array([[1.0], [0.0]]),
    ).slice_at(1)
    assert found.rows.tolist() == [[2]]
    assert found.rate.tolist() == [[0.0]]
