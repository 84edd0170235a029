import time

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from counterpoise.stats.maxima import maxima


def held(hits, size, inside, *, seed=0, draws=2000, weight_sq=None):
    """From hits [atoms, thresholds] and weights [atoms, columns]."""
    hits, size = np.asarray(hits, dtype=float), np.asarray(size, dtype=float)
    inside = np.asarray(inside, dtype=bool)
    with np.errstate(invalid="ignore"):
        rates = (inside.T @ hits) / (inside.T @ size)
        overall = hits.sum(axis=0) / size.sum(axis=0)
    return maxima(
        rates,
        np.broadcast_to(overall, rates.shape[1:]),
        weight=size,
        weight_sq=size if weight_sq is None else weight_sq,
        inside=inside,
        generator=np.random.default_rng(seed),
        draws=draws,
    )


def equal_groups(count, size, rate):
    hits = np.full((count, 1), round(size * rate))
    return held(hits, np.full((count, 1), size), np.eye(count), draws=20_000)


def test_twenty_equal_groups_of_200_lie_0_079_apart_from_noise_alone():
    """The range of 20 normals is 3.735 of their standard deviation, sqrt(0.1 0.9 / 200)."""
    found = equal_groups(20, 200, 0.1)
    assert found.spread.noise[0] == pytest.approx(3.735 * (0.1 * 0.9 / 200) ** 0.5, abs=0.001)
    assert found.spread.noise[0] == pytest.approx(0.079, abs=0.001)
    most, _ = quad(lambda x: 1 - (2 * norm.cdf(x) - 1) ** 20, 0, 9)  # mean of the largest |z|
    expected = most * (0.95 * 0.1 * 0.9 / 200) ** 0.5
    assert found.largest.noise[0] == pytest.approx(expected, abs=0.001)


def test_the_noise_is_that_of_redrawn_rows():
    generator = np.random.default_rng(5)
    size, inside = generator.integers(1, 60, (12, 1)), generator.random((12, 4)) < 0.4
    inside[0] = True
    found = held(np.round(size * 0.25), size, inside, draws=20_000)
    rate = np.round(size * 0.25).sum() / size.sum()
    drawn = generator.binomial(size[:, 0], rate, (20_000, 12))
    gaps = (drawn @ inside) / (size.T @ inside) - drawn.sum(axis=1, keepdims=True) / size.sum()
    assert found.largest.noise[0] == pytest.approx(np.abs(gaps).max(axis=1).mean(), rel=0.02)
    assert found.spread.noise[0] == pytest.approx(np.ptp(gaps, axis=1).mean(), rel=0.02)


def test_observed_gap_and_spread_of_a_table_worked_by_hand():
    found = held([[10], [20], [60]], [[100], [100], [100]], np.eye(3))
    assert found.largest.value[0] == pytest.approx(0.3)
    assert found.widest[0] == 2
    assert found.spread.value[0] == pytest.approx(0.5)
    assert found.compared[0] == 3
    assert found.largest.p_value[0] == pytest.approx(1 / 2001)
    assert found.largest.corrected == pytest.approx(0.3 - found.largest.noise)


def test_equal_groups_show_nothing_and_are_corrected_to_nought():
    found = equal_groups(5, 40, 0.25)
    assert found.largest.p_value[0] == 1
    assert found.largest.corrected[0] == 0
    assert (found.p_values == 1).all()


def test_small_slices_do_not_hide_a_large_one():
    size = np.array([[3], [3], [3], [3], [2000], [2000]])
    hits = np.array([[2], [0], [1], [0], [600], [400]])
    found = held(hits, size, np.eye(6))
    assert found.largest.p_value[0] > 0.2
    assert found.widest[0] == 0
    assert found.p_values[4, 0] < 0.01
    assert found.p_values[0, 0] > 0.2


def test_slices_of_the_same_rows_are_one_comparison():
    hits, size = [[30], [10]], [[100], [100]]
    once = held(hits, size, np.array([[1], [0]]))
    twice = held(hits, size, np.array([[1, 1, 1], [0, 0, 0]]))
    np.testing.assert_allclose(once.p_values[0], twice.p_values[2])
    assert twice.largest.p_value == once.largest.p_value


