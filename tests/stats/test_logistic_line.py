import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from counterpoise.stats.logistic_line import SAMPLED, logistic_line


def fitted(x, labels, weights=None):
    x = np.asarray(x, dtype=float)
    weights = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=float)
    return logistic_line(x, np.asarray(labels, dtype=float), weights)


def random_rows(seed, rows, *, intercept=-0.5, slope=1.3):
    generator = np.random.default_rng(seed)
    x = generator.normal(size=rows)
    return x, generator.random(rows) < expit(intercept + slope * x)


def test_two_values_of_x_worked_by_hand():
    line = fitted([0, 0, 0, 1, 1, 1], [1, 0, 0, 1, 1, 0])
    assert line.intercept == pytest.approx(np.log(1 / 2))
    assert line.slope == pytest.approx(np.log(2) - np.log(1 / 2))
    cells = 3 * (1 / 3) * (2 / 3)
    assert line.slope_variance == pytest.approx((1 / cells + 1 / cells) * 6 / 4)
    assert line.intercept_variance == pytest.approx(1 / cells * 6 / 4)


@pytest.mark.parametrize("weighted", [False, True])
def test_it_equals_scikit_learns_without_penalty(weighted):
    x, labels = random_rows(4, 700)
    weights = np.random.default_rng(5).random(700) if weighted else np.ones(700)
    model = LogisticRegression(C=np.inf, tol=1e-12, max_iter=1000)
    model.fit(x[:, None], labels, sample_weight=weights)
    line = fitted(x, labels, weights)
    assert line.slope == pytest.approx(model.coef_[0, 0], abs=1e-6)
    assert line.intercept == pytest.approx(model.intercept_[0], abs=1e-6)


def test_many_rows_that_start_from_a_sample_end_at_the_same_line():
    x, labels = random_rows(6, 3 * SAMPLED)
    line = fitted(x, labels)
    np.testing.assert_allclose(gradient(line, x, labels), 0, atol=1e-7)


def gradient(line, x, labels):
    residual = labels - expit(line.intercept + line.slope * x)
    return np.array([residual.sum(), (residual * x).sum()])


def test_a_sample_that_misleads_does_not_throw_the_fit_off():
    generator = np.random.default_rng(3)
    x = np.clip(5 * generator.standard_t(1, 2 * SAMPLED), -16, 16)
    labels = generator.random(len(x)) < expit(np.where(np.arange(len(x)) % 2, -3 * x, 5 + 3 * x))
    line = fitted(x, labels)
    np.testing.assert_allclose(gradient(line, x, labels), 0, atol=1e-6)


def test_rare_and_extreme_values_of_x_have_a_line_whenever_there_is_one():
    found = 0
    for seed in range(300):
        generator = np.random.default_rng(seed)
        x = np.clip(generator.standard_t(1, 30), -16, 16)
        labels = generator.random(30) < expit(2 * generator.normal() * x - 3)
        line = fitted(x, labels)
        if np.isfinite(line.slope):
            found += 1
            np.testing.assert_allclose(gradient(line, x, labels), 0, atol=1e-6)
        else:
            with_label, without = x[labels], x[~labels]
            apart = not len(with_label) or not len(without)
            apart = apart or with_label.min() >= without.max() or with_label.max() <= without.min()
            assert apart
    assert found > 200


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_a_far_start_and_steep_logits_do_not_throw_the_fit_off(scale):
    x, labels = random_rows(7, 400, intercept=-4.0, slope=6.0)
    plain, scaled = fitted(x, labels), fitted(100 + x * scale, labels)
    assert scaled.slope * scale == pytest.approx(plain.slope, rel=1e-7)
    expected = plain.intercept - scaled.slope * 100
    assert scaled.intercept == pytest.approx(expected, rel=1e-7, abs=1e-5)


@pytest.mark.parametrize(
    ("x", "labels"),
    [
        ([], []),
        ([0.2], [1]),
        ([0.1, 0.5, 0.7], [0, 0, 0]),
        ([0.1, 0.5, 0.7], [1, 1, 1]),
        ([0.5, 0.5, 0.5], [0, 1, 1]),
        ([0.5, 0.5, 0.5], [0.2, 0.4, 0.4]),
        ([0.1, 0.2, 0.3, 0.4], [0, 0, 1, 1]),
        ([0.1, 0.2, 0.3, 0.4], [1, 1, 0, 0]),
        ([0.1, 0.2, 0.2, 0.4], [0, 0, 1, 1]),
    ],
)
def test_labels_that_leave_no_best_line_give_nan(x, labels):
    line = fitted(x, labels)
    assert np.isnan([line.intercept, line.slope, line.intercept_variance]).all()


def test_soft_labels_have_a_line_though_no_row_is_of_one_class():
    x = np.array([-1.0, 0.0, 1.0, 2.0])
    line = fitted(x, expit(0.3 + 0.8 * x))
    assert line.slope == pytest.approx(0.8)
    assert line.intercept == pytest.approx(0.3)


def test_weight_zero_is_a_removed_row_and_a_scaled_weight_changes_nothing():
    x, labels = random_rows(8, 200)
    weights = np.random.default_rng(9).integers(0, 3, 200).astype(float)
    kept = weights > 0
    whole, part = fitted(x, labels, weights), fitted(x[kept], labels[kept], weights[kept])
    scaled = fitted(x, labels, 1e4 * weights)
    assert whole == part
    assert scaled.slope == pytest.approx(whole.slope)
    assert scaled.slope_variance == pytest.approx(whole.slope_variance)


def test_an_integer_weight_is_a_repeated_row():
    x, labels = random_rows(10, 200)
    weights = np.random.default_rng(11).integers(0, 4, 200)
    repeated = fitted(np.repeat(x, weights), np.repeat(labels, weights))
    assert fitted(x, labels, weights).slope == pytest.approx(repeated.slope)


def test_the_interval_of_the_slope_covers_the_truth_about_as_often_as_it_says():
    covered = 0
    for seed in range(400):
        line = fitted(*random_rows(seed, 150, slope=1.0))
        covered += abs(line.slope - 1) <= 1.959964 * line.slope_variance**0.5
    assert 0.92 <= covered / 400 <= 0.98
