import numpy as np

from counterpoise.stats.score_order import ScoreOrder


def test_rows_come_in_rising_order_and_equal_scores_share_a_rank():
    scores = np.array([0.4, 0.1, 0.4, 0.9])
    rows = ScoreOrder.of(
        scores,
        np.array([True, False, True, False]),
        atoms=np.array([5, 6, 5, 7]),
        weights=np.array([2.0, 3.0, 2.0, 4.0]),
    )
    assert rows.ranks.tolist() == [0, 1, 1, 2]
    assert rows.positives.tolist() == [False, True, True, False]
    assert rows.atoms.tolist() == [6, 5, 5, 7]
    assert rows.weights.tolist() == [3, 2, 2, 4]


def test_no_rows_are_in_order():
    rows = ScoreOrder.of(np.zeros(0), np.zeros(0, dtype=bool), atoms=np.zeros(0, dtype=int))
    assert len(rows.ranks) == 0


def test_rows_taken_out_stay_in_order():
    rows = ScoreOrder.of(np.array([0.3, 0.2, 0.1]), np.ones(3, dtype=bool), atoms=np.arange(3))
    taken = rows.take(np.array([True, False, True]))
    assert taken.ranks.tolist() == [0, 2]
    assert taken.atoms.tolist() == [2, 0]
    assert taken.weights is None
