import numpy as np

from counterpoise.remedies.thresholds.candidates import Candidates

SCORES = np.array([0.2, 0.5, 0.5, 0.9])
POSITIVES = np.array([False, True, False, True])


def test_what_every_threshold_would_do_by_hand():
    found = Candidates.of(SCORES, POSITIVES, np.array([1.0, 2.0, 3.0, 4.0]))
    assert found.thresholds.tolist() == [0.0, 0.2, 0.5, 0.9]
    assert found.true_positives.tolist() == [6, 6, 4, 0]
    assert found.false_positives.tolist() == [4, 3, 0, 0]
    assert (found.positives, found.negatives) == (6, 4)
    assert found.cost(0.5).tolist() == [2, 1.5, 2, 6]
    assert found.rate("accuracy").tolist() == [0.6, 0.7, 0.8, 0.4]


def test_thinning_keeps_both_ends_and_no_more_than_so_many():
    scores = np.linspace(0.1, 0.9, 101)
    found = Candidates.of(scores, scores > 0.5, np.ones(101))
    thin = found.thinned(11)
    assert len(thin.thresholds) == 11
    assert (thin.thresholds[0], thin.thresholds[-1]) == (0.0, 0.9)
    assert set(thin.thresholds) < set(found.thresholds)
    assert (thin.positives, thin.negatives) == (found.positives, found.negatives)
    assert found.thinned(102) is found
