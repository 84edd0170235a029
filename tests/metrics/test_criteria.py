import numpy as np
import pytest

from counterpoise.metrics.criteria import (
    CRITERIA,
    NO_SLICE,
    criterion_gap,
    equality_difference,
)
from counterpoise.metrics.rates import RATES, confusion, rate_estimates
from counterpoise.stats.counts import Counts

CRITERION = {criterion.name: criterion for criterion in CRITERIA}
LIMITS = np.array([0.3, 0.5])


def rates_of(scores, positives, inside, atoms, weights=None):
    counts = Counts.of(
        scores=np.asarray(scores, dtype=float),
        positives=np.asarray(positives, dtype=bool),
        atoms=np.asarray(atoms),
        inside=np.asarray(inside, dtype=bool),
        edges=LIMITS,
        weights=weights,
    )
    cells = confusion(counts, LIMITS)
    return {rate.name: rate_estimates(rate, cells) for rate in RATES}


def gaps_of(rates, family):
    return {c.name: criterion_gap(c, rates, family).value for c in CRITERIA}


def random_rows(seed, *, groups=4, rows=600):
    generator = np.random.default_rng(seed)
    scores, positives = generator.random(rows), generator.random(rows) < 0.4
    atoms = generator.integers(0, groups, rows)
    inside = np.concatenate([np.ones((groups, 1)), np.eye(groups)], axis=1) > 0
    return scores, positives, inside, atoms, generator.random(rows)


# Group 1: labels 1 1 0 0, called 1 0 1 0. Group 2: labels 1 1 0 0 0 0, called 1 1 0 0 0 1.
SCORES = [0.9, 0.1, 0.9, 0.1, 0.9, 0.9, 0.1, 0.1, 0.1, 0.9]
POSITIVES = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0]
ATOMS = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
INSIDE = [[1, 1, 0], [1, 0, 1]]


def test_every_criterion_of_a_table_worked_by_hand():
    rates = rates_of(SCORES, POSITIVES, INSIDE, ATOMS)
    found = {name: value[1] for name, value in gaps_of(rates, (1, 2)).items()}
    assert found == pytest.approx(
        {
            "demographic_parity_difference": 1 / 2 - 3 / 6,
            "demographic_parity_ratio": 1.0,
            "equal_opportunity_difference": 1 - 1 / 2,
            "equal_opportunity_ratio": 1 / 2,
            "equalized_odds_difference": max(1 - 1 / 2, 1 / 2 - 1 / 4),
            "equalized_odds_ratio": min(1 / 2, (1 / 4) / (1 / 2)),
        }
    )


def test_fped_and_fned_of_the_table_worked_by_hand():
    rates = rates_of(SCORES, POSITIVES, INSIDE, ATOMS)
    fped = equality_difference(rates["false_positive_rate"], (1, 2))
    fned = equality_difference(rates["false_negative_rate"], (1, 2))
    assert fped.value[1] == pytest.approx(abs(2 / 6 - 1 / 2) + abs(2 / 6 - 1 / 4))
    assert fned.value[1] == pytest.approx(abs(1 / 4 - 1 / 2) + abs(1 / 4 - 0))
    assert (fped.lowest[0, 1], fped.highest[0, 1]) == (2, 1)


def test_the_extreme_slices_are_named():
    found = criterion_gap(
        CRITERION["equalized_odds_difference"], rates_of(SCORES, POSITIVES, INSIDE, ATOMS), (1, 2)
    )
    assert found.lowest[:, 1].tolist() == [1, 2]
    assert found.highest[:, 1].tolist() == [2, 1]


