"""Intervals of one rate."""

from __future__ import annotations

import numpy as np

from counterpoise.stats.intervals import wilson
from counterpoise.stats.proportions import clopper_pearson, guarded_wilson
from coverage_tables.samples import counted, covers, weighted
from coverage_tables.table import RATE_TARGET, grid, share, table

METHODS = {
    "guarded Wilson": guarded_wilson,
    "Wilson": wilson,
    "Clopper-Pearson": clopper_pearson,
}
"""What a report shows, what it would show without the guard, and what the gate decides by."""


def rates(draws: int, generator: np.random.Generator) -> None:
    """Without and with lognormal weights, on Kish's effective size."""

    def row(size: int, rate: float) -> list[str]:
        cells = []
        for found in (
            counted(generator.binomial(size, rate, draws), size),
            weighted(size, rate, max(draws // 2, 1), generator),
        ):
            ends = [method(found.rate, found.size) for method in METHODS.values()]
            cells += [share(covers(end, rate), RATE_TARGET, width=end[1] - end[0]) for end in ends]
        return cells

    table(
        "Rates: coverage in % (target >= 93) and mean width",
        [*METHODS, *("weighted", "same, Wilson", "same, Cl.-P.")],
        ((name, row(size, rate)) for name, size, rate in grid()),
    )
