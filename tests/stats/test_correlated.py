import numpy as np
import pytest

from counterpoise.stats.correlated import correlated_difference, correlated_ratio
from counterpoise.stats.differences import Limits
from counterpoise.stats.intervals import wilson


def limits(value, lower, upper):
    return Limits(value=np.array([value]), lower=np.array([lower]), upper=np.array([upper]))


def difference(first, second, correlation=0.0):
    found = correlated_difference(first, second, correlation=np.array([correlation]))
    return found.value[0], found.lower[0], found.upper[0]


def ratio(first, second, correlation=0.0):
    found = correlated_ratio(first, second, correlation=np.array([correlation]))
    return found.value[0], found.lower[0], found.upper[0]


def proportion(hits, rows):
    lower, upper = wilson(np.array(hits / rows), np.array(float(rows)))
    return limits(hits / rows, float(lower), float(upper))


def test_independent_errors_add_in_squares():
    found = difference(limits(0.5, 0.2, 0.6), limits(0.3, 0.26, 0.7))
    assert found == pytest.approx((0.2, 0.2 - 0.5, 0.2 + np.sqrt(0.1**2 + 0.04**2)))


def test_errors_that_go_together_cancel():
    found = difference(limits(0.5, 0.4, 0.6), limits(0.3, 0.2, 0.4), correlation=1.0)
    assert found == pytest.approx((0.2, 0.2, 0.2))


def test_the_difference_of_paired_proportions_is_newcombes():
    # 56 of 70 and 48 of 70, 43 in both: his table of examples, method 8 (phi not drawn in)
    shares = 43 / 70 - (56 / 70) * (48 / 70)
    phi = shares / np.sqrt(0.8 * 0.2 * (48 / 70) * (22 / 70))
    found = difference(proportion(56, 70), proportion(48, 70), correlation=phi)
    assert found[0] == pytest.approx(0.1143, abs=1e-4)
    low = proportion(56, 70).lower[0], proportion(48, 70).upper[0]
    expected = (0.8 - low[0]) ** 2 + (low[1] - 48 / 70) ** 2
    expected -= 2 * phi * (0.8 - low[0]) * (low[1] - 48 / 70)
    assert found[1] == pytest.approx(8 / 70 - np.sqrt(expected))


@pytest.mark.parametrize("correlation", [-0.6, 0.0, 0.5, 0.95])
def test_at_an_end_of_the_ratio_an_end_of_the_contrast_is_zero(correlation):
    first, second = limits(0.2, 0.1, 0.35), limits(0.4, 0.3, 0.55)
    _, lower, upper = ratio(first, second, correlation)
    for x, down, reach in ((lower, 0.1, 0.15), (upper, 0.15, 0.1)):
        square = down**2 - 2 * x * correlation * down * reach + (x * reach) ** 2
        assert abs(0.2 - x * 0.4) == pytest.approx(np.sqrt(square))
    assert lower < 0.5 < upper


def test_the_ratio_excludes_one_exactly_when_the_difference_excludes_zero():
    generator = np.random.default_rng(0)
    for _ in range(200):
        hits, correlation = generator.integers(1, 60, 2), generator.uniform(-0.9, 0.9)
        one, other = proportion(hits[0], 60), proportion(hits[1], 60)
        _, low, high = difference(one, other, correlation)
        _, least, most = ratio(one, other, correlation)
        assert (low > 0) == (least > 1)
        assert (high < 0) == (most < 1)


def test_nothing_left_of_something_is_a_ratio_of_zero():
    value, lower, upper = ratio(proportion(0, 100), proportion(40, 100))
    assert (value, lower) == (0, 0)
    assert 0 < upper < 0.2


def test_a_second_number_that_may_be_zero_leaves_the_ratio_without_an_upper_end():
    value, lower, upper = ratio(limits(0.2, 0.1, 0.4), limits(0.1, 0.0, 0.2))
    assert value == pytest.approx(2)
    assert 0 < lower < 2
    assert upper == np.inf


def test_a_ratio_to_zero_is_undefined():
    assert np.isnan(ratio(proportion(3, 10), proportion(0, 10))).all()


def test_a_number_without_interval_has_a_ratio_without_one():
    value, lower, upper = ratio(limits(0.2, np.nan, np.nan), limits(0.4, 0.3, 0.5))
    assert value == pytest.approx(0.5)
    assert np.isnan([lower, upper]).all()
