import numpy as np
import pytest

from counterpoise.stats.steadying import steadied


def one(spread, size, expected, share):
    found = steadied(*(np.array([value]) for value in (spread, size)), **_named(expected, share))
    return found.variance[0], found.freedom[0]


def _named(expected, share):
    return {"expected": np.array([expected]), "share": np.array([share])}


def test_one_row_of_the_expected_variance_is_added_at_one_half():
    variance, freedom = one(0.2, 10.0, 0.3, 0.5)
    assert variance == pytest.approx((10 * 0.2 + 0.3) / 10)
    assert freedom == pytest.approx(10)


def test_rows_that_are_nearly_all_alike_tell_less():
    told = 4 * 0.02 * 0.98
    variance, freedom = one(0.2, 10.0, 0.3, 0.02)
    assert variance == pytest.approx((10 * 0.2 + 0.3 / told) / (9 + 1 / told))
    assert freedom == pytest.approx(9 * told + 1)


def test_many_rows_have_their_own_unbiased_variance():
    values = np.random.default_rng(0).random(100_000)
    variance, freedom = one(values.var(), 100_000.0, 1.0, 0.5)
    assert variance == pytest.approx(values.var(ddof=1), rel=1e-3)
    assert freedom == pytest.approx(100_000)


def test_a_single_row_has_the_expected_variance_and_one_degree_of_freedom():
    assert one(0.0, 1.0, 0.3, 0.1) == pytest.approx((0.3, 1.0))
