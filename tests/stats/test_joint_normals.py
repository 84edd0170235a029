import numpy as np
import pytest

from counterpoise.stats.joint_normals import joint_normals, set_sums, sparse_set_sums

HOLDS = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0], [1, 1, 1, 1]]) > 0
VARIANCE = np.array([4.0, 1.0, 9.0, 0.0])


def drawn(holds, variance, *, seed=0, draws=40_000):
    return joint_normals(holds, variance, generator=np.random.default_rng(seed), draws=draws)


def many(holds, variance, *, times):
    """Every atom in as many pieces, which then are many more than the sets."""
    return np.repeat(holds, times, axis=1), np.repeat(variance, times) / times


@pytest.mark.parametrize("times", [1, 3000])
def test_the_covariance_is_the_variance_of_what_is_shared(times):
    """Both ways: terms that are drawn, and sums that are drawn together."""
    found = np.cov(drawn(*many(HOLDS, VARIANCE, times=times), draws=40_000 // min(times, 10)))
    expected = (HOLDS * VARIANCE) @ HOLDS.T
    np.testing.assert_allclose(found, expected, atol=0.08 * 14 * min(times, 10) ** 0.5)


@pytest.mark.parametrize("times", [1, 3000])
def test_the_mean_is_nought(times):
    found = drawn(*many(HOLDS, VARIANCE, times=times), draws=4000)
    np.testing.assert_allclose(found.mean(axis=1), 0, atol=4 * (14 / 4000) ** 0.5)


@pytest.mark.parametrize("times", [1, 3000])
def test_sets_that_differ_in_no_variance_have_the_same_draws_and_an_empty_one_nought(times):
    without = np.append(HOLDS, HOLDS[[0]] & (VARIANCE > 0), axis=0)
    found = drawn(*many(without, VARIANCE, times=times), draws=50)
    np.testing.assert_allclose(found[4], found[0], rtol=1e-12)
    np.testing.assert_allclose(found[5], found[0], rtol=1e-12)
    assert (found[3] == 0).all()


def test_parts_add_up_to_the_whole():
    """A whole that follows from its parts makes the covariance singular."""
    holds = np.array([[1, 1], [1, 0], [0, 1]]) > 0
    found = drawn(*many(holds, np.array([4.0, 9.0]), times=3000), draws=500)
    np.testing.assert_allclose(found[0], found[1] + found[2], atol=1e-3)


@pytest.mark.parametrize("atoms", [0, 3])
@pytest.mark.parametrize("sets", [0, 2])
def test_nothing_to_draw_is_nought(atoms, sets):
    found = drawn(np.ones((sets, atoms), dtype=bool), np.zeros(atoms), draws=7)
    assert found.shape == (sets, 7)
    assert (found == 0).all()


@pytest.mark.parametrize("columns", [1, 12, 3000])
def test_sums_of_sets_are_a_product(columns):
    generator = np.random.default_rng(1)
    holds, values = generator.random((7, 900)) < 0.3, generator.random((900, columns))
    for sums in (set_sums, sparse_set_sums):
        np.testing.assert_allclose(sums(holds, values), holds.astype(float) @ values)
