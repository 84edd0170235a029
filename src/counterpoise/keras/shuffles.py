"""Rows in shuffled order without end: every row once before any row twice, as in `StepBatches`."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from jaxtyping import Int


class Shuffles:
    """Whole shuffles of the same rows, one after the other.

    Args:
        rows: how many rows there are, at least 1.
        seed: the same seed gives the same order.
    """

    def __init__(self, rows: int, *, seed: int) -> None:
        self._rows = rows
        self._seed = seed
        # Two are in use where a batch ends one shuffle and begins the next.
        self._shuffle = lru_cache(maxsize=2)(self._made)

    def at(self, start: int, count: int) -> Int[np.ndarray, " count"]:
        """The rows at places `start` up to `start + count` of the endless order."""
        first, last = start // self._rows, (start + count - 1) // self._rows
        order = np.concatenate([self._shuffle(number) for number in range(first, last + 1)])
        begin = start - first * self._rows
        return order[begin : begin + count]

    def _made(self, number: int) -> Int[np.ndarray, " rows"]:
        return np.random.default_rng([self._seed, number]).permutation(self._rows)
