import numpy as np
import pytest

from counterpoise.metrics.criteria import (
    CRITERIA,
    NO_SLICE,
    ODDS,
    criterion_gap,
    equality_difference,
    family_trials,
)
from counterpoise.metrics.rates import RATES, Confusion, confusion, rate_estimates
from counterpoise.stats.boxes import Box
from counterpoise.stats.counts import Counts
from counterpoise.stats.proportions import clopper_pearson

CRITERION = {criterion.name: criterion for criterion in CRITERIA}
RATE = {rate.name: rate for rate in RATES}
LIMITS = np.array([0.3, 0.5])


def cells_of(scores, positives, inside, atoms, weights=None):
    counts = Counts.of(
        scores=np.asarray(scores, dtype=float),
        positives=np.asarray(positives, dtype=bool),
        atoms=np.asarray(atoms),
        inside=np.asarray(inside, dtype=bool),
        edges=LIMITS,
        weights=weights,
    )
    return confusion(counts, LIMITS)


def gaps_of(cells, family):
    return {c.name: criterion_gap(c, cells, family).value for c in CRITERIA}


def rates_of(name, cells):
    return rate_estimates(RATE[name], cells).value


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
    cells = cells_of(SCORES, POSITIVES, INSIDE, ATOMS)
    found = {name: value[1] for name, value in gaps_of(cells, (1, 2)).items()}
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
    cells = cells_of(SCORES, POSITIVES, INSIDE, ATOMS)
    fped = equality_difference("false_positive_rate", cells, (1, 2))
    fned = equality_difference("false_negative_rate", cells, (1, 2))
    assert fped.value[1] == pytest.approx(abs(2 / 6 - 1 / 2) + abs(2 / 6 - 1 / 4))
    assert fned.value[1] == pytest.approx(abs(1 / 4 - 1 / 2) + abs(1 / 4 - 0))
    assert (fped.lowest[0, 1], fped.highest[0, 1]) == (2, 1)


def test_the_extreme_slices_are_named():
    found = criterion_gap(
        CRITERION["equalized_odds_difference"], cells_of(SCORES, POSITIVES, INSIDE, ATOMS), (1, 2)
    )
    assert found.lowest[:, 1].tolist() == [1, 2]
    assert found.highest[:, 1].tolist() == [2, 1]


@pytest.mark.parametrize("weighted", [False, True])
def test_they_equal_fairlearns_definitions_on_random_rows(weighted):
    scores, positives, inside, atoms, weights = random_rows(3)
    cells = cells_of(scores, positives, inside, atoms, weights if weighted else None)
    found = gaps_of(cells, range(1, 5))
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
    cells = cells_of(scores, positives, inside, atoms)
    odds = CRITERION["equalized_odds_difference"]
    found = criterion_gap(odds, cells, range(1, 5))
    assert found.used[:, :, 0].tolist() == [[True, True, False, True], [True] * 4]
    tpr, fpr = (rates_of(name, cells)[1:] for name in odds.rates)
    expected = np.maximum(np.nanmax(tpr, 0) - np.nanmin(tpr, 0), np.ptp(fpr, 0))
    np.testing.assert_allclose(found.value, expected)
    assert 3 not in found.lowest[0]
    fned = equality_difference("false_negative_rate", cells, range(1, 5))
    assert fned.used[0, :, 0].tolist() == [True, True, False, True]
    assert np.isfinite(fned.value).all()


@pytest.mark.parametrize("family", [(), (1,), (1, 3)])
def test_fewer_than_two_defined_groups_compare_nothing(family):
    inside = np.array([[True, True, True, False]])
    cells = cells_of([0.2, 0.9], [0, 1], inside, [0, 0])
    for criterion in CRITERIA:
        found = criterion_gap(criterion, cells, family)
        assert np.isnan(found.value).all()
        assert found.used.shape == (len(criterion.rates), len(family), 2)


def test_no_group_differs_from_overall_when_there_is_none():
    cells = cells_of([0.2, 0.9], [0, 1], [[True, False]], [0, 0])
    for family in ((), (1,)):
        found = equality_difference("false_positive_rate", cells, family)
        assert np.isnan(found.value).all()
        assert (found.lowest == NO_SLICE).all()
        assert (found.highest == NO_SLICE).all()


def test_a_ratio_of_nothing_to_nothing_is_undefined():
    inside = [[1, 1, 0], [1, 0, 1]]
    cells = cells_of([0.1, 0.2, 0.1, 0.9], [0, 1, 0, 1], inside, [0, 0, 1, 1])
    assert np.isnan(criterion_gap(CRITERION["equalized_odds_ratio"], cells, (1, 2)).value[1])
    assert criterion_gap(CRITERION["equalized_odds_difference"], cells, (1, 2)).value[1] == 1


def test_equal_groups_have_no_gap():
    inside = [[1, 1, 0], [1, 0, 1]]
    cells = cells_of([0.1, 0.9, 0.8] * 2, [0, 0, 1] * 2, inside, [0, 0, 0, 1, 1, 1])
    for name, value in gaps_of(cells, (1, 2)).items():
        assert value.tolist() == [1, 1] if name.endswith("ratio") else value.tolist() == [0, 0]


