"""How often the intervals hold the truth, and how often the tests cry wolf.

    python benchmarks/coverage.py --draws 20000

Data are simulated with known rates, areas and gaps for slices of n rows; each number is a share of
`--draws` data sets (fewer where each must be sorted or redrawn, as the tables say). Weighted rows
have lognormal weights (sigma 1), which make n rows worth n/2.7. Targets stand beside the numbers;
`!` marks one that is missed by more than two standard errors of the simulation.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
from scipy.special import expit, ndtr, ndtri

from counterpoise.metrics.flips import flip_estimates
from counterpoise.stats.differences import Limits, comparison
from counterpoise.stats.equality import equal_rates_p_value
from counterpoise.stats.intervals import wilson
from counterpoise.stats.maxima import maxima
from counterpoise.stats.multiplicity import holm
from counterpoise.stats.pair_sums import PairSums
from counterpoise.stats.proportions import guarded_wilson, jeffreys
from counterpoise.stats.ranking import Ranked, roc_auc
from counterpoise.stats.trials import Trials

SIZES = (20, 50, 200, 1000)
RATES = (0.01, 0.05, 0.3)
PLANTED = 0.1
RATE_TARGET = (0.93, 1.0)
GAP_TARGET = (0.93, 0.97)
ERROR_TARGET = (0.0, 0.05)
ANY = (0.0, 1.0)
WIDTH = 18
CELLS = 4_000_000
"""Weights that are drawn at once."""

Range = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--draws", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    draws, generator = options.draws, np.random.default_rng(options.seed)
    rates(draws, generator)
    gaps(draws, generator)
    gaps_of_weighted_rows(max(draws // 10, 1), generator)
    p_values(draws, generator)
    areas(max(draws // 20, 1), generator)
    flips(max(draws // 8, 1), generator)
    families(max(draws // 20, 1), generator)


def table(title: str, columns: Iterable[str], rows: Iterable[tuple[str, list[str]]]) -> None:
    print(f"\n{title}")
    print(" " * 24 + "".join(f"{column:>{WIDTH}}" for column in columns))
    for name, cells in rows:
        print(f"  {name:22}" + "".join(f"{cell:>{WIDTH}}" for cell in cells), flush=True)


def share(hits: np.ndarray, target: Range = ANY, *, width: np.ndarray | None = None) -> str:
    """A share in per cent, marked when it misses the target by more than two standard errors."""
    found = float(np.mean(hits))
    slack = 2 * (max(found * (1 - found), 0.01) / hits.size) ** 0.5
    missed = not target[0] - slack <= found <= target[1] + slack
    shown = "" if width is None else f" w {np.nanmean(width):.3f}"
    return f"{100 * found:.1f}{'!' if missed else ''}{shown}"


def grid() -> list[tuple[int, float]]:
    return [(size, rate) for size in SIZES for rate in RATES]


def covers(limits: tuple[np.ndarray, np.ndarray] | Limits, truth: float) -> np.ndarray:
    """Whether the truth is inside; an interval over nothing claims nothing and covers."""
    ends = (limits.lower, limits.upper) if isinstance(limits, Limits) else limits
    return ~((truth < ends[0] - 1e-12) | (truth > ends[1] + 1e-12))


def counted(hits: np.ndarray, rows: np.ndarray | int) -> Trials:
    """Trials of rows without weights, one a draw."""
    counts = np.broadcast_to(rows, hits.shape)
    weight = counts.astype(np.float64)
    return Trials(rows=counts, weight=weight, weight_sq=weight, hits=hits.astype(np.float64))


def weighted(rows: int, rate: float, draws: int, generator: np.random.Generator) -> Trials:
    """Trials of rows with lognormal weights, one a draw."""
    parts = []
    for first in range(0, draws, max(CELLS // rows, 1)):
        shape = (min(max(CELLS // rows, 1), draws - first), rows)
        weights = np.exp(generator.standard_normal(shape))
        hits = (weights * (generator.random(shape) < rate)).sum(axis=1)
        parts.append((weights.sum(axis=1), (weights**2).sum(axis=1), hits))
    weight, weight_sq, hits = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Trials(rows=np.full(draws, rows), weight=weight, weight_sq=weight_sq, hits=hits)


def rates(draws: int, generator: np.random.Generator) -> None:
    """Intervals of one rate."""
    methods: dict[str, Callable] = {
        "Wilson": wilson,
        "Jeffreys": jeffreys,
        "guarded Wilson": guarded_wilson,
        "Agresti-Coull": agresti_coull,
    }
    for kind in ("unweighted", "weighted"):

        def row(size: int, rate: float, kind: str = kind) -> list[str]:
            if kind == "weighted":
                found = weighted(size, rate, max(draws // 4, 1), generator)
            else:
                found = counted(generator.binomial(size, rate, draws), size)
            ends = [method(found.rate, found.size) for method in methods.values()]
            return [share(covers(end, rate), RATE_TARGET, width=end[1] - end[0]) for end in ends]

        table(
            f"Rates, {kind}: coverage in % (target >= 93) and mean width",
            methods,
            ((f"n {n:5} p {p}", row(n, p)) for n, p in grid()),
        )


def agresti_coull(rate: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """p~ -+ z sqrt(p~ (1 - p~) / (n + z^2)), p~ being Wilson's centre."""
    z = ndtri(0.975)
    centre = (rate * size + z**2 / 2) / (size + z**2)
    reach = z * np.sqrt(centre * (1 - centre) / (size + z**2))
    return np.clip(centre - reach, 0, 1), np.clip(centre + reach, 0, 1)


