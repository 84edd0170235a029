import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from counterpoise.stats.placements import paired_areas

ONE = np.ones((1, 1), dtype=bool)


def areas(baseline, model, positives, *, here=None, weights=None):
    rows = len(positives)
    atoms = np.zeros(rows, dtype=int) if here is None else np.asarray(here).astype(int)
    inside = ONE if here is None else np.array([[True, False], [True, True]])
    return paired_areas(
        np.asarray(baseline, dtype=float),
        np.asarray(model, dtype=float),
        np.asarray(positives, dtype=bool),
        atoms=atoms,
        inside=inside,
        weights=weights,
    )


def two_models(seed, rows=400, *, shift=1.5):
    generator = np.random.default_rng(seed)
    positives, shared = generator.random(rows) < 0.4, generator.normal(size=rows)
    return (
        np.round(shared + generator.normal(size=rows) * 0.5 + shift * positives, 1),
        np.round(shared + generator.normal(size=rows) * 0.5 + 1.2 * positives, 1),
        positives,
    )


def test_a_small_table_worked_by_hand():
    found = areas([0.2, 0.6, 0.5, 0.9], [0.2, 0.5, 0.5, 0.9], [0, 0, 1, 1])
    assert found.baseline[0] == 0.75
    assert found.model[0] == 0.875
    assert found.change.centre[0] == 0.125
    # Changes of placements: 0 and 0.25 off each class's mean change of 0.125, either way.
    a = (0.8125 * 2 + 0.5) / 3
    spread = 2 * 0.125**2 + 2 * a * (1 - a)
    assert found.change.spread[0] ** 2 == pytest.approx(2 * spread / 4**2 * 4 / 3)
    assert found.change.freedom[0] == pytest.approx(6)


@pytest.mark.parametrize("weighted", [False, True])
def test_areas_are_scikit_learns_with_ties_and_weights_in_every_slice(weighted):
    baseline, model, positives = two_models(1)
    here = np.random.default_rng(2).random(400) < 0.3
    weights = np.random.default_rng(3).integers(0, 3, 400) * 1.0 if weighted else None
    found = areas(baseline, model, positives, here=here, weights=weights)
    for place, rows in enumerate((np.ones(400, dtype=bool), here)):
        mass = None if weights is None else weights[rows]
        for scores, got in ((baseline, found.baseline), (model, found.model)):
            expected = roc_auc_score(positives[rows], scores[rows], sample_weight=mass)
            assert got[place] == pytest.approx(expected, abs=1e-12)
    assert found.rows.tolist() == [400, here.sum()]
    assert found.positives.tolist() == [positives.sum(), (positives & here).sum()]


def test_with_many_rows_the_variance_is_delongs():
    baseline, model, positives = two_models(5, 3000)
    parts = []
    for scores in (baseline, model):
        plus, minus = scores[positives][:, None], scores[~positives]
        wins = (plus > minus) + (plus == minus) / 2
        parts.append((wins.mean(axis=1), wins.mean(axis=0)))
    variance = sum(
        np.var(after - before, ddof=1) / len(before) for before, after in zip(*parts, strict=True)
    )
    found = areas(baseline, model, positives)
    assert found.change.spread[0] == pytest.approx(variance**0.5, rel=0.01)


@pytest.mark.parametrize("what", ["change", "gap_change", "gap_total"])
def test_the_standard_error_is_that_of_redrawing_rows(what):
    baseline, model, positives = two_models(6, 500)
    here = np.random.default_rng(7).random(500) < 0.4
    generator = np.random.default_rng(8)
    draws = []
    for _ in range(500):
        rows = generator.integers(0, 500, 500)
        again = areas(baseline[rows], model[rows], positives[rows], here=here[rows])
        draws.append(getattr(again, what).centre[1])
    found = getattr(areas(baseline, model, positives, here=here), what)
    assert found.spread[1] == pytest.approx(np.std(draws), rel=0.1)


def test_two_models_that_rank_alike_are_not_said_to_be_surely_alike():
    for size, reach in ((10, 0.5), (1000, 0.005)):
        scores = np.arange(size) / size
        found = areas(scores, scores, np.arange(size) % 3 == 0)
        lower, upper = found.change.limits()
        assert found.change.centre[0] == 0
        assert -reach < lower[0] < 0 < upper[0] < reach
        assert found.change.p_value()[0] == 1


def test_a_slice_without_one_class_or_without_rows_is_nan():
    here = np.array([True, True, False, False])
    found = areas([0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1], [1, 1, 0, 1], here=here)
    assert np.isnan(found.change.limits()[0][1])
    assert np.isnan(found.gap_change.centre[1])
    assert found.rows[1] == 2
    nobody = areas([0.1, 0.2], [0.4, 0.3], [1, 0], here=np.zeros(2, dtype=bool))
    assert np.isnan(nobody.baseline[1])
    assert nobody.rows[1] == 0


def test_the_gap_of_everything_changes_by_exactly_nothing():
    baseline, model, positives = two_models(9, 60)
    found = areas(baseline, model, positives, here=np.ones(60, dtype=bool))
    assert found.gap_change.centre[1] == found.gap_change.spread[1] == 0


def test_scaling_all_weights_changes_nothing():
    baseline, model, positives = two_models(10, 80)
    weights = np.random.default_rng(1).random(80)
    small, large = (areas(baseline, model, positives, weights=weights * by) for by in (1, 7))
    np.testing.assert_allclose(small.change.limits(), large.change.limits(), rtol=1e-9)


def test_the_interval_covers_the_truth_with_few_positives_and_a_skewed_change():
    generator, covered, draws = np.random.default_rng(11), 0, 300
    truth = 0.940093 - 0.961452  # Phi(2.2 / sqrt 2) - Phi(2.5 / sqrt 2)
    positives = np.arange(310) < 10
    for _ in range(draws):
        noise = generator.normal(size=310)
        other = 0.9 * noise + (1 - 0.9**2) ** 0.5 * generator.normal(size=310)
        found = areas(noise + 2.5 * positives, other + 2.2 * positives, positives)
        lower, upper = found.change.limits()
        covered += bool(lower[0] <= truth <= upper[0])
    assert covered / draws > 0.94