@pytest.mark.parametrize("weighted", [False, True])
def test_they_equal_fairlearns_definitions_on_random_rows(weighted):
    scores, positives, inside, atoms, weights = random_rows(3)
    rates = rates_of(scores, positives, inside, atoms, weights if weighted else None)
    found = gaps_of(rates, range(1, 5))
    mass = weights if weighted else np.ones(len(scores))
    for place, limit in enumerate(LIMITS):
        called = scores > limit
        selection, tpr, fpr = (
            np.array([np.average(called[h & of], weights=mass[h & of]) for h in atoms == np.c_[:4]])
            for of in (np.ones(len(scores), dtype=bool), positives, ~positives)
        )
        expected = {
            "demographic_parity_difference": np.ptp(selection),
            "demographic_parity_ratio": selection.min() / selection.max(),
            "equal_opportunity_difference": np.ptp(tpr),
            "equal_opportunity_ratio": tpr.min() / tpr.max(),
            "equalized_odds_difference": max(np.ptp(tpr), np.ptp(fpr)),
            "equalized_odds_ratio": min(tpr.min() / tpr.max(), fpr.min() / fpr.max()),
        }
        assert {name: value[place] for name, value in found.items()} == pytest.approx(expected)


def test_a_group_without_positives_takes_no_part_and_is_named():
    scores, positives, inside, atoms, _ = random_rows(4)
    positives &= atoms != 2
    rates = rates_of(scores, positives, inside, atoms)
    odds = CRITERION["equalized_odds_difference"]
    found = criterion_gap(odds, rates, range(1, 5))
    assert found.used[:, :, 0].tolist() == [[True, True, False, True], [True] * 4]
    tpr, fpr = (rates[name].value[1:] for name in odds.rates)
    expected = np.maximum(np.nanmax(tpr, 0) - np.nanmin(tpr, 0), np.ptp(fpr, 0))
    np.testing.assert_allclose(found.value, expected)
    assert 3 not in found.lowest[0]
    fned = equality_difference(rates["false_negative_rate"], range(1, 5))
    assert fned.used[0, :, 0].tolist() == [True, True, False, True]
    assert np.isfinite(fned.value).all()


@pytest.mark.parametrize("family", [(), (1,), (1, 3)])
def test_fewer_than_two_defined_groups_compare_nothing(family):
    inside = np.array([[True, True, True, False]])
    rates = rates_of([0.2, 0.9], [0, 1], inside, [0, 0])
    for criterion in CRITERIA:
        found = criterion_gap(criterion, rates, family)
        assert np.isnan(found.value).all()
        assert found.used.shape == (len(criterion.rates), len(family), 2)


def test_no_group_differs_from_overall_when_there_is_none():
    rates = rates_of([0.2, 0.9], [0, 1], [[True, False]], [0, 0])
    for family in ((), (1,)):
        found = equality_difference(rates["false_positive_rate"], family)
        assert np.isnan(found.value).all()
        assert (found.lowest == NO_SLICE).all()
        assert (found.highest == NO_SLICE).all()


def test_a_ratio_of_nothing_to_nothing_is_undefined():
    inside = [[1, 1, 0], [1, 0, 1]]
    rates = rates_of([0.1, 0.2, 0.1, 0.9], [0, 1, 0, 1], inside, [0, 0, 1, 1])
    assert np.isnan(criterion_gap(CRITERION["equalized_odds_ratio"], rates, (1, 2)).value[1])
    assert criterion_gap(CRITERION["equalized_odds_difference"], rates, (1, 2)).value[1] == 1


def test_equal_groups_have_no_gap():
    inside = [[1, 1, 0], [1, 0, 1]]
    rates = rates_of([0.1, 0.9, 0.8] * 2, [0, 0, 1] * 2, inside, [0, 0, 0, 1, 1, 1])
    for name, value in gaps_of(rates, (1, 2)).items():
        assert value.tolist() == [1, 1] if name.endswith("ratio") else value.tolist() == [0, 0]


def test_the_order_of_groups_is_irrelevant_and_so_is_the_scale_of_weights():
    scores, positives, inside, atoms, weights = random_rows(5)
    rates = rates_of(scores, positives, inside, atoms, weights)
    found = gaps_of(rates, (1, 2, 3, 4))
    scaled = gaps_of(rates_of(scores, positives, inside, atoms, 55 * weights), (3, 1, 4, 2))
    for name, value in found.items():
        np.testing.assert_allclose(scaled[name], value)
