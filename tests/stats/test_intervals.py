import numpy as np
import pytest
from scipy.stats import binomtest

from counterpoise.stats.intervals import effective_size, ratio, wilson


@pytest.mark.parametrize(("hits", "rows"), [(0, 10), (1, 10), (5, 10), (10, 10), (37, 412)])
def test_wilson_equals_scipys(hits, rows):
    lower, upper = wilson(np.array([hits / rows]), np.array([float(rows)]))
    expected = binomtest(hits, rows).proportion_ci(method="wilson")
    assert lower[0] == pytest.approx(expected.low, abs=1e-12)
    assert upper[0] == pytest.approx(expected.high, abs=1e-12)


def test_no_rows_give_no_interval():
    lower, upper = wilson(np.array([np.nan]), np.array([0.0]))
    assert np.isnan(lower[0])
    assert np.isnan(upper[0])


def test_equal_weights_have_the_size_of_their_rows():
    assert effective_size(np.array([6.0]), np.array([12.0])) == pytest.approx([3.0])


def test_one_heavy_row_among_light_ones_counts_little_more_than_one():
    weights = np.array([100.0, 1.0, 1.0])
    size = effective_size(np.array([weights.sum()]), np.array([(weights**2).sum()]))
    assert size[0] == pytest.approx(102**2 / 10002)


def test_a_ratio_over_nothing_is_nan():
    assert np.isnan(ratio(np.array([0.0]), np.array([0.0]))[0])