def gaps(draws: int, generator: np.random.Generator) -> None:
    """Gaps of a slice of n rows on average to its rest of 4 n, to overall, to a slice half shared.

    Planted gaps raise the slice's rate by 0.1; the slice that is half shared has rates p + 0.1,
    p + 0.3 and p in the slice's own rows, those shared and the others.
    """

    def row(size: int, rate: float) -> list[str]:
        target = GAP_TARGET if size >= 200 else ANY
        cells = []
        for gap in (0.0, PLANTED):
            rows = np.maximum(generator.binomial(5 * size, 0.2, draws), 1)
            first = counted(generator.binomial(rows, rate + gap), rows)
            rest = counted(generator.binomial(5 * size - rows, rate), 5 * size - rows)
            whole = counted((first.hits + rest.hits).astype(int), 5 * size)
            to_rest = comparison(first, rest, shared=nothing(first))
            to_all = comparison(first, whole, shared=first)
            average = 0.2 * (rate + gap) + 0.8 * rate
            cells += [
                share(covers(to_rest.difference, gap), target),
                share(covers(to_all.difference, rate + gap - average), target),
                share(covers(to_rest.ratio, (rate + gap) / rate), target),
                share(covers(to_all.ratio, (rate + gap) / average), target),
            ]
        cells.append(share(half_shared(size, rate, draws, generator), target))
        return cells

    names = [f"{form} {to}" for form in ("diff.", "ratio") for to in ("rest", "overall")]
    table(
        "Gaps, none planted, then 0.1: coverage in % (target 93-97 from n = 200)",
        [*names, *(f"{name} +.1" for name in names), "diff. to slice"],
        ((f"n {n:5} p {p}", row(n, p)) for n, p in grid()),
    )


def nothing(like: Trials) -> Trials:
    return counted(np.zeros_like(like.hits), 0)


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
        target = GAP_TARGET if size >= 200 else ANY
        cells = []
        for gap in (0.0, PLANTED):
            first = weighted(size, rate + gap, draws, generator)
            rest = weighted(4 * size, rate, draws, generator)
            whole = Trials(
                rows=first.rows + rest.rows,
                weight=first.weight + rest.weight,
                weight_sq=first.weight_sq + rest.weight_sq,
                hits=first.hits + rest.hits,
            )
            to_rest = comparison(first, rest, shared=nothing(first)).difference
            to_all = comparison(first, whole, shared=first).difference
            cells += [share(covers(to_rest, gap), target), share(covers(to_all, 0.8 * gap), target)]
        return cells

    table(
        f"Weighted gaps: coverage in % (target 93-97 from n = 200), {draws} draws",
        ["rest", "overall", "rest +.1", "overall +.1"],
        ((f"n {n:5} p {p}", row(n, p)) for n, p in grid()),
    )