def test_scaling_weights_changes_nothing():
    hits, size = np.array([[3.0], [9.0]]), np.array([[30.0], [40.0]])
    plain = held(hits, size, np.eye(2))
    scaled = held(hits * 7, size * 7, np.eye(2), weight_sq=size * 49)
    np.testing.assert_allclose(scaled.largest.noise, plain.largest.noise, rtol=1e-5)
    np.testing.assert_allclose(scaled.p_values, plain.p_values)


def test_uneven_weights_make_more_noise_by_the_root_of_kishs_factor():
    hits, size = np.full((10, 1), 100.0), np.full((10, 1), 1000.0)
    plain = held(hits, size, np.eye(10), draws=10_000)
    uneven = held(hits, size, np.eye(10), weight_sq=4 * size, draws=10_000)
    assert uneven.largest.noise[0] == pytest.approx(2 * plain.largest.noise[0], rel=0.03)


def test_counting_misses_instead_of_hits_changes_nothing():
    hits, size = np.array([[3.0], [19.0]]), np.array([[30.0], [40.0]])
    found, turned = held(hits, size, np.eye(2)), held(size - hits, size, np.eye(2))
    np.testing.assert_allclose(found.p_values, turned.p_values)
    np.testing.assert_allclose(found.spread.noise, turned.spread.noise)


def test_a_slice_without_rows_is_left_out_and_counted():
    found = held([[3], [9]], [[30], [40]], np.array([[1, 0, 0], [0, 1, 0]]))
    assert found.compared[0] == 2
    assert np.isnan(found.p_values[2, 0])
    assert not np.isnan(found.p_values[:2, 0]).any()


@pytest.mark.parametrize("atoms", [0, 1])
def test_a_family_without_rows_is_nan(atoms):
    found = held(np.zeros((atoms, 2)), np.zeros((atoms, 2)), np.ones((atoms, 3)))
    assert found.widest.tolist() == [-1, -1]
    assert found.compared.tolist() == [0, 0]
    assert np.isnan(found.largest.value).all()
    assert np.isnan(found.spread.p_value).all()


def test_a_rate_of_nought_everywhere_is_no_surprise():
    found = held([[0], [0]], [[30], [40]], np.eye(2))
    assert found.largest.value[0] == 0
    assert found.largest.p_value[0] == 1
    assert found.largest.noise[0] == 0


def test_a_slice_of_every_row_has_no_gap():
    found = held([[3], [9]], [[30], [40]], np.ones((2, 1)))
    assert found.largest.value[0] == 0
    assert found.p_values[0, 0] == 1


def test_the_same_seed_gives_the_same_numbers():
    hits, size = [[3], [9]], [[30], [40]]
    found, again = held(hits, size, np.eye(2), seed=4), held(hits, size, np.eye(2), seed=4)
    np.testing.assert_array_equal(found.p_values, again.p_values)


@pytest.mark.parametrize(("atoms", "rows"), [(1000, 100), (20_000, 50), (20_000, 2)])
def test_twenty_slices_and_five_thresholds_take_under_three_tenths_of_a_second(atoms, rows):
    generator = np.random.default_rng(6)
    size, inside = np.full((atoms, 1), rows), generator.random((atoms, 20)) < 0.1
    hits = generator.binomial(size, [0.5, 0.3, 0.1, 0.01, 0.0001])
    held(hits, size, inside)

    def once():
        start = time.process_time()
        held(hits, size, inside)
        return time.process_time() - start

    assert min(once() for _ in range(3)) < 0.3


@pytest.mark.parametrize("rate", [0.02, 0.2])
def test_equal_groups_are_called_unequal_at_most_as_often_as_claimed(rate):
    generator = np.random.default_rng(7)
    size = np.array([[20], [50], [50], [200]])
    alarms = [
        held(generator.binomial(size, rate), size, np.eye(4), seed=seed, draws=199)
        for seed in range(400)
    ]
    largest = np.mean([found.largest.p_value[0] <= 0.05 for found in alarms])
    adjusted = np.mean([found.p_values.min() <= 0.05 for found in alarms])
    assert max(largest, adjusted) < 0.08
