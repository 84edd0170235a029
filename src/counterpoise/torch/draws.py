"""Rows in shuffled order without end: every row once before any row twice."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor


class Draws:
    """Batches from whole shuffles of the same rows, one shuffle after the other.

    Args:
        rows: how many rows there are, at least 1.
        size: rows in a batch; more than there are takes several shuffles.
        seed: the same seed gives the same batches.
        rank: which of `ranks` processes this is: they share one order, each with its own batches.
        ranks: how many processes there are.
    """

    def __init__(self, rows: int, *, size: int, seed: int, rank: int = 0, ranks: int = 1) -> None:
        self._rows = rows
        self._size = size
        self._seed = seed
        self._rank = rank
        self._ranks = ranks
        # Two are in use where a batch ends one shuffle and begins the next.
        self._shuffle = lru_cache(maxsize=2)(self._made)

    def at(self, step: int) -> Tensor:
        """[size], the rows of this process at a step, counted from 0."""
        start = (step * self._ranks + self._rank) * self._size
        first, last = start // self._rows, (start + self._size - 1) // self._rows
        order = np.concatenate([self._shuffle(number) for number in range(first, last + 1)])
        begin = start - first * self._rows
        return torch.from_numpy(order[begin : begin + self._size])

    def _made(self, number: int) -> np.ndarray:
        return np.random.default_rng([self._seed, number]).permutation(self._rows)
