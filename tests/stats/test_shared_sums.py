import numpy as np
import pytest

from counterpoise.stats.pair_sums import PairSums
from counterpoise.stats.shared_sums import SharedSums

ONE = np.ones((1, 1), dtype=bool)


def sums(values, sources):
    return PairSums.of(
        quantities=np.asarray(values, dtype=float)[:, None],
        sources=np.asarray(sources),
        atoms=np.zeros(len(sources), dtype=np.int32),
        inside=ONE,
    )


def of_one_pair_a_source(first, second):
    both = np.array([[float(np.dot(first, second))]])
    places = np.arange(len(first))
    one, other = sums(first, places), sums(second, places)
    return SharedSums.of_pairs(both, first=one, second=other).correlation(one, other)[0, 0]


def test_with_one_pair_a_source_it_is_pearsons_correlation():
    first, second = np.array([1, 0, 0, 1, 1, 0]), np.array([1, 0, 1, 1, 0, 0])
    expected = np.corrcoef(first, second)[0, 1]
    assert of_one_pair_a_source(first, second) == pytest.approx(expected)


def test_equal_numbers_go_together_and_opposite_ones_apart():
    values = np.array([1, 0, 0, 1])
    assert of_one_pair_a_source(values, values) == pytest.approx(1)
    assert of_one_pair_a_source(values, 1 - values) == pytest.approx(-1)


def test_a_number_that_does_not_vary_goes_with_nothing():
    assert of_one_pair_a_source(np.zeros(4), np.array([1, 0, 0, 1])) == 0


def test_it_is_the_correlation_of_resampled_sources():
    generator = np.random.default_rng(2)
    sources = np.repeat(np.arange(150), generator.integers(1, 5, 150))
    own = generator.random(150)[sources]
    first, second = own + generator.random(len(own)), own + generator.random(len(own))
    n, m, d = (np.bincount(sources, values) for values in (first, second, np.ones(len(own))))
    one, other = sums(first, sources), sums(second, sources)
    shared = SharedSums.of_pairs(np.array([[n @ m]]), first=one, second=other)
    draws = generator.integers(0, 150, (4000, 150))
    mass = d[draws].sum(axis=1)
    drawn = np.corrcoef(n[draws].sum(axis=1) / mass, m[draws].sum(axis=1) / mass)[0, 1]
    assert shared.correlation(one, other)[0, 0] == pytest.approx(drawn, abs=0.05)


def test_turned_twice_it_is_the_same():
    shared = SharedSums(
        both=np.array([[1.0]]),
        first_total=np.array([[2.0]]),
        second_total=np.array([[3.0]]),
        weight=np.array([4.0]),
    )
    assert shared.turned.first_total[0, 0] == 3
    assert shared.turned.turned.first_total[0, 0] == 2


def test_merging_nothing_changes_nothing():
    shared = SharedSums(
        both=np.array([[1.0]]),
        first_total=np.array([[2.0]]),
        second_total=np.array([[3.0]]),
        weight=np.array([4.0]),
    )
    merged = shared.merge(SharedSums.empty(slices=1, quantities=1))
    assert merged.both[0, 0] == 1
    assert merged.weight[0] == 4
