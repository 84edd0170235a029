import json

import numpy as np
import polars as pl
import pytest
from sklearn.calibration import calibration_curve

from counterpoise.metrics.calibration import (
    calibration_error_by_chance,
    calibration_in_the_large,
    calibration_ratio,
    expected_calibration_error,
    reliability,
)
from counterpoise.stats.calibration_sums import CalibrationSums
from counterpoise.stats.intervals import wilson


def sums_of(scores, labels, weights=None, *, bins=10, atoms=None, inside=((True,),)):
    return CalibrationSums.of(
        scores=np.asarray(scores),
        labels=np.asarray(labels, dtype=float),
        atoms=np.zeros(len(scores), dtype=np.int32) if atoms is None else atoms,
        inside=np.array(inside),
        bins=bins,
        weights=None if weights is None else np.asarray(weights, dtype=float),
    )


def calibrated(seed, rows):
    generator = np.random.default_rng(seed)
    scores = generator.beta(1, 4, rows)
    return scores, generator.random(rows) < scores


def test_a_small_table_worked_by_hand():
    sums = sums_of([0.1, 0.3, 0.6, 0.8], [0, 1, 1, 1], [1, 1, 2, 1], bins=2)
    curve = reliability(sums)
    assert curve.mean_score[0] == pytest.approx([0.2, (2 * 0.6 + 0.8) / 3])
    assert curve.observed.value[0] == pytest.approx([0.5, 1])
    assert curve.observed.rows[0].tolist() == [2, 2]
    lower, upper = wilson(np.array([0.5, 1]), np.array([2, 9 / 5]))
    np.testing.assert_allclose(curve.observed.lower[0], lower)
    np.testing.assert_allclose(curve.observed.upper[0], upper)
    ece = expected_calibration_error(sums)
    assert ece.value[0, 0] == pytest.approx((2 * 0.3 + 3 * (1 - 2 / 3)) / 5)
    large = calibration_in_the_large(sums)
    assert large.value[0, 0] == pytest.approx((0.4 + 2.0 - 4) / 5)
    assert large.denominator[0, 0] == 5
    assert calibration_ratio(sums).value[0, 0] == pytest.approx(2.4 / 4)


def test_the_ratios_interval_is_that_of_the_rate_turned_over():
    found = calibration_ratio(sums_of([0.2] * 10, [1] * 4 + [0] * 6))
    lower, upper = wilson(np.array(0.4), np.array(10.0))
    assert found.lower[0, 0] == pytest.approx(0.2 / upper)
    assert found.upper[0, 0] == pytest.approx(0.2 / lower)


def test_no_positive_label_has_no_ratio():
    found = calibration_ratio(sums_of([0.2, 0.3], [0, 0]))
    assert np.isnan([found.value, found.lower, found.upper]).all()
    assert found.denominator[0, 0] == 0


@pytest.mark.parametrize("weighted", [False, True])
def test_the_ratio_is_the_calibration_of_fairness_indicators(oracles, weighted):
    frame = pl.read_csv(oracles / "fi_input.csv")
    expected = json.loads((oracles / "fi.json").read_text())["fairness_indicators"]
    for piece, numbers in expected.items():
        column, _, value = piece.partition("=")
        known = pl.col(column).str.split("|").list.contains(value)
        rows = frame.filter(known) if value else frame
        weights = rows["weight"].to_numpy() if weighted else None
        sums = sums_of(rows["prediction"].to_numpy(), rows["label"].to_numpy(), weights)
        number = float(numbers["weighted" if weighted else "unweighted"]["calibration"])
        found = calibration_ratio(sums).value[0, 0]
        assert found == pytest.approx(number, rel=1e-9, nan_ok=True)
    assert len(expected) == 8


def test_the_interval_in_the_large_is_students_of_the_differences():
    scores, labels = calibrated(3, 60)
    difference = scores - labels
    reach = 2.000995 * difference.std(ddof=1) / 60**0.5  # t of 59 degrees
    large = calibration_in_the_large(sums_of(scores, labels))
    assert large.value[0, 0] == pytest.approx(difference.mean())
    assert (large.upper - large.value)[0, 0] == pytest.approx(reach, rel=1e-5)
    assert (large.value - large.lower)[0, 0] == pytest.approx(reach, rel=1e-5)


