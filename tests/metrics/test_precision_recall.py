import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from counterpoise.metrics.precision_recall import pr_auc
from counterpoise.stats.intervals import wilson
from counterpoise.stats.score_order import ScoreOrder


def area(scores, positives, weights=None, *, atoms=None, inside=((True,),)):
    rows = ScoreOrder.of(
        np.asarray(scores),
        np.asarray(positives, dtype=bool),
        atoms=np.zeros(len(scores), dtype=np.int32) if atoms is None else atoms,
        weights=None if weights is None else np.asarray(weights, dtype=float),
    )
    return pr_auc(rows, np.array(inside))


def test_a_small_table_worked_by_hand():
    found = area([0.9, 0.8, 0.7, 0.7, 0.1], [1, 0, 1, 0, 0])
    assert found.value[0, 0] == pytest.approx((1 / 1 + 2 / 4) / 2)
    assert found.denominator[0, 0] == found.rows[0, 0] == 2
    assert found.numerator[0, 0] == pytest.approx(1.5)


def test_the_interval_is_wilsons_on_the_positives():
    found = area([0.9, 0.8, 0.7, 0.7, 0.1], [1, 0, 1, 0, 0])
    lower, upper = wilson(np.array(0.75), np.array(2.0))
    assert (found.lower[0, 0], found.upper[0, 0]) == (lower, upper)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("levels", [3, 50, 100_000])
def test_it_equals_scikit_learns_in_every_slice(dtype, weighted, levels):
    generator = np.random.default_rng(5)
    scores = generator.integers(0, levels, 800).astype(dtype) / dtype(levels)
    positives, atoms = generator.random(800) < 0.2, generator.integers(0, 3, 800)
    weights = generator.integers(0, 3, 800) * generator.random(800) if weighted else None
    inside = np.array([[True, True], [True, False], [True, True]])
    found = area(scores, positives, weights, atoms=atoms, inside=inside)
    for place, here in enumerate(inside[atoms].T):
        given = None if weights is None else weights[here]
        expected = average_precision_score(positives[here], scores[here], sample_weight=given)
        assert found.value[place, 0] == pytest.approx(expected, abs=1e-12)


def test_a_perfect_score_has_area_one_but_is_not_certain():
    found = area([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], [0.1, 0.7, 0.3, 0.2])
    assert found.value[0, 0] == found.upper[0, 0] == 1
    assert found.lower[0, 0] < 0.6


@pytest.mark.parametrize(
    ("scores", "positives", "weights"),
    [([], [], None), ([0.3, 0.6], [0, 0], None), ([0.3, 0.6], [0, 1], [1.0, 0.0])],
)
def test_no_positive_of_any_weight_has_no_area(scores, positives, weights):
    found = area(np.array(scores, dtype=float), positives, weights)
    assert np.isnan([found.value[0, 0], found.lower[0, 0], found.upper[0, 0]]).all()
    assert found.denominator[0, 0] == found.numerator[0, 0] == 0


def test_rows_of_no_weight_above_all_others_change_nothing():
    scores, positives = [0.9, 0.8, 0.7, 0.6], [1, 1, 0, 1]
    weighted = area(scores, positives, [0, 2, 1, 1])
    assert weighted.value[0, 0] == pytest.approx((2 * 1 + 1 * 3 / 4) / 3)


def test_positives_alone_have_area_one():
    assert area([0.3, 0.6], [1, 1]).value[0, 0] == 1


@pytest.mark.parametrize("seed", range(8))
def test_the_laws_of_weights_hold(seed):
    generator = np.random.default_rng(seed)
    scores, positives = generator.integers(0, 30, 100) / 29, generator.random(100) < 0.4
    weights = generator.integers(0, 4, 100)
    found = area(scores, positives, weights).value[0, 0]
    repeated = area(np.repeat(scores, weights), np.repeat(positives, weights))
    shuffled = generator.permutation(100)
    again = area(scores[shuffled], positives[shuffled], 37.5 * weights[shuffled])
    assert repeated.value[0, 0] == pytest.approx(found, abs=1e-12)
    assert again.value[0, 0] == pytest.approx(found, abs=1e-12)
    ones = area(scores, positives, np.ones(100)).value[0, 0]
    assert ones == pytest.approx(area(scores, positives).value[0, 0], abs=1e-12)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    generator, covered = np.random.default_rng(7), 0

    def sample(rows):
        positives = generator.random(rows) < 0.3
        return generator.normal(size=rows) + 2 + positives, positives

    scores, positives = sample(200_000)
    truth = average_precision_score(positives, scores)
    for _ in range(300):
        found = area(*sample(200))
        covered += bool(found.lower[0, 0] <= truth <= found.upper[0, 0])
    assert covered / 300 >= 0.9
