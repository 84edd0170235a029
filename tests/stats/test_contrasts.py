import numpy as np
import pytest
from scipy import stats

from counterpoise.stats.contrasts import Cells, Wald, gap_error, mean_error

VALUES = np.array([0.0, 1.0, -1.0, 0.0])


def cells_of(cell, weights):
    return Cells(
        weight=np.bincount(cell, weights, minlength=4)[None].astype(float),
        weight_sq=np.bincount(cell, weights**2, minlength=4)[None].astype(float),
    )


def test_padding_adds_one_row_to_each_cell():
    plain = Cells(weight=np.array([3.0, 0.0, 1.0, 6.0]), weight_sq=np.array([3.0, 0.0, 1.0, 6.0]))
    padded = plain.padded((1, 2))
    assert padded.weight.tolist() == [3, 1, 2, 6]
    assert padded.weight_sq.tolist() == [3, 1, 2, 6]


def test_padding_adds_exactly_one_row_to_kishs_effective_size():
    weights = np.random.default_rng(0).random(30)
    before = cells_of(np.arange(30) % 4, weights)
    after = before.padded((1, 2))
    sizes = [c.weight.sum() ** 2 / c.weight_sq.sum() for c in (before, after)]
    assert sizes[1] == pytest.approx(sizes[0] + 2)


def test_no_rows_stay_no_rows_and_have_no_mean():
    nothing = Cells(weight=np.zeros((1, 4)), weight_sq=np.zeros((1, 4))).padded((1, 2))
    assert nothing.weight.sum() == 0
    found = mean_error(nothing, VALUES)
    assert np.isnan(found.centre[0])
    assert np.isnan(found.limits()[0][0])
    assert np.isnan(found.p_value()[0])


@pytest.mark.parametrize("weighted", [False, True])
def test_a_gaps_variance_is_the_sum_over_rows_of_squared_influences(weighted):
    generator = np.random.default_rng(4)
    cell, here = generator.integers(0, 4, 300), generator.random(300) < 0.3
    weights = generator.random(300) if weighted else np.ones(300)
    v = VALUES[cell]
    part, whole = np.average(v[here], weights=weights[here]), np.average(v, weights=weights)
    influence = here * (v - part) / weights[here].sum() - (v - whole) / weights.sum()
    expected = ((weights * influence) ** 2).sum()
    found = gap_error(
        cells_of(cell[here], weights[here]), cells_of(cell[~here], weights[~here]), VALUES
    )
    assert found.centre[0] == pytest.approx(part - whole)
    assert found.spread[0] ** 2 == pytest.approx(expected)


def test_the_gap_of_everything_is_exactly_nothing():
    everything = cells_of(np.array([0, 1, 2, 3, 1]), np.ones(5))
    rest = everything.without(everything)
    found = gap_error(everything.padded((1, 2)), rest.padded((1, 2)), VALUES)
    assert (found.centre[0], found.spread[0], found.p_value()[0]) == (0, 0, 1)


def test_limits_and_p_value_are_those_of_students_distribution():
    found = Wald(centre=np.array([1.0]), spread=np.array([0.5]), freedom=np.array([7.0]))
    lower, upper = found.limits(0.9)
    assert (lower[0], upper[0]) == pytest.approx(stats.t.interval(0.9, 7, loc=1, scale=0.5))
    assert found.p_value()[0] == pytest.approx(2 * stats.t.sf(2, 7))
    normal = Wald(centre=np.array([1.0]), spread=np.array([0.5]), freedom=np.array([np.inf]))
    assert normal.p_value()[0] == pytest.approx(2 * stats.norm.sf(2))
