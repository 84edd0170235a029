"""Intervals and p-values of gaps."""

from __future__ import annotations

import numpy as np

from counterpoise.stats.differences import comparison
from counterpoise.stats.equality import equal_rates_p_value
from coverage_tables.samples import added, counted, covers, nothing, weighted
from coverage_tables.table import GAP_TARGET, grid, share, table, within

PLANTED = 0.1


def gaps(draws: int, generator: np.random.Generator) -> None:
    """Of a slice of n rows on average: to its rest of 4 n, to overall, to a slice half shared.

    Planted gaps raise the slice's rate by 0.1; the slice that is half shared has rates p + 0.1,
    p + 0.3 and p in the slice's own rows, those shared and the others.
    """

    def row(size: int, rate: float) -> list[str]:
        target, cells = within(size, GAP_TARGET), []
        for gap in (0.0, PLANTED):
            rows = np.maximum(generator.binomial(5 * size, 0.2, draws), 1)
            first = counted(generator.binomial(rows, rate + gap), rows)
            rest = counted(generator.binomial(5 * size - rows, rate), 5 * size - rows)
            to_rest = comparison(first, rest, shared=nothing(first))
            to_all = comparison(first, added(first, rest), shared=first)
            average = rate + 0.2 * gap
            cells += [
                share(covers(to_rest.difference, gap), target),
                share(covers(to_all.difference, 0.8 * gap), target),
                share(covers(to_rest.ratio, (rate + gap) / rate), target),
                share(covers(to_all.ratio, (rate + gap) / average), target),
            ]
        cells.append(share(half_shared(size, rate, draws, generator), target))
        return cells

    names = [f"{form} {to}" for form in ("diff.", "ratio") for to in ("rest", "overall")]
    table(
        "Gaps, none planted, then 0.1: coverage in % (target 93-97 from n = 200)",
        [*names, *(f"{name} +.1" for name in names), "diff. to slice"],
        ((name, row(size, rate)) for name, size, rate in grid()),
    )


def half_shared(size: int, rate: float, draws: int, generator: np.random.Generator) -> np.ndarray:
    """Whether the gap to a reference slice that shares half its rows is covered."""
    rows = generator.multinomial(3 * size // 2, [1 / 3] * 3, size=draws).T
    own = [rate + PLANTED, rate + 3 * PLANTED, rate]
    parts = [generator.binomial(count, p) for count, p in zip(rows, own, strict=True)]
    first = counted(parts[0] + parts[1], rows[0] + rows[1])
    second = counted(parts[1] + parts[2], rows[1] + rows[2])
    found = comparison(first, second, shared=counted(parts[1], rows[1]))
    return covers(found.difference, (own[0] - own[2]) / 2)


def gaps_of_weighted_rows(draws: int, generator: np.random.Generator) -> None:
    """The same with lognormal weights, to the rest and to overall."""

    def row(size: int, rate: float) -> list[str]:
        target, cells = within(size, GAP_TARGET), []
        for gap in (0.0, PLANTED):
            first = weighted(size, rate + gap, draws, generator)
            rest = weighted(4 * size, rate, draws, generator)
            to_rest = comparison(first, rest, shared=nothing(first))
            to_all = comparison(first, added(first, rest), shared=first)
            cells += [
                share(covers(to_rest.difference, gap), target),
                share(covers(to_all.difference, 0.8 * gap), target),
                share(covers(to_rest.ratio, (rate + gap) / rate), target),
            ]
        return cells

    names = ["diff. rest", "diff. overall", "ratio rest"]
    table(
        f"Weighted gaps: coverage in % (target 93-97 from n = 200), {draws} draws",
        [*names, *(f"{name} +.1" for name in names)],
        ((name, row(size, rate)) for name, size, rate in grid()),
    )


def p_values(draws: int, generator: np.random.Generator) -> None:
    """Of a gap that is not there, to a rest of 4 n."""

    def row(size: int, rate: float) -> list[str]:
        pairs = (
            [counted(generator.binomial(rows, rate, draws), rows) for rows in (size, 4 * size)],
            [weighted(rows, rate, max(draws // 4, 1), generator) for rows in (size, 4 * size)],
        )
        found = [equal_rates_p_value(first, rest) for first, rest in pairs]
        return [
            share(p_value <= level, (0, level)) for p_value in found for level in (0.05, 0.0025)
        ]

    table(
        "P-values of no gap: share in % at most 5 %, at most 0.25 % (targets: at most that)",
        [f"{name}, {level} %" for name in ("mid-p", "weighted") for level in ("5", "0.25")],
        ((name, row(size, rate)) for name, size, rate in grid()),
    )
