"""Simulated rows, as the sums that intervals are made of; one entry a draw."""

from __future__ import annotations

import numpy as np

from counterpoise.stats.differences import Limits
from counterpoise.stats.trials import Trials

CELLS = 4_000_000
"""Weights that are drawn at once."""


def counted(hits: np.ndarray, rows: np.ndarray | int) -> Trials:
    """Trials of rows without weights."""
    counts = np.broadcast_to(rows, hits.shape)
    weight = counts.astype(np.float64)
    return Trials(rows=counts, weight=weight, weight_sq=weight, hits=hits.astype(np.float64))


def weighted(rows: int, rate: float, draws: int, generator: np.random.Generator) -> Trials:
    """Trials of rows with lognormal weights (sigma 1)."""
    parts = []
    for first in range(0, draws, max(CELLS // rows, 1)):
        shape = (min(max(CELLS // rows, 1), draws - first), rows)
        weights = np.exp(generator.standard_normal(shape))
        hits = (weights * (generator.random(shape) < rate)).sum(axis=1)
        parts.append((weights.sum(axis=1), (weights**2).sum(axis=1), hits))
    weight, weight_sq, hits = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Trials(rows=np.full(draws, rows), weight=weight, weight_sq=weight_sq, hits=hits)


def nothing(like: Trials) -> Trials:
    """Trials of no rows."""
    return counted(np.zeros_like(like.hits), 0)


def added(first: Trials, second: Trials) -> Trials:
    """The rows of both."""
    return Trials(
        rows=first.rows + second.rows,
        weight=first.weight + second.weight,
        weight_sq=first.weight_sq + second.weight_sq,
        hits=first.hits + second.hits,
    )


def covers(limits: tuple[np.ndarray, np.ndarray] | Limits, truth: float) -> np.ndarray:
    """Whether the truth is inside; an interval over nothing claims nothing and covers."""
    ends = (limits.lower, limits.upper) if isinstance(limits, Limits) else limits
    return ~((truth < ends[0] - 1e-12) | (truth > ends[1] + 1e-12))
