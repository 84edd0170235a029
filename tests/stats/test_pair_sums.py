import numpy as np
import pytest

from counterpoise.stats.pair_sums import PairSums

ONE = np.ones((1, 1), dtype=bool)


def sums_of(quantities, sources, weights=None):
    return PairSums.of(
        quantities=np.asarray(quantities, dtype=float)[:, None],
        sources=np.asarray(sources),
        atoms=np.zeros(len(sources), dtype=np.int32),
        inside=ONE,
        weights=None if weights is None else np.asarray(weights, dtype=float),
    )


def test_with_one_pair_a_source_the_variance_is_that_of_a_mean():
    values = np.array([1, 0, 0, 1, 1, 0, 0, 0])
    sums = sums_of(values, np.arange(8))
    assert sums.mean()[0, 0] == values.mean()
    assert sums.variance()[0, 0] == pytest.approx(values.var() / 8)


def test_pairs_of_one_source_count_as_one_draw():
    once = sums_of([1, 0, 1, 0], [0, 1, 2, 3])
    thrice = sums_of([1, 0, 1, 0] * 3, [0, 1, 2, 3] * 3)
    assert thrice.mean()[0, 0] == once.mean()[0, 0]
    assert thrice.variance()[0, 0] == pytest.approx(once.variance()[0, 0])
    assert thrice.pairs.tolist() == [12]
    assert thrice.sources.tolist() == [4]


def test_the_variance_is_that_of_resampled_sources():
    generator = np.random.default_rng(1)
    sources = np.repeat(np.arange(120), generator.integers(1, 5, 120))
    values = generator.random(len(sources)) + 0.3 * (sources % 3)
    sums = sums_of(values, sources)
    total = np.bincount(sources, values)
    pairs = np.bincount(sources)
    draws = generator.integers(0, 120, (4000, 120))
    resampled = total[draws].sum(axis=1) / pairs[draws].sum(axis=1)
    assert sums.variance()[0, 0] == pytest.approx(resampled.var(), rel=0.1)


def test_weights_of_one_over_the_pairs_of_a_source_make_sources_equal():
    sums = sums_of([1, 1, 1, 0], [0, 0, 0, 1], [1 / 3, 1 / 3, 1 / 3, 1])
    assert sums.mean()[0, 0] == pytest.approx(0.5)


def test_no_pairs_have_no_mean():
    assert np.isnan(PairSums.empty(slices=1, quantities=1).mean()[0, 0])
