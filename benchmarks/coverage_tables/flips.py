"""Intervals of flip rates, whose pairs come from few sources."""

from __future__ import annotations

import numpy as np

from counterpoise.metrics.flips import flip_estimates
from counterpoise.stats.pair_sums import PairSums
from coverage_tables.samples import covers
from coverage_tables.table import RATE_TARGET, grid, share, table

CLUSTERS = {"1 pair": (1, 2.0), "to 5": (5, 2.0), "to 5, clustered": (5, 0.5), "to 20": (20, 2.0)}
"""Name -> most pairs of a source, and k: a source's flips have the correlation 1 / (1 + k)."""


def flips(draws: int, generator: np.random.Generator) -> None:
    """Of n sources, each with a chance of its own that a pair of it flips."""

    def row(size: int, rate: float) -> list[str]:
        cells = []
        for most, alike in CLUSTERS.values():
            sums = pair_sums(size, rate, draws, generator, most=most, alike=alike)
            found = flip_estimates(sums, thresholds=1)["flip_rate"]
            ends = found.lower[:, 0], found.upper[:, 0]
            cells.append(share(covers(ends, rate), RATE_TARGET, width=ends[1] - ends[0]))
        return cells

    table(
        f"Flip rates of n sources: coverage in % (target >= 93) and mean width, {draws} draws",
        CLUSTERS,
        ((name, row(size, rate)) for name, size, rate in grid()),
    )


def pair_sums(
    size: int, rate: float, draws: int, generator: np.random.Generator, *, most: int, alike: float
) -> PairSums:
    """The sums of every draw, as if it were a slice."""
    pairs = generator.integers(1, most + 1, (draws, size))
    chance = generator.beta(alike * rate, alike * (1 - rate), pairs.shape)
    flipped = generator.binomial(pairs, chance)

    def flips_only(values: np.ndarray) -> np.ndarray:
        """The five quantities of one threshold, of which only the first is looked at."""
        return np.sum(values, axis=1)[:, None] * np.array([1.0, 0, 0, 0, 0])

    return PairSums(
        pairs=pairs.sum(axis=1),
        sources=np.full(draws, size),
        weight=pairs.sum(axis=1).astype(np.float64),
        weight_sq=(pairs**2).sum(axis=1).astype(np.float64),
        total=flips_only(flipped),
        total_sq=flips_only(flipped**2),
        cross=flips_only(flipped * pairs),
    )
