import numpy as np
import pytest
from scipy.stats import t as student

from counterpoise.stats.area_intervals import Placements, area_interval, at_confidence


def array(*numbers):
    return [np.array([float(number)]) for number in numbers]


def side(size, spread):
    size, spread = array(size, spread)
    return Placements(size=size, spread=spread)


def model(t):
    """Newcombe's variance of one row's placement."""
    return t * (1 - t) * ((1 - t) / (2 - t) + t / (1 + t)) / 2


def test_the_interval_solves_the_equation_of_its_docstring():
    area, m, n, spreads = 0.85, 12, 40, (0.03, 0.02)
    lower, upper = area_interval(
        *array(area), side(m, spreads[0]), side(n, spreads[1]), confidence=0.9
    )
    p = (area * m + 0.5) / (m + 1)
    told = 4 * p * (1 - p)
    parts, freedoms = [], []
    for size, spread in zip((m, n), spreads, strict=True):
        variance = (size * spread + 2 * model(p) / told) / (size - 1 + 1 / told)
        parts.append(variance / model(p) / size)
        freedoms.append((size - 1) * told + 1)
    freedom = sum(parts) ** 2 / sum(r**2 / f for r, f in zip(parts, freedoms, strict=True))
    for end in (lower[0], upper[0]):
        x = end * (1 - end)
        variance = (x - 2 * model(end)) / (m * n) + sum(parts) * model(end)
        assert abs(end - area) == pytest.approx(student.ppf(0.95, freedom) * variance**0.5)
    assert lower[0] < area < upper[0]


def test_of_many_rows_it_is_delongs():
    lower, upper = area_interval(*array(0.7), side(20_000, 0.05), side(90_000, 0.08))
    reach = 1.959964 * (0.05 / 20_000 + 0.08 / 90_000) ** 0.5
    assert lower[0] == pytest.approx(0.7 - reach, abs=2e-5)
    assert upper[0] == pytest.approx(0.7 + reach, abs=2e-5)


def test_rows_that_vary_as_newcombe_expects_have_nearly_his_interval():
    spread = model(0.75)
    k = 399
    for end in np.ravel(area_interval(*array(0.75), side(400, spread), side(400, spread))):
        bracket = 1 + k * (1 - end) / (2 - end) + k * end / (1 + end)
        reach = 1.959964 * (end * (1 - end) * bracket / 400**2) ** 0.5
        assert abs(end - 0.75) == pytest.approx(reach, rel=0.04)


SIDES = [(0.9, (7, 0.02), (30, 0.01)), (0.6, (40, 0.09), (40, 0.05)), (1.0, (5, 0), (9, 0))]


@pytest.mark.parametrize(("area", "plus", "minus"), SIDES)
def test_the_level_of_an_interval_can_be_raised_without_its_placements(area, plus, minus):
    sides, sizes = (side(*plus), side(*minus)), array(plus[0], minus[0])
    ends = area_interval(*array(area), *sides)
    same = at_confidence(*array(area), *ends, *sizes, confidence=0.95)
    assert np.ravel(same) == pytest.approx(np.ravel(ends), abs=1e-9)
    lower, upper = at_confidence(*array(area), *ends, *sizes, confidence=0.9975)
    own = area_interval(*array(area), *sides, confidence=0.9975)
    assert lower[0] <= own[0][0] + 1e-9
    assert upper[0] >= own[1][0] - 1e-9
    assert upper[0] - lower[0] < 1.2 * (own[1][0] - own[0][0])


def test_the_reversed_area_has_the_reversed_interval():
    plus, minus = side(7, 0.02), side(30, 0.01)
    lower, upper = area_interval(*array(0.9), plus, minus)
    below, above = area_interval(*array(0.1), minus, plus)
    assert (below[0], above[0]) == pytest.approx((1 - upper[0], 1 - lower[0]))


def test_of_nothing_it_is_undefined():
    assert np.isnan(area_interval(*array(np.nan), side(0, 0), side(4, 0))).all()
    nothing = at_confidence(*array(np.nan, np.nan, np.nan, 0, 4), confidence=0.99)
    assert np.isnan(nothing).all()


@pytest.mark.parametrize(
    ("plus", "minus", "spread"), [(10, 300, 1.0), (20, 180, 1.0), (20, 180, 2.0), (60, 140, 2.0)]
)
def test_few_well_ranked_positives_are_not_overrated(plus, minus, spread):
    generator, draws, truth = np.random.default_rng(0), 1500, 0.95
    shift = 1.6448536 * (1 + spread**2) ** 0.5
    scores = shift + spread * generator.normal(size=(draws, plus, 1))
    wins = scores > generator.normal(size=(draws, 1, minus))
    areas = wins.mean(axis=(1, 2))
    sides = [wins.mean(axis=2), 1 - wins.mean(axis=1)]
    spreads = [
        ((placements - centre[:, None]) ** 2).mean(axis=1)
        for placements, centre in zip(sides, (areas, 1 - areas), strict=True)
    ]
    lower, upper = area_interval(
        areas,
        Placements(size=np.full(draws, float(plus)), spread=spreads[0]),
        Placements(size=np.full(draws, float(minus)), spread=spreads[1]),
    )
    assert ((lower <= truth) & (truth <= upper)).mean() > 0.92
    assert (lower > truth).mean() < 0.05
