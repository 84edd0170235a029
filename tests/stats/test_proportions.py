import numpy as np
import pytest
from scipy.stats import beta, binom, binomtest

from counterpoise.stats.intervals import wilson
from counterpoise.stats.proportions import guarded_wilson, jeffreys

METHODS = (guarded_wilson, jeffreys)


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


def test_wilson_and_jeffreys_fall_short_where_the_docstring_says():
    assert coverage(wilson, 50, np.array([0.01]))[0] == pytest.approx(0.911, abs=5e-4)
    assert coverage(jeffreys, 50, np.array([0.05]))[0] == pytest.approx(0.885, abs=5e-4)


@pytest.mark.parametrize(("hits", "rows"), [(0, 10), (1, 10), (3, 50), (25, 50), (50, 50)])
def test_guarded_wilson_is_wilson_and_scipys_exact_interval_together(hits, rows):
    lower, upper = guarded_wilson(np.array([hits / rows]), np.array([float(rows)]))
    score = binomtest(hits, rows).proportion_ci(method="wilson")
    exact = binomtest(hits, rows).proportion_ci(0.9, method="exact")
    assert lower[0] == pytest.approx(min(score.low, exact.low), abs=1e-12)
    assert upper[0] == pytest.approx(max(score.high, exact.high), abs=1e-12)


def test_guarded_wilson_is_wilson_where_neither_hits_nor_misses_are_few():
    rate, size = np.array([0.3]), np.array([400.0])
    assert guarded_wilson(rate, size) == wilson(rate, size)


def test_jeffreys_is_the_beta_quantile():
    lower, upper = jeffreys(np.array([0.2]), np.array([10.0]))
    assert lower[0] == pytest.approx(beta.ppf(0.025, 2.5, 8.5))
    assert upper[0] == pytest.approx(beta.ppf(0.975, 2.5, 8.5))


@pytest.mark.parametrize("method", METHODS)
def test_no_hits_and_no_misses_reach_to_the_end(method):
    lower, upper = method(np.array([0.0, 1.0]), np.array([7.0, 7.0]))
    assert lower[0] == 0
    assert upper[1] == 1
    assert lower[1] == pytest.approx(1 - upper[0])


@pytest.mark.parametrize("method", METHODS)
def test_no_rows_give_no_interval(method):
    lower, upper = method(np.array([np.nan]), np.array([0.0]))
    assert np.isnan(lower[0])
    assert np.isnan(upper[0])
