import numpy as np
import pytest

from counterpoise.stats.step_sums import Areas, StepSums, joined


def steps(plus, minus, between, above, lengths):
    numbers = {"plus": plus, "minus": minus, "between": between, "above": above}
    return StepSums(
        **{name: np.array(values) for name, values in numbers.items()}, lengths=np.array(lengths)
    )


def test_areas_of_two_slices_worked_by_hand():
    """The first has minus rows 1, 1, 3, 6 and plus rows 3, 5; the second 2, and 9 twice."""
    sums = steps([1, 1, 2], [1, 0, 0], [2, 0, 1], [1, 0], [2, 1])
    found = Areas.of(sums, sums)
    assert found.value.tolist() == [(2.5 + 3) / 8, 1]
    assert found.pairs.tolist() == [8, 2]
    assert found.plus.size.tolist() == [2, 2]
    assert found.minus.size.tolist() == [4, 1]
    placements = {"plus": [2.5 / 4, 3 / 4], "minus": [1, 1, 0.75, 0]}
    assert found.plus.spread[0] == pytest.approx(np.var(placements["plus"]))
    assert found.minus.spread[0] == pytest.approx(np.var(placements["minus"]))


def test_weights_count_once_in_areas_and_squared_in_spreads():
    """Plus rows 2 (weight 3) and 4 (weight 1) against minus rows 1 (weight 1) and 3 (weight 2)."""
    once = steps([3.0, 1.0], [0.0, 0.0], [1.0, 2.0], [0.0], [2])
    squared = steps([9.0, 1.0], [0.0, 0.0], [1.0, 4.0], [0.0], [2])
    found = Areas.of(once, squared)
    area = (3 * 1 + 1 * 3) / 12
    assert found.value[0] == pytest.approx(area)
    assert found.plus.size[0] == pytest.approx(16 / 10)
    spread = (9 * (1 / 3 - area) ** 2 + (1 - area) ** 2) / 10
    assert found.plus.spread[0] == pytest.approx(spread)
    assert found.minus.spread[0] == pytest.approx(((1 - area) ** 2 + 4 * (1 / 4 - area) ** 2) / 5)


def test_a_side_without_weight_has_no_area():
    found = Areas.of(*[steps([0.0, 2.0], [0.0, 0.0], [1.0, 0.0], [0.0, 0.0], [1, 1])] * 2)
    assert np.isnan(found.value).all()
    assert found.pairs.tolist() == [0, 0]


def test_areas_are_put_at_the_places_of_their_slices():
    sums = steps([1, 1], [0, 1], [1, 0], [0, 0], [1, 1])
    found = joined([(np.array([3, 1]), Areas.of(sums, sums))], slices=4)
    np.testing.assert_array_equal(found.value, [np.nan, 0.5, np.nan, 1])
    estimates = found.estimates(rows=np.array([0, 2, 0, 2]))
    np.testing.assert_array_equal(estimates.numerator[:, 0], [0, 0.5, 0, 1])
    assert np.isnan(estimates.lower[[0, 2], 0]).all()
