import numpy as np
import pytest
from scipy.special import betaincinv
from scipy.stats import beta, binom, binomtest

from counterpoise.stats.intervals import wilson
from counterpoise.stats.proportions import clopper_pearson, guarded_wilson

METHODS = (guarded_wilson, clopper_pearson)


def jeffreys(rate, size):
    hits, misses = rate * size + 0.5, (1 - rate) * size + 0.5
    lower = np.where(rate == 0, 0, beta.ppf(0.025, hits, misses))
    return lower, np.where(rate == 1, 1, beta.ppf(0.975, hits, misses))


def coverage(method, rows, rates):
    """Exact probability that the interval holds the rate, by enumeration of all outcomes."""
    hits = np.arange(rows + 1)
    lower, upper = method(hits / rows, np.full(rows + 1, float(rows)))
    chance = binom.pmf(hits, rows, rates[:, None])
    return (chance * ((lower <= rates[:, None]) & (rates[:, None] <= upper))).sum(axis=1)


@pytest.mark.parametrize("rows", [20, 50, 200, 1000])
@pytest.mark.parametrize("rate", [0.01, 0.05, 0.3])
def test_guarded_wilson_covers_93_per_cent_where_wilson_and_jeffreys_fall_short(rows, rate):
    assert coverage(guarded_wilson, rows, np.array([rate]))[0] >= 0.93


@pytest.mark.parametrize("rows", [10, 30, 50, 200, 1000])
def test_guarded_wilson_never_covers_less_than_92_per_cent(rows):
    rates = np.concatenate([np.geomspace(1e-5, 0.5, 400), 1 - np.geomspace(1e-5, 0.5, 400)])
    assert coverage(guarded_wilson, rows, rates).min() > 0.92


def test_wilson_and_jeffreys_fall_short_at_few_hits():
    assert coverage(wilson, 50, np.array([0.01]))[0] == pytest.approx(0.911, abs=5e-4)
    assert coverage(jeffreys, 50, np.array([0.05]))[0] == pytest.approx(0.885, abs=5e-4)


@pytest.mark.parametrize(("hits", "rows"), [(0, 10), (1, 10), (3, 50), (25, 50), (50, 50)])
def test_guarded_wilson_is_wilson_and_scipys_exact_interval_together(hits, rows):
    lower, upper = guarded_wilson(np.array([hits / rows]), np.array([float(rows)]))
    score = binomtest(hits, rows).proportion_ci(method="wilson")
    exact = binomtest(hits, rows).proportion_ci(0.9, method="exact")
    assert lower[0] == pytest.approx(min(score.low, exact.low), abs=1e-12)
    assert upper[0] == pytest.approx(max(score.high, exact.high), abs=1e-12)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99, 0.9975, 0.9999])
def test_nothing_is_lost_where_hits_or_misses_are_too_many_to_look_at_the_exact_bound(confidence):
    size = np.repeat([1.0, 2.5, 8, 14, 20, 30, 123.4, 1000, 50_000, 10_000_000], 600)
    share = np.concatenate([np.linspace(0, 1, 300), np.geomspace(1e-7, 1, 300)])
    rate = np.minimum(np.resize(share, len(size)), 1)
    lower, upper = wilson(rate, size, confidence=confidence)
    hits, misses = rate * size, (1 - rate) * size
    bound = betaincinv(np.maximum(hits, 1e-9), misses + 1, 1 - confidence)
    other = 1 - betaincinv(np.maximum(misses, 1e-9), hits + 1, 1 - confidence)
    found = guarded_wilson(rate, size, confidence=confidence)
    some, others = hits > 1e-6, misses > 1e-6
    np.testing.assert_array_equal(found[0][some], np.minimum(lower, bound)[some])
    np.testing.assert_array_equal(found[1][others], np.maximum(upper, other)[others])
    assert (found[0] < lower).any()
    assert (found[1] > upper).any()


def test_guarded_wilson_is_wilson_where_neither_hits_nor_misses_are_few():
    rate, size = np.array([0.3]), np.array([400.0])
    assert guarded_wilson(rate, size) == wilson(rate, size)


@pytest.mark.parametrize("confidence", [0.95, 0.998])
@pytest.mark.parametrize("rows", [1, 7, 50])
def test_clopper_pearson_is_the_exact_interval_of_the_binomial_test(rows, confidence):
    events = np.arange(rows + 1)
    lower, upper = clopper_pearson(
        events / rows, np.full(rows + 1, float(rows)), confidence=confidence
    )
    for place, count in enumerate(events):
        expected = binomtest(int(count), rows).proportion_ci(confidence, method="exact")
        assert (lower[place], upper[place]) == pytest.approx((expected.low, expected.high))


def test_neither_end_of_clopper_pearson_errs_more_often_than_it_says():
    events, truths = np.arange(51), np.linspace(0.002, 0.998, 200)
    lower, upper = clopper_pearson(events / 50, np.full(51, 50.0), confidence=0.998)
    for truth in truths:
        chances = binom.pmf(events, 50, truth)
        assert chances[lower > truth].sum() <= 0.001
        assert chances[upper < truth].sum() <= 0.001


@pytest.mark.parametrize("method", METHODS)
def test_no_hits_and_no_misses_reach_to_the_end(method):
    lower, upper = method(np.array([0.0, 1.0]), np.array([7.0, 7.0]))
    assert lower[0] == 0
    assert upper[1] == 1
    assert lower[1] == pytest.approx(1 - upper[0])


@pytest.mark.parametrize("method", METHODS)
def test_over_no_rows_it_is_undefined(method):
    lower, upper = method(np.array([np.nan, 0.5]), np.array([0.0, 0.0]))
    assert np.isnan([*lower, *upper]).all()