def p_values(draws: int, generator: np.random.Generator) -> None:
    """P-values of a gap that is not there, to a rest of 4 n, beside the score test's."""

    def row(size: int, rate: float) -> list[str]:
        first = counted(generator.binomial(size, rate, draws), size)
        rest = counted(generator.binomial(4 * size, rate, draws), 4 * size)
        heavy = weighted(size, rate, max(draws // 10, 1), generator)
        heavy_rest = weighted(4 * size, rate, max(draws // 10, 1), generator)
        found = [
            equal_rates_p_value(first, rest),
            score_p_value(first, rest),
            equal_rates_p_value(heavy, heavy_rest),
        ]
        return [
            share(p_value <= level, (0, level)) for p_value in found for level in (0.05, 0.0025)
        ]

    table(
        "P-values of no gap: share in % at most 5 %, at most 0.25 % (targets: at most that)",
        [f"{name} {level}" for name in ("mid-p", "score", "weighted") for level in ("5", "0.25")],
        ((f"n {n:5} p {p}", row(n, p)) for n, p in grid()),
    )


def score_p_value(first: Trials, second: Trials) -> np.ndarray:
    """Of the pooled z of two proportions."""
    pooled = (first.hits + second.hits) / (first.weight + second.weight)
    variance = pooled * (1 - pooled) * (1 / first.weight + 1 / second.weight)
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(2 * ndtr(-np.abs(first.rate - second.rate) / variance**0.5), nan=1.0)


def areas(draws: int, generator: np.random.Generator) -> None:
    """ROC AUC of n rows of which each is positive with probability p; both classes are present."""

    def row(size: int, rate: float) -> list[str]:
        cells = []
        for area in (0.8, 0.95):
            for heavy in (False, True):
                target = GAP_TARGET if size >= 200 else ANY
                found = [
                    covered_area(size, rate, area, generator, heavy=heavy) for _ in range(draws)
                ]
                cells.append(share(np.array(found), target))
        return cells

    table(
        f"ROC AUC: coverage in % (target 93-97 from n = 200), {draws} draws",
        ["0.8", "0.8 weighted", "0.95", "0.95 weighted"],
        ((f"n {n:5} positive {p}", row(n, p)) for n, p in grid()),
    )


def covered_area(
    size: int, rate: float, area: float, generator: np.random.Generator, *, heavy: bool
) -> bool:
    positives = generator.random(size) < rate
    positives[:2] = True, False
    scores = expit(generator.standard_normal(size) + 2**0.5 * ndtri(area) * positives)
    weights = np.exp(generator.standard_normal(size)) if heavy else None
    ranked = Ranked.of(scores, positives, atoms=np.zeros(size, dtype=np.int64), weights=weights)
    found = roc_auc(ranked, np.ones((1, 1), dtype=bool))
    return bool(covers((found.lower, found.upper), area)[0, 0])


def flips(draws: int, generator: np.random.Generator) -> None:
    """Flip rates of n sources with 1 to 5 pairs each, whose flips have a correlation of 1/3."""

    def row(size: int, rate: float) -> list[str]:
        chance = generator.beta(2 * rate, 2 * (1 - rate), (draws, size))
        pairs = generator.integers(1, 6, draws * size)
        sources = np.repeat(np.arange(draws * size), pairs)
        flipped = generator.random(len(sources)) < chance.ravel()[sources]
        sums = [
            PairSums.of(
                quantities=flipped[here, None] * np.array([1.0, 0, 0, 0, 0]),
                sources=sources[here],
                atoms=np.zeros(len(sources[here]), dtype=np.int64),
                inside=np.ones((1, 1), dtype=bool),
            )
            for here in slices_of(sources, size, draws)
        ]
        found = [flip_estimates(one, thresholds=1)["flip_rate"] for one in sums]
        ends = np.array([(one.lower[0, 0], one.upper[0, 0]) for one in found]).T
        guarded = guarded_wilson(*values_and_sizes(sums))
        return [
            share(covers((ends[0], ends[1]), rate), RATE_TARGET, width=ends[1] - ends[0]),
            share(covers(guarded, rate), RATE_TARGET, width=guarded[1] - guarded[0]),
        ]

    table(
        f"Flip rates of n sources, pairs clustered: coverage in % (target >= 93), {draws} draws",
        ["Wilson", "guarded Wilson"],
        ((f"n {n:5} p {p}", row(n, p)) for n, p in grid()),
    )


def values_and_sizes(sums: list[PairSums]) -> tuple[np.ndarray, np.ndarray]:
    """Flip rates, and the sizes p (1-p) / variance; Kish's of the sources' pairs for no variance.

    The variance is m / (m - 1) times the linearised one, for m effective sources.
    """
    value = np.array([one.mean()[0, 0] for one in sums])
    variance = np.array([one.variance()[0, 0] for one in sums])
    kish = np.array([one.weight[0] ** 2 / one.weight_sq[0] for one in sums])
    some = variance > 1e-12
    variance = np.where(some, variance * kish / (kish - 1), 1)
    return value, np.where(some, value * (1 - value) / variance, kish)


def slices_of(sources: np.ndarray, size: int, draws: int) -> list[slice]:
    ends = np.searchsorted(sources, np.arange(draws + 1) * size)
    return [slice(first, end) for first, end in pairwise(ends)]


def families(draws: int, generator: np.random.Generator) -> None:
    """20 groups that share no row, of one rate; and with 0.1 added to that of one of them."""
    equal = {f"n {size:5}": np.full(20, size) for size in SIZES}
    uneven = {"n 10 ... 2000": np.geomspace(10, 2000, 20).astype(int)}
    tests = ("largest gap", "spread", "maxT", "Holm of mid-p")

    def row(sizes: np.ndarray, rate: float) -> list[str]:
        cells = []
        for gap, target in ((0.0, ERROR_TARGET), (PLANTED, ANY)):
            found = np.array([alarms(sizes, rate, gap, generator) for _ in range(draws)])
            cells += [share(column, target) for column in found.T]
        return cells

    table(
        f"20 groups: false alarms in % (target <= 5), then power for 0.1 planted, {draws} draws",
        [*tests, *(f"{test} +.1" for test in tests)],
        (
            (f"{name} p {rate}", row(sizes, rate))
            for name, sizes in {**equal, **uneven}.items()
            for rate in RATES
        ),
    )


def alarms(
    sizes: np.ndarray, rate: float, gap: float, generator: np.random.Generator
) -> list[bool]:
    """Whether each test finds something at 5 %; the gap is in the 15th of the groups."""
    truth = np.full(len(sizes), rate)
    truth[14] += gap
    found = counted(generator.binomial(sizes, truth), sizes)
    whole = counted(found.hits.sum(keepdims=True), int(sizes.sum()))
    weight = found.weight[:, None]
    seen = maxima(
        found.rate[:, None],
        whole.rate,
        weight=weight,
        weight_sq=weight,
        inside=np.eye(len(sizes), dtype=bool),
        generator=generator,
        draws=500,
    )
    family = holm(equal_rates_p_value(found, whole.minus(found)))
    smallest = [seen.largest.p_value[0], seen.spread.p_value[0], seen.p_values.min(), family.min()]
    return [p_value <= 0.05 for p_value in smallest]


if __name__ == "__main__":
    main()
