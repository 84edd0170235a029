import numpy as np
import pytest
from scipy.stats import binom, hypergeom

from counterpoise.stats.equality import EXACT_UP_TO, equal_rates_p_value
from counterpoise.stats.trials import Trials


def trials(hits, size, *, weight=1.0):
    hits, size = np.broadcast_arrays(np.asarray(hits, dtype=float), np.asarray(size, dtype=float))
    return Trials(
        rows=np.ceil(size).astype(int),
        weight=size * weight,
        weight_sq=size * weight**2,
        hits=hits * weight,
    )


def mid_p(hits, size, others, other_size):
    table = hypergeom(size + other_size, hits + others, size)
    up = table.sf(hits) + table.pmf(hits) / 2
    return min(1.0, 2 * min(up, 1 - up))


def test_lady_tasting_tea_worked_by_hand():
    found = equal_rates_p_value(trials([3], [4]), trials([1], [4]))
    assert found == pytest.approx([2 * (1 / 70 + 16 / 140)])


@pytest.mark.parametrize(
    ("hits", "size", "others", "other_size"),
    [(3, 50, 5, 500), (0, 20, 30, 100), (20, 20, 3, 9), (1, 1, 0, 5), (40, 100, 600, 5000)],
)
def test_it_is_fishers_mid_p(hits, size, others, other_size):
    found = equal_rates_p_value(trials([hits], [size]), trials([others], [other_size]))
    assert found[0] == pytest.approx(mid_p(hits, size, others, other_size), rel=1e-8)


def test_many_hits_lead_smoothly_to_the_score_test():
    size, others, other_size = 9_000, 40_000, 90_000
    hits = np.arange(3_800, 4_200, 40)
    deviation = hypergeom(size + other_size, 44_000, size).std()
    assert deviation > EXACT_UP_TO
    found = equal_rates_p_value(trials(hits, np.full(10, size)), trials([others], [other_size]))
    expected = [mid_p(one, size, others, other_size) for one in hits]
    np.testing.assert_allclose(found, expected, rtol=0.02, atol=1e-6)


def test_swapping_the_sides_changes_nothing():
    generator = np.random.default_rng(1)
    size = generator.integers(1, 60, 50)
    first = trials(generator.binomial(size, 0.2), size)
    second = trials(generator.binomial(size[::-1], 0.4), size[::-1])
    np.testing.assert_allclose(
        equal_rates_p_value(first, second), equal_rates_p_value(second, first)
    )


def test_counting_misses_instead_of_hits_changes_nothing():
    hits, others = np.array([3.0, 0.0, 7.5]), np.array([9.0, 4.0, 2.25])
    size, other_size = np.array([8.0, 5.0, 11.5]), np.array([30.0, 6.0, 9.25])
    found = equal_rates_p_value(trials(hits, size), trials(others, other_size))
    turned = equal_rates_p_value(trials(size - hits, size), trials(other_size - others, other_size))
    np.testing.assert_allclose(found, turned, rtol=1e-9)


def test_sizes_that_are_no_whole_numbers_lie_between_their_neighbours():
    sizes = np.array([20.0, 20.5, 21.0])
    found = equal_rates_p_value(trials(np.full(3, 6.0), sizes), trials([10.0], [90.0]))
    assert found[0] < found[1] < found[2]


def test_scaling_weights_changes_nothing():
    plain = equal_rates_p_value(trials([3], [20]), trials([30], [90]))
    scaled = equal_rates_p_value(trials([3], [20], weight=7.0), trials([30], [90], weight=7.0))
    assert scaled == pytest.approx(plain)


def test_equal_rates_give_one_and_no_rows_give_nothing():
    assert equal_rates_p_value(trials([2], [10]), trials([4], [20]))[0] == 1
    assert equal_rates_p_value(trials([0], [10]), trials([0], [20]))[0] == 1
    assert np.isnan(equal_rates_p_value(trials([0], [0]), trials([4], [20]))[0])


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("size", [10, 40])
def test_false_alarms_are_no_more_than_claimed(rate, size):
    """By enumeration of every pair of outcomes, slice of `size` rows and rest of four times it."""
    first, rest = np.meshgrid(np.arange(size + 1), np.arange(4 * size + 1), indexing="ij")
    chance = binom.pmf(first, size, rate) * binom.pmf(rest, 4 * size, rate)
    found = equal_rates_p_value(trials(first, size), trials(rest, 4 * size))
    for level in (0.05, 0.0025):
        assert chance[found <= level].sum() < 1.15 * level
