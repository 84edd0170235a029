"""The few directions in which a large sparse matrix says most."""

from __future__ import annotations

from typing import cast

import numpy as np
from jaxtyping import Float32
from scipy import sparse

from counterpoise.progress import Progress, silent

SPARE_DIRECTIONS = 20
"""Directions searched beyond those asked for."""

ROUNDS = 4
"""Power iterations. On the PPMI of 182,000 comments 4 give the test AUC of an exact SVD."""


def left_factors(
    matrix: sparse.csr_array,
    rank: int,
    *,
    rng: np.random.Generator,
    progress: Progress = silent,
) -> tuple[Float32[np.ndarray, "rows rank"], Float32[np.ndarray, " rank"]]:
    """The leading left singular vectors of `matrix` and its singular values, largest first.

    matrix ~ U diag(s) V', by a randomised range finder with power iterations. Exact for a matrix
    of at most `rank + 20` rows or columns.

    Args:
        matrix: [rows, columns], float32.
        rank: the number of directions wanted, >= 1.
        rng: draws the random start.
        progress: told of each round.

    Returns:
        U and s, with fewer than `rank` columns where the matrix has a lower rank (none where it
        is all zeros). The largest entry of each column of U is positive.

    Source:
        Halko, Martinsson and Tropp 2011, Finding Structure with Randomness, algorithm 4.4.
    """
    rows, columns = cast(tuple[int, int], matrix.shape)
    width = min(rank + SPARE_DIRECTIONS, rows, columns)
    turned = matrix.T.tocsr()
    basis = matrix @ rng.standard_normal((columns, width), dtype=np.float32)
    with progress("finding word vectors", ROUNDS) as advance:
        for _ in range(ROUNDS):
            basis = matrix @ _orthonormal(turned @ _orthonormal(basis))
            advance(1)
    basis = _orthonormal(basis)
    inner, values, _ = np.linalg.svd((turned @ basis).T, full_matrices=False)
    noise = values[0] * max(rows, columns) * np.finfo(np.float32).eps
    kept = min(rank, int((values > noise).sum()))
    left = basis @ inner[:, :kept]
    return left * _signs(left), values[:kept]


def _orthonormal(columns: np.ndarray) -> np.ndarray:
    return np.linalg.qr(columns).Q


def _signs(columns: Float32[np.ndarray, "rows rank"]) -> Float32[np.ndarray, " rank"]:
    """1 or -1 for each column: the sign of its largest entry, which a decomposition leaves open."""
    largest = np.abs(columns).argmax(axis=0)
    return np.sign(columns[largest, np.arange(columns.shape[1])])
