import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from counterpoise.stats.area_intervals import Placements, area_interval
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


def interval_by_hand(scores, positives, weights=None):
    """The interval from every pair's comparison: placements are weighted means of these."""
    scores, positives = np.asarray(scores), np.asarray(positives, dtype=bool)
    weights = np.ones(len(scores)) if weights is None else weights
    plus, minus = scores[positives][:, None], scores[~positives]
    wins = (plus > minus) + (plus == minus) / 2
    w, v = weights[positives], weights[~positives]
    value = w @ wins @ v / w.sum() / v.sum()

    def side(placements, w):
        squares = (w**2).sum()
        spread = (w**2 * (placements - value) ** 2).sum() / squares
        return Placements(size=np.array([w.sum() ** 2 / squares]), spread=np.array([spread]))

    plus, minus = side(wins @ v / v.sum(), w), side(w @ wins / w.sum(), v)
    return np.ravel(area_interval(np.array([value]), plus, minus))


def ends(found, place=0):
    return found.lower[place, 0], found.upper[place, 0]


def test_the_interval_is_that_of_placements_worked_by_hand():
    scores, positives = [0.2, 0.6, 0.5, 0.9], [0, 0, 1, 1]
    found = area(scores, positives)
    assert found.value[0, 0] == 0.75
    side = Placements(size=np.array([2.0]), spread=np.array([0.25**2]))
    expected = area_interval(np.array([0.75]), side, side)
    assert ends(found) == pytest.approx(np.ravel(expected))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("levels", [9, 10**6])
def test_the_interval_equals_that_of_all_pairs_with_ties_and_weights(weighted, levels):
    generator = np.random.default_rng(10)
    scores, positives = generator.integers(0, levels, 120) / levels, generator.random(120) < 0.4
    weights = generator.integers(0, 4, 120) * generator.random(120) if weighted else None
    expected = interval_by_hand(scores, positives, weights)
    assert ends(area(scores, positives, weights)) == pytest.approx(expected)


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
    assert found.value[0, 0] == found.upper[0, 0] == 1
    assert found.lower[0, 0] < 1 - 1 / (plus + minus)


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


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("weighted", [False, True])
def test_small_slices_laid_together_have_the_areas_that_each_has_alone(dtype, weighted):
    generator = np.random.default_rng(11)
    scores = generator.integers(0, 40, 3000).astype(dtype) / dtype(40)
    positives, atoms = generator.random(3000) < 0.05, generator.integers(0, 200, 3000)
    weights = generator.integers(0, 3, 3000) * generator.random(3000) if weighted else None
    inside = generator.random((200, 60)) < 0.02
    inside[:, 0], inside[:, 7] = True, False
    found = area(scores, positives, weights, inside=inside, atoms=atoms)
    for place, here in enumerate(inside[atoms].T):
        alone = area(scores[here], positives[here], None if weights is None else weights[here])
        for name in ("value", "lower", "upper", "numerator", "denominator", "rows"):
            values = getattr(found, name)[place, 0], getattr(alone, name)[0, 0]
            assert values[0] == pytest.approx(values[1], abs=1e-12, nan_ok=True)
    assert np.isnan(found.value[:, 0]).sum() >= 5


def test_large_and_small_slices_stand_side_by_side():
    generator = np.random.default_rng(12)
    rows, atoms = 20_000, np.arange(20_000) // 50
    scores, positives = generator.random(rows).astype(np.float32), generator.random(rows) < 0.2
    inside = np.zeros((400, 12), dtype=bool)
    inside[:100, 0] = inside[:, 5] = inside[200:300, 9] = True
    inside[np.arange(40, 49), [1, 2, 3, 4, 6, 7, 8, 10, 11]] = True
    found = area(scores, positives, inside=inside, atoms=atoms)
    for place, here in enumerate(inside[atoms].T):
        expected = roc_auc_score(positives[here], scores[here])
        assert found.value[place, 0] == pytest.approx(expected, abs=1e-12)
        assert found.rows[place, 0] == here.sum()


def test_one_class_alone_has_no_area():
    found = area([0.1, 0.7], [1, 1])
    assert np.isnan(found.value[0, 0])
    assert found.denominator[0, 0] == 0


def test_no_rows_have_no_area():
    assert np.isnan(area(np.zeros(0), np.zeros(0)).value[0, 0])


@pytest.mark.parametrize("plus", [20, 60])
@pytest.mark.parametrize(("shift", "truth"), [(1.0, 0.7602), (2.326, 0.95)])
def test_the_interval_covers_the_truth_about_as_often_as_it_says(plus, shift, truth):
    generator, covered = np.random.default_rng(7), 0
    for _ in range(400):
        positives = np.arange(160) < plus
        scores = 1 / (1 + np.exp(-(generator.normal(size=160) + shift * positives)))
        lower, upper = ends(area(scores, positives))
        covered += bool(lower <= truth <= upper)
    assert 0.93 <= covered / 400 <= 0.99
