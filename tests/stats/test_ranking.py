import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from counterpoise.stats.ranking import Ranked, roc_auc

ONE = np.ones((1, 1), dtype=bool)


def area(scores, positives, weights=None, inside=ONE, atoms=None):
    atoms = np.zeros(len(scores), dtype=np.int32) if atoms is None else atoms
    ranked = Ranked.of(
        np.asarray(scores), np.asarray(positives, dtype=bool), atoms=atoms, weights=weights
    )
    return roc_auc(ranked, inside)


def test_a_small_table_worked_by_hand():
    found = area([0.1, 0.4, 0.4, 0.8], [0, 1, 0, 1])
    assert found.value[0, 0] == pytest.approx((1 + 0.5 + 1 + 1) / 4)
    assert found.numerator[0, 0] == pytest.approx(3.5)
    assert found.denominator[0, 0] == 4


def test_delongs_variance_worked_by_hand():
    scores, positives = [0.2, 0.6, 0.5, 0.9], [0, 0, 1, 1]
    placements_of_positives, placements_of_negatives = [0.5, 1.0], [1.0, 0.5]
    variance = np.var(placements_of_positives, ddof=1) / 2
    variance += np.var(placements_of_negatives, ddof=1) / 2
    found = area(scores, positives)
    assert found.value[0, 0] == 0.75
    assert found.value[0, 0] - found.lower[0, 0] == pytest.approx(1.959964 * variance**0.5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("weighted", [False, True])
def test_it_equals_scikit_learns_with_ties_and_weights(dtype, weighted):
    generator = np.random.default_rng(5)
    scores = generator.integers(0, 50, 800).astype(dtype) / dtype(49)
    positives = generator.random(800) < 0.3
    weights = generator.random(800) if weighted else None
    expected = roc_auc_score(positives, scores, sample_weight=weights)
    assert area(scores, positives, weights).value[0, 0] == pytest.approx(expected, abs=1e-12)


def test_each_slice_is_ranked_among_its_own_rows():
    generator = np.random.default_rng(6)
    scores = generator.random(500).astype(np.float32)
    positives, atoms = generator.random(500) < 0.4, generator.integers(0, 3, 500)
    inside = np.array([[True, True], [True, False], [True, True]])
    found = area(scores, positives, inside=inside, atoms=atoms)
    here = atoms != 1
    assert found.value[1, 0] == pytest.approx(roc_auc_score(positives[here], scores[here]))
    assert found.rows[:, 0].tolist() == [500, here.sum()]


@pytest.mark.parametrize(("plus", "minus"), [(1, 1), (2, 3), (10, 10), (40, 9)])
def test_a_perfect_ranking_of_few_rows_is_not_certain(plus, minus):
    scores = np.arange(plus + minus) / (plus + minus)
    found = area(scores, np.arange(plus + minus) >= minus)
    e = 1 - found.lower[0, 0]
    k = (plus + minus) / 2 - 1
    variance = e * (1 - e) * (1 + k * e / (1 + e) + k * (1 - e) / (2 - e)) / (plus * minus)
    assert found.value[0, 0] == found.upper[0, 0] == 1
    assert e == pytest.approx(1.959964 * variance**0.5)
    assert e > 1 / (plus + minus)


def test_one_positive_among_many_has_an_interval():
    found = area([0.1, 0.2, 0.4, 0.3], [0, 0, 0, 1])
    assert 0 < found.lower[0, 0] < found.value[0, 0] < found.upper[0, 0] <= 1


def test_a_perfect_ranking_stays_perfect_where_weights_round():
    generator = np.random.default_rng(1)
    for _ in range(200):
        positives = np.arange(15) >= 14
        found = area(np.arange(15) / 15, positives, generator.random(15) ** 5)
        assert found.value[0, 0] == found.upper[0, 0] == 1
        assert found.lower[0, 0] < 1


def test_more_slices_than_a_byte_has_bits_are_told_apart():
    generator = np.random.default_rng(9)
    scores = generator.integers(0, 40, 900) / 40
    positives, atoms = generator.random(900) < 0.4, generator.integers(0, 30, 900)
    inside = generator.random((30, 19)) < 0.3
    found = area(scores, positives, inside=inside, atoms=atoms)
    for place, here in enumerate(inside[atoms].T):
        expected = roc_auc_score(positives[here], scores[here])
        assert found.value[place, 0] == pytest.approx(expected, abs=1e-12)


def test_delongs_interval_equals_its_definition_with_ties():
    generator = np.random.default_rng(10)
    scores, positives = generator.integers(0, 9, 120) / 8, generator.random(120) < 0.4
    plus, minus = scores[positives][:, None], scores[~positives]
    wins = (plus > minus) + (plus == minus) / 2
    variance = wins.mean(axis=1).var(ddof=1) / len(plus) + wins.mean(axis=0).var(ddof=1) / len(
        minus
    )
    found = area(scores, positives)
    assert found.value[0, 0] - found.lower[0, 0] == pytest.approx(1.959964 * variance**0.5)


def test_one_class_alone_has_no_area():
    found = area([0.1, 0.7], [1, 1])
    assert np.isnan(found.value[0, 0])
    assert found.denominator[0, 0] == 0


def test_no_rows_have_no_area():
    assert np.isnan(area(np.zeros(0), np.zeros(0)).value[0, 0])


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    generator = np.random.default_rng(7)
    truth, covered = 0.7602, 0
    for _ in range(400):
        positives = np.arange(160) < 60
        shifted = generator.normal(size=160) + positives
        scores = 1 / (1 + np.exp(-shifted))
        found = area(scores, positives)
        covered += bool(found.lower[0, 0] <= truth <= found.upper[0, 0])
    assert 0.91 <= covered / 400 <= 0.98
