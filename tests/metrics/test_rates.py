import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, precision_score

from counterpoise.metrics.rates import PREVALENCE, RATES, confusion, rate_estimates
from counterpoise.stats.counts import Counts
from counterpoise.stats.proportions import guarded_wilson

RATE = {rate.name: rate for rate in RATES}


def cells_of(scores, positives, thresholds=(0.5,), weights=None):
    limits = np.array(thresholds)
    counts = Counts.of(
        scores=np.asarray(scores, dtype=float),
        positives=np.asarray(positives, dtype=bool),
        atoms=np.zeros(len(scores), dtype=np.int32),
        inside=np.ones((1, 1), dtype=bool),
        edges=np.unique(np.concatenate([np.arange(11) / 10, limits])),
        weights=weights,
    )
    return confusion(counts, limits)


def test_every_rate_of_a_table_worked_by_hand():
    scores = [0.9, 0.8, 0.6, 0.7, 0.2, 0.1, 0.3, 0.4, 0.5, 0.45]
    positives = [1, 1, 1, 0, 0, 0, 0, 0, 0, 1]
    cells = cells_of(scores, positives)
    found = {name: rate_estimates(rate, cells).value[0, 0] for name, rate in RATE.items()}
    assert found == pytest.approx(
        {
            "false_positive_rate": 1 / 6,
            "false_negative_rate": 1 / 4,
            "true_positive_rate": 3 / 4,
            "true_negative_rate": 5 / 6,
            "positive_predictive_value": 3 / 4,
            "negative_predictive_value": 5 / 6,
            "false_discovery_rate": 1 / 4,
            "false_omission_rate": 1 / 6,
            "positive_rate": 4 / 10,
            "negative_rate": 6 / 10,
            "accuracy": 8 / 10,
        }
    )
    assert rate_estimates(PREVALENCE, cells).value[0, 0] == pytest.approx(4 / 10)


def test_a_score_equal_to_the_threshold_is_negative():
    value = rate_estimates(RATE["positive_rate"], cells_of([0.5, 0.51], [1, 1]))
    assert value.numerator[0, 0] == 1


def test_rates_equal_scikit_learns_with_weights():
    generator = np.random.default_rng(2)
    scores, positives = generator.random(600), generator.random(600) < 0.3
    weights = generator.random(600)
    cells = cells_of(scores, positives, (0.37,), weights)
    called = scores > 0.37
    matrix = confusion_matrix(positives, called, sample_weight=weights)
    found = {name: rate_estimates(rate, cells).value[0, 0] for name, rate in RATE.items()}
    assert found["false_positive_rate"] == pytest.approx(matrix[0, 1] / matrix[0].sum())
    assert found["false_negative_rate"] == pytest.approx(matrix[1, 0] / matrix[1].sum())
    assert found["accuracy"] == pytest.approx(
        accuracy_score(positives, called, sample_weight=weights)
    )
    assert found["positive_predictive_value"] == pytest.approx(
        precision_score(positives, called, sample_weight=weights)
    )


def test_a_rate_over_nothing_is_nan_with_its_zero_denominator():
    found = rate_estimates(RATE["false_positive_rate"], cells_of([0.9], [1]))
    assert np.isnan(found.value[0, 0])
    assert np.isnan(found.lower[0, 0])
    assert found.denominator[0, 0] == 0
    assert found.rows[0, 0] == 0


@pytest.mark.parametrize("positives", [1, 30])
def test_the_interval_is_wilsons_guarded_where_hits_are_few(positives):
    found = rate_estimates(PREVALENCE, cells_of(np.full(60, 0.2), np.arange(60) < positives))
    expected = np.ravel(guarded_wilson(np.array(positives / 60), np.array(60.0)))
    assert (found.lower[0, 0], found.upper[0, 0]) == pytest.approx(expected)


def test_uneven_weights_widen_the_interval():
    scores, positives = np.linspace(0.01, 0.99, 60), np.zeros(60)
    even = rate_estimates(RATE["false_positive_rate"], cells_of(scores, positives))
    heavy = np.where(np.arange(60) % 10 == 0, 20.0, 1.0)
    uneven = rate_estimates(RATE["false_positive_rate"], cells_of(scores, positives, weights=heavy))
    width = (even.upper - even.lower)[0, 0]
    assert (uneven.upper - uneven.lower)[0, 0] > 1.5 * width
