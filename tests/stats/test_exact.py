import numpy as np
import pytest
from scipy.stats import binom, binomtest

from counterpoise.stats.exact import clopper_pearson


@pytest.mark.parametrize("confidence", [0.95, 0.998])
@pytest.mark.parametrize("rows", [1, 7, 50])
def test_it_is_the_exact_interval_of_the_binomial_test(rows, confidence):
    events = np.arange(rows + 1)
    lower, upper = clopper_pearson(
        events / rows, np.full(rows + 1, float(rows)), confidence=confidence
    )
    for place, count in enumerate(events):
        expected = binomtest(int(count), rows).proportion_ci(confidence, method="exact")
        assert (lower[place], upper[place]) == pytest.approx((expected.low, expected.high))


def test_neither_end_errs_more_often_than_it_says():
    events, truths = np.arange(51), np.linspace(0.002, 0.998, 200)
    lower, upper = clopper_pearson(events / 50, np.full(51, 50.0), confidence=0.998)
    for truth in truths:
        chances = binom.pmf(events, 50, truth)
        assert chances[lower > truth].sum() <= 0.001
        assert chances[upper < truth].sum() <= 0.001


def test_over_no_rows_it_is_undefined():
    lower, upper = clopper_pearson(np.array([np.nan, 0.5]), np.array([0.0, 0.0]))
    assert np.isnan([*lower, *upper]).all()