def test_the_order_of_groups_is_irrelevant_and_so_is_the_scale_of_weights():
    scores, positives, inside, atoms, weights = random_rows(5)
    cells = cells_of(scores, positives, inside, atoms, weights)
    found = gaps_of(cells, (1, 2, 3, 4))
    scaled = gaps_of(cells_of(scores, positives, inside, atoms, 55 * weights), (3, 1, 4, 2))
    for name, value in found.items():
        np.testing.assert_allclose(scaled[name], value)


def test_the_interval_of_a_difference_worked_by_hand():
    """5 of 10 and 5 of 10: at 2.5 % each, no gap is possible; as far apart as the ends reach."""
    inside = [[1, 1, 0], [1, 0, 1]]
    cells = cells_of([0.1, 0.9] * 10, [0] * 20, inside, [0] * 10 + [1] * 10)
    found = criterion_gap(CRITERION["demographic_parity_difference"], cells, (1, 2))
    lower, upper = clopper_pearson(np.array([0.5]), np.array([10.0]), confidence=0.975)
    assert found.lower[1] == 0
    assert found.upper[1] == pytest.approx(upper[0] - lower[0])
    found = criterion_gap(CRITERION["demographic_parity_ratio"], cells, (1, 2))
    assert found.lower[1] == pytest.approx(lower[0] / upper[0])
    assert found.upper[1] == 1


@pytest.mark.parametrize("weighted", [False, True])
def test_values_lie_within_their_intervals(weighted):
    scores, positives, inside, atoms, weights = random_rows(6)
    cells = cells_of(scores, positives, inside, atoms, weights if weighted else None)
    gaps = [criterion_gap(criterion, cells, range(1, 5)) for criterion in CRITERIA]
    gaps += [
        equality_difference(f"false_{side}_rate", cells, range(1, 5))
        for side in ("positive", "negative")
    ]
    for gap in gaps:
        assert (gap.lower <= gap.value).all()
        assert (gap.value <= gap.upper).all()


def test_the_worse_of_two_rates_decides_the_ends_too():
    scores, positives, inside, atoms, _ = random_rows(7)
    cells = cells_of(scores, positives, inside, atoms)
    odds = criterion_gap(CRITERION["equalized_odds_difference"], cells, range(1, 5))
    boxes = [Box.of(family_trials(name, cells, range(1, 5)), rates=8) for name in ODDS]
    ends = np.array([box.difference() for box in boxes])
    np.testing.assert_array_equal([odds.lower, odds.upper], ends.max(axis=0))


def test_a_ratio_of_nothing_to_nothing_has_an_interval():
    inside = [[1, 1, 0], [1, 0, 1]]
    cells = cells_of([0.1] * 20, [0] * 20, inside, [0] * 10 + [1] * 10)
    found = criterion_gap(CRITERION["demographic_parity_ratio"], cells, (1, 2))
    assert np.isnan(found.value[1])
    assert (found.lower[1], found.upper[1]) == (0, 1)


def test_nothing_compared_has_no_interval():
    cells = cells_of([0.2, 0.9], [0, 1], [[True, True, False]], [0, 0])
    for criterion in CRITERIA:
        found = criterion_gap(criterion, cells, (1, 2))
        assert np.isnan([found.lower, found.upper]).all()
    found = equality_difference("false_positive_rate", cells, (2,))
    assert np.isnan([found.lower, found.upper]).all()


SIZES = np.array([15, 40, 40, 200, 600])
TRUTHS = {"equal": np.full(5, 0.1), "one apart": np.array([0.1, 0.1, 0.3, 0.1, 0.1])}


def samples(truth, *, draws):
    """Overall and five groups of negatives that share no row; a sample in place of a threshold."""
    called = np.random.default_rng(11).binomial(SIZES, truth, (draws, 5)).T
    hits = np.append(called.sum(axis=0, keepdims=True), called, axis=0)
    rows = np.append(SIZES.sum(), SIZES)[:, None]
    cells = {"fp": hits, "tn": rows - hits, "tp": 0 * hits, "fn": 0 * hits}
    weight = {name: values.astype(float) for name, values in cells.items()}
    return Confusion(rows=cells, weight=weight, weight_sq=weight)


@pytest.mark.parametrize("name", TRUTHS)
def test_intervals_hold_the_truth_in_95_of_100_samples_at_least(name):
    truth, family = TRUTHS[name], range(1, 6)
    cells, overall = samples(truth, draws=2000), (SIZES * truth).sum() / SIZES.sum()
    difference, ratio = (
        criterion_gap(CRITERION[f"demographic_parity_{form}"], cells, family)
        for form in ("difference", "ratio")
    )
    fped = equality_difference("false_positive_rate", cells, family)
    true = (np.ptp(truth), truth.min() / truth.max(), np.abs(truth - overall).sum())
    for found, value in zip((difference, ratio, fped), true, strict=True):
        assert np.mean((found.lower <= value + 1e-9) & (value <= found.upper)) >= 0.95
