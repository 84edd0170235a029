import numpy as np
import pytest

from counterpoise.stats.area_intervals import newcombe
from counterpoise.stats.ranking import Ranked, roc_auc


def sizes(*numbers):
    return [np.array([float(number)]) for number in numbers]


def test_it_solves_newcombes_equation():
    lower, upper = newcombe(*sizes(0.8, 30, 50), confidence=0.99)
    k = 39
    for t in (lower[0], upper[0]):
        variance = t * (1 - t) * (1 + k * (1 - t) / (2 - t) + k * t / (1 + t)) / 1500
        assert abs(t - 0.8) == pytest.approx(2.575829 * variance**0.5)
    assert lower[0] < 0.8 < upper[0]


@pytest.mark.parametrize(("plus", "minus"), [(1, 1), (10, 10), (40, 9)])
def test_of_a_perfect_ranking_it_is_what_an_audit_gives(plus, minus):
    rows = plus + minus
    ranked = Ranked.of(
        np.arange(rows) / rows, np.arange(rows) >= minus, atoms=np.zeros(rows, dtype=np.int32)
    )
    audited = roc_auc(ranked, np.ones((1, 1), dtype=bool))
    lower, upper = newcombe(*sizes(1, plus, minus))
    assert lower[0] == pytest.approx(audited.lower[0, 0])
    assert upper[0] == 1


def test_of_nothing_it_is_undefined():
    assert np.isnan(newcombe(*sizes(np.nan, 0, 4))).all()


def test_few_well_ranked_positives_are_not_overrated():
    generator, draws, truth = np.random.default_rng(0), 1500, 0.961452
    wins = generator.normal(size=(draws, 10, 1)) + 2.5 > generator.normal(size=(draws, 1, 300))
    areas = wins.mean(axis=(1, 2))
    lower, upper = newcombe(areas, np.full(draws, 10.0), np.full(draws, 300.0))
    assert (lower > truth).mean() < 0.025
    assert ((lower <= truth) & (truth <= upper)).mean() > 0.95