def test_labels_all_alike_leave_the_rate_uncertain():
    large = calibration_in_the_large(sums_of([0.2] * 12, [0] * 12))
    _, most = wilson(np.array(0.0), np.array(12.0))
    assert large.value[0, 0] == pytest.approx(0.2)
    assert large.upper[0, 0] == pytest.approx(0.2)
    assert large.lower[0, 0] == pytest.approx(0.2 - most)

    large = calibration_in_the_large(sums_of([0.9, 0.8] * 6, [1] * 12))
    assert large.lower[0, 0] == pytest.approx(0.85 - 1)
    assert large.upper[0, 0] == pytest.approx(0.85 - (1 - most))


def test_a_single_row_has_a_wide_interval():
    large = calibration_in_the_large(sums_of([0.5], [0.5]))
    assert large.lower[0, 0] < -0.3
    assert large.upper[0, 0] > 0.3


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_curve_equals_scikit_learns(dtype):
    generator = np.random.default_rng(4)
    scores = (generator.integers(0, 41, 900) / 40).astype(dtype)
    labels = generator.random(900) < scores**2
    rate, score = calibration_curve(labels, scores, n_bins=8)
    curve = reliability(sums_of(scores, labels, bins=8))
    np.testing.assert_allclose(curve.observed.value[0], rate, rtol=1e-6)
    np.testing.assert_allclose(curve.mean_score[0], score, rtol=1e-6)


@pytest.mark.parametrize("weighted", [False, True])
def test_the_error_equals_its_definition_over_rows(weighted):
    generator = np.random.default_rng(5)
    scores, labels = generator.random(700), generator.integers(0, 5, 700) / 4
    weights = generator.random(700) if weighted else np.ones(700)
    places, expected = np.ceil(scores * 15).astype(int), 0.0
    for place in np.unique(places):
        here = places == place
        share = weights[here].sum() / weights.sum()
        said = np.average(scores[here], weights=weights[here])
        seen = np.average(labels[here], weights=weights[here])
        expected += share * abs(said - seen)
    ece = expected_calibration_error(sums_of(scores, labels, weights, bins=15))
    assert ece.value[0, 0] == pytest.approx(expected)


def test_the_error_of_calibrated_scores_is_what_chance_makes_it():
    found, chance = [], []
    for seed in range(40):
        sums = sums_of(*calibrated(seed, 300))
        found.append(expected_calibration_error(sums).value[0, 0])
        chance.append(calibration_error_by_chance(sums).value[0, 0])
    assert np.mean(found) == pytest.approx(np.mean(chance), rel=0.1)
    assert np.mean(found) > 0.02


def test_nothing_is_nan_with_its_zero_counts():
    sums = CalibrationSums.empty(slices=2, bins=5)
    curve = reliability(sums)
    assert np.isnan(curve.mean_score).all()
    assert np.isnan(curve.observed.lower).all()
    for metric in (
        calibration_ratio,
        expected_calibration_error,
        calibration_error_by_chance,
        calibration_in_the_large,
    ):
        found = metric(sums)
        assert np.isnan([found.value, found.lower, found.upper]).all()
        assert (found.denominator == 0).all()
        assert (found.rows == 0).all()


def test_each_slice_is_judged_by_its_own_rows():
    scores, labels = calibrated(6, 400)
    atoms = np.arange(400) % 2
    both = sums_of(scores, labels, atoms=atoms, inside=[[True, False], [True, True]])
    odd = sums_of(scores[atoms == 1], labels[atoms == 1])
    found = calibration_in_the_large(both)
    assert found.value[1, 0] == pytest.approx(calibration_in_the_large(odd).value[0, 0])
    assert found.rows[:, 0].tolist() == [400, 200]


@pytest.mark.parametrize("metric", [expected_calibration_error, calibration_in_the_large])
def test_scaled_weights_change_neither_value_nor_interval(metric):
    scores, labels = calibrated(7, 200)
    weights = np.random.default_rng(8).random(200)
    one, many = (metric(sums_of(scores, labels, factor * weights)) for factor in (1, 900.0))
    for name in ("value", "lower", "upper"):
        np.testing.assert_allclose(getattr(one, name), getattr(many, name), rtol=1e-9)


def test_the_interval_in_the_large_covers_the_truth_about_as_often_as_it_says():
    covered = 0
    for seed in range(400):
        large = calibration_in_the_large(sums_of(*calibrated(seed, 50)))
        covered += bool(large.lower[0, 0] <= 0 <= large.upper[0, 0])
    assert 0.9 <= covered / 400 <= 0.99
