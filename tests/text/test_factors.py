from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from counterpoise.text.factors import left_factors


def factors(matrix: np.ndarray, rank: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Left factors of a dense matrix."""
    given = sparse.csr_array(matrix.astype(np.float32))
    return left_factors(given, rank, rng=np.random.default_rng(seed))


def test_a_small_matrix_has_the_factors_of_a_full_decomposition() -> None:
    matrix = np.random.default_rng(1).normal(size=(30, 12))
    left, values = factors(matrix, 5)
    exact, exact_values, _ = np.linalg.svd(matrix)
    np.testing.assert_allclose(values, exact_values[:5], rtol=1e-5)
    np.testing.assert_allclose(np.abs((left * exact[:, :5]).sum(axis=0)), 1, rtol=1e-5)


def test_a_large_matrix_with_a_clear_rank_is_found_by_a_few_rounds() -> None:
    rng = np.random.default_rng(2)
    matrix = rng.normal(size=(400, 10)) @ rng.normal(size=(10, 300))
    matrix += 0.01 * rng.normal(size=matrix.shape)
    left, values = factors(matrix, 10)
    np.testing.assert_allclose(values, np.linalg.svd(matrix)[1][:10], rtol=1e-4)
    np.testing.assert_allclose(left.T @ left, np.eye(10), atol=1e-5)


@pytest.mark.parametrize("rank", [0, 1, 3])
def test_no_more_directions_come_back_than_the_rank(rank: int) -> None:
    rng = np.random.default_rng(4)
    left, values = factors(rng.normal(size=(40, rank)) @ rng.normal(size=(rank, 30)), 8)
    assert (left.shape, values.shape) == ((40, rank), (rank,))


def test_the_largest_entry_of_each_direction_is_positive() -> None:
    left, _ = factors(np.random.default_rng(5).normal(size=(30, 12)), 6)
    assert (left.max(axis=0) == np.abs(left).max(axis=0)).all()


def test_the_same_start_gives_the_same_factors() -> None:
    matrix = np.random.default_rng(6).normal(size=(200, 150))
    np.testing.assert_array_equal(factors(matrix, 5, 1)[0], factors(matrix, 5, 1)[0])
    assert (factors(matrix, 5, 1)[0] != factors(matrix, 5, 2)[0]).any()
