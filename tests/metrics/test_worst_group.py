import numpy as np
import pytest

from counterpoise.metrics.criteria import NO_SLICE
from counterpoise.metrics.rates import Confusion, confusion
from counterpoise.metrics.worst_group import worst_group_accuracy
from counterpoise.stats.counts import Counts

LIMITS = np.array([0.3, 0.5])


def worst_of(scores, positives, inside, atoms, family, weights=None):
    counts = Counts.of(
        scores=np.asarray(scores, dtype=float),
        positives=np.asarray(positives, dtype=bool),
        atoms=np.asarray(atoms),
        inside=np.asarray(inside, dtype=bool),
        edges=LIMITS,
        weights=weights,
    )
    return worst_group_accuracy(confusion(counts, LIMITS), family)


def test_a_small_table_worked_by_hand():
    """Slice 1: negatives 1/2 right, positives 1/1; slice 2: negatives 2/3, positives 2/3."""
    found = worst_of(
        [0.1, 0.9, 0.9, 0.1, 0.1, 0.9, 0.9, 0.9, 0.1],
        [0, 0, 1, 0, 0, 0, 1, 1, 1],
        [[1, 1, 0], [1, 0, 1]],
        [0, 0, 0, 1, 1, 1, 1, 1, 1],
        (1, 2),
    )
    assert found.accuracy.value[0, 1] == 1 / 2
    assert (found.slices[1], found.positives[1]) == (1, False)
    assert (found.accuracy.numerator[0, 1], found.accuracy.denominator[0, 1]) == (1, 2)
    assert found.accuracy.rows[0, 1] == 2
    assert found.average.value[0, 1] == pytest.approx(6 / 9)


def test_the_interval_is_that_of_the_least_of_four_rates_at_once():
    """1/2, 1/1, 2/3, 2/3 at 1.25 %: P(a hit in 2) and P(2 hits in 2) leave 0.625 % to a side."""
    found = worst_of(
        [0.1, 0.9, 0.9, 0.1, 0.1, 0.9, 0.9, 0.9, 0.1],
        [0, 0, 1, 0, 0, 0, 1, 1, 1],
        [[1, 1, 0], [1, 0, 1]],
        [0, 0, 0, 1, 1, 1, 1, 1, 1],
        (1, 2),
    )
    assert found.accuracy.lower[0, 1] == pytest.approx(1 - (1 - 0.00625) ** 0.5)
    assert found.accuracy.upper[0, 1] == pytest.approx((1 - 0.00625) ** 0.5)


def test_the_interval_holds_although_the_worst_of_equal_groups_was_picked():
    """Eight groups of 20 positives and 20 negatives; a sample in place of a threshold."""
    right = np.random.default_rng(8).binomial(20, 0.8, (2, 8, 2000))
    rows = {"tn": right[0], "fp": 20 - right[0], "tp": right[1], "fn": 20 - right[1]}
    weight = {name: values.astype(float) for name, values in rows.items()}
    cells = Confusion(rows=rows, weight=weight, weight_sq=weight)
    found = worst_group_accuracy(cells, range(8)).accuracy
    assert np.mean((found.lower <= 0.8) & (found.upper >= 0.8)) >= 0.95
    assert ((found.lower <= found.value) & (found.value <= found.upper)).all()


@pytest.mark.parametrize("weighted", [False, True])
def test_it_is_the_least_accuracy_over_identity_and_label(weighted):
    generator = np.random.default_rng(3)
    scores, positives = generator.random(500), generator.random(500) < 0.4
    atoms, weights = generator.integers(0, 8, 500), generator.random(500)
    inside = (np.arange(8)[:, None] >> np.arange(3)) & 1 == 1
    inside = np.concatenate([np.ones((8, 1), dtype=bool), inside], axis=1)
    found = worst_of(scores, positives, inside, atoms, (1, 2, 3), weights if weighted else None)
    mass = weights if weighted else np.ones(500)
    for place, limit in enumerate(LIMITS):
        right = (scores > limit) == positives
        groups = {
            (group, label): here
            for group in (1, 2, 3)
            for label in (False, True)
            for here in [inside[atoms, group] & (positives == label)]
        }
        accuracy = {key: np.average(right[h], weights=mass[h]) for key, h in groups.items()}
        worst = min(accuracy, key=accuracy.get)
        assert found.accuracy.value[0, place] == pytest.approx(accuracy[worst])
        assert (found.slices[place], found.positives[place]) == worst
        average = np.average(right, weights=mass)
        assert found.average.value[0, place] == pytest.approx(average)
    assert found.accuracy.value[0, 1] <= found.average.value[0, 1]


def test_a_group_without_rows_takes_no_part_and_is_named():
    inside = [[1, 1, 0, 0], [1, 0, 1, 0]]
    found = worst_of([0.1, 0.9, 0.1], [0, 1, 0], inside, [0, 0, 1], (1, 2, 3))
    assert found.used[:, :, 1].tolist() == [[True, True, False], [True, False, False]]
    assert found.accuracy.value[0, 1] == 1


@pytest.mark.parametrize("family", [(), (1,)])
def test_no_group_with_rows_has_no_worst(family):
    found = worst_of([0.1, 0.9], [0, 1], [[1, 0]], [0, 0], family)
    assert np.isnan([found.accuracy.value, found.accuracy.lower, found.accuracy.upper]).all()
    assert (found.accuracy.denominator == 0).all()
    assert (found.accuracy.rows == 0).all()
    assert (found.slices == NO_SLICE).all()
    assert not found.positives.any()
    assert found.average.value[0, 1] == 1


def test_the_order_of_groups_is_irrelevant():
    generator = np.random.default_rng(5)
    scores, positives = generator.random(200), generator.random(200) < 0.4
    atoms, inside = generator.integers(0, 3, 200), np.eye(3, 4, k=1) > 0
    found = worst_of(scores, positives, inside, atoms, (1, 2, 3))
    turned = worst_of(scores, positives, inside, atoms, (3, 1, 2))
    np.testing.assert_array_equal(found.slices, turned.slices)
    np.testing.assert_array_equal(found.accuracy.value, turned.accuracy.value)
