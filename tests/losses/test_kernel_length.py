import numpy as np
import pytest

from counterpoise.losses import gaussian, mmd
from counterpoise.losses.kernel_length import median_distance


def median(scores, weights=None):
    scores = np.asarray(scores, dtype=float)
    return median_distance(
        np, scores[:, None], np.ones(len(scores)) if weights is None else np.asarray(weights)
    )


def test_a_table_worked_by_hand():
    # Distances 1, 3, 2 (each twice, once from either end).
    assert median([0.0, 1.0, 3.0]) == 2


def test_a_pair_weighs_as_much_as_both_its_rows():
    # Distance 1 weighs 5 * 5, distances 3 and 2 weigh 5 each.
    assert median([0.0, 1.0, 3.0], [5.0, 5.0, 1.0]) == 1
    assert median([0.0, 1.0, 3.0], [1.0, 0.0, 1.0]) == 3


def test_equal_rows_do_not_shrink_it():
    assert median([0.0] * 50 + [1.0, 2.0]) == 1


def test_it_is_one_where_nothing_differs():
    assert median([4.0, 4.0]) == 1
    assert median([4.0]) == 1
    assert median([]) == 1
    assert median([1.0, 2.0], [0.0, 0.0]) == 1


@pytest.mark.parametrize("ordered", ["by group", "alternating"])
def test_a_sample_of_a_large_batch_sees_every_group(ordered):
    generator = np.random.default_rng(0)
    scores = generator.normal(size=2000) + np.repeat([0.0, 8.0], 1000)
    if ordered == "alternating":
        scores = scores.reshape(2, 1000).T.ravel()
    # Half of the pairs are between the groups, about 8 apart.
    exact = np.median(np.abs(scores[:, None] - scores)[np.triu_indices(2000, 1)])
    assert median(scores) == pytest.approx(exact, rel=0.15)


def test_it_is_the_length_of_the_kernel_that_asks_for_it():
    scores, membership = np.array([0.0, 1.0, 3.0]), np.array([0, 1, 0])
    assert mmd(np, scores, membership, kernel=gaussian("median")) == mmd(
        np, scores, membership, kernel=gaussian(2.0)
    )
