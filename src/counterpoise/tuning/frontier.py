"""The frontier: what cannot be bettered in one number without being worse in the other."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float


def frontier(
    quality: Float[np.ndarray, " trials"], bias: Float[np.ndarray, " trials"]
) -> Bool[np.ndarray, " trials"]:
    """Whether each trial is on the frontier: no other is at least as good in both, better in one.

    Of trials with the same two numbers the first is on it. One with a nan never is.

    >>> frontier(np.array([0.9, 0.8, 0.8]), np.array([0.2, 0.1, 0.3])).tolist()
    [True, True, False]

    Args:
        quality: [trials], more is better.
        bias: [trials], less is better.
    """
    known = np.flatnonzero(~(np.isnan(quality) | np.isnan(bias)))
    order = known[np.lexsort((known, bias[known], -quality[known]))]
    best_so_far = np.minimum.accumulate(np.append(np.inf, bias[order]))[:-1]
    found = np.zeros(len(quality), dtype=bool)
    found[order] = bias[order] < best_so_far
    return found
