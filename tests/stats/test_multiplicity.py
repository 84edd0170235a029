import numpy as np
import pytest
from scipy.stats import false_discovery_control

from counterpoise.stats.multiplicity import benjamini_hochberg, holm

ADJUSTMENTS = (benjamini_hochberg, holm)


def test_holm_of_a_table_worked_by_hand():
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_benjamini_hochberg_of_a_table_worked_by_hand():
    found = benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.005]))
    assert found == pytest.approx([0.02, 0.04, 0.04, 0.02])


def test_benjamini_hochberg_equals_scipys():
    p_values = np.random.default_rng(1).random((30, 4)) ** 2
    expected = false_discovery_control(p_values, axis=0)
    np.testing.assert_allclose(benjamini_hochberg(p_values), expected)


@pytest.mark.parametrize("adjust", ADJUSTMENTS)
def test_what_cannot_be_compared_does_not_count(adjust):
    p_values = np.array([0.04, np.nan, 0.9, np.nan, 0.001])
    found = adjust(p_values)
    assert np.isnan(found).tolist() == [False, True, False, True, False]
    np.testing.assert_allclose(found[[0, 2, 4]], adjust(p_values[[0, 2, 4]]))


@pytest.mark.parametrize("adjust", ADJUSTMENTS)
def test_nothing_to_compare_gives_nothing(adjust):
    assert np.isnan(adjust(np.full((3, 2), np.nan))).all()
    assert adjust(np.zeros((0, 2))).shape == (0, 2)


@pytest.mark.parametrize("adjust", ADJUSTMENTS)
def test_the_order_of_comparisons_is_irrelevant(adjust):
    generator = np.random.default_rng(2)
    p_values, order = generator.random(20), generator.permutation(20)
    np.testing.assert_allclose(adjust(p_values[order]), adjust(p_values)[order])


@pytest.mark.parametrize("adjust", ADJUSTMENTS)
def test_a_family_of_one_is_left_alone(adjust):
    assert adjust(np.array([0.03])) == pytest.approx([0.03])


def test_each_column_is_a_family_of_its_own():
    p_values = np.random.default_rng(3).random((10, 3))
    for adjust in ADJUSTMENTS:
        columns = [adjust(column) for column in p_values.T]
        np.testing.assert_allclose(adjust(p_values), np.stack(columns, axis=1))


def test_holm_lies_between_benjamini_hochberg_and_bonferroni():
    p_values = np.random.default_rng(4).random(25) ** 3
    assert (holm(p_values) >= benjamini_hochberg(p_values) - 1e-12).all()
    assert (holm(p_values) <= np.minimum(25 * p_values, 1)).all()
    assert (holm(p_values) >= p_values).all()
