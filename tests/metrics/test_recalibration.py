import numpy as np
import pytest
from scipy.special import expit, logit

from counterpoise.metrics.recalibration import SLOPE_AND_INTERCEPT, recalibration
from counterpoise.stats.logistic_line import logistic_line


def fitted(scores, labels, weights=None, *, atoms=None, inside=((True,),)):
    return recalibration(
        np.asarray(scores),
        np.asarray(labels, dtype=float),
        atoms=np.zeros(len(scores), dtype=np.int32) if atoms is None else atoms,
        inside=np.array(inside),
        weights=weights,
    )


def test_two_scores_worked_by_hand():
    scores = expit(np.repeat([-1.0, 1.0], 4))
    found = fitted(scores, [1, 0, 0, 0, 1, 1, 1, 0])
    assert found["calibration_slope"].value[0, 0] == pytest.approx(np.log(3))
    assert found["calibration_intercept"].value[0, 0] == pytest.approx(0, abs=1e-12)
    assert found["calibration_slope"].numerator[0, 0] == 4
    assert found["calibration_slope"].denominator[0, 0] == 8


def test_calibrated_scores_have_slope_one_and_intercept_zero_in_their_intervals():
    generator = np.random.default_rng(2)
    scores = generator.beta(2, 5, 5_000)
    found = fitted(scores, generator.random(5_000) < scores)
    for name, truth in zip(SLOPE_AND_INTERCEPT, (1, 0), strict=True):
        assert found[name].lower[0, 0] < truth < found[name].upper[0, 0]
        assert (found[name].upper - found[name].lower)[0, 0] < 0.3


def test_scores_that_are_too_extreme_have_a_slope_below_one():
    generator = np.random.default_rng(3)
    truth = generator.beta(2, 5, 3_000)
    labels = generator.random(3_000) < truth
    found = fitted(expit(2 * logit(truth) + 1), labels)
    slope, intercept = (found[name].value[0, 0] for name in SLOPE_AND_INTERCEPT)
    assert slope == pytest.approx(0.5, abs=0.06)
    assert intercept == pytest.approx(-0.5, abs=0.12)


def test_each_slice_is_fitted_to_its_own_rows():
    generator = np.random.default_rng(4)
    scores, weights = generator.random(600), generator.random(600)
    labels, atoms = generator.random(600) < scores, np.arange(600) % 3
    inside = np.array([[True, False], [True, True], [True, False]])
    found = fitted(scores, labels, weights, atoms=atoms, inside=inside)
    here = atoms == 1
    line = logistic_line(logit(scores[here]), labels[here].astype(float), weights[here])
    assert found["calibration_slope"].value[1, 0] == pytest.approx(line.slope)
    assert found["calibration_intercept"].rows[:, 0].tolist() == [600, 200]


def test_scores_of_zero_and_one_are_held_off_the_ends():
    found = fitted(np.array([0.0, 1, 1, 0, 0.5, 0.5], dtype=np.float32), [0, 1, 0, 1, 0, 1])
    assert np.isfinite(found["calibration_slope"].value[0, 0])


@pytest.mark.parametrize(
    ("scores", "labels"), [([0.2, 0.7], [0, 0]), ([0.2, 0.7], [0, 1]), ([0.4, 0.4], [0, 1])]
)
def test_a_slice_that_leaves_the_slope_open_has_none_but_its_counts(scores, labels):
    for found in fitted(scores, labels).values():
        assert np.isnan([found.value, found.lower, found.upper]).all()
        assert found.denominator[0, 0] == found.rows[0, 0] == 2
        assert found.numerator[0, 0] == sum(labels)


def test_an_empty_slice_has_zero_counts():
    found = fitted([0.2, 0.7], [0, 1], atoms=np.array([0, 0]), inside=[[True, False]])
    assert found["calibration_slope"].rows[1, 0] == 0
    assert np.isnan(found["calibration_slope"].value[1, 0])
