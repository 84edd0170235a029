"""How often the intervals of rates drawn towards their family hold the truth, and what it gains.

    python benchmarks/shrinkage.py --slices 10000

Families of slices are simulated whose rates are drawn from Beta(s m, s (1 - m)), with 0 to 200
rows each (on a logarithmic scale: half of the slices hold 10 or fewer). Every line of the
first table stands on `--slices` slices. Errors are root mean squares where there are rows.
`!` marks a coverage below 93 % by more than two standard errors, families being the unit.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln

from counterpoise.metrics.rates import PREVALENCE, RATES, Confusion
from counterpoise.metrics.shrinkage import shrunk_rates
from counterpoise.stats.beta_binomial import Family, Posterior, family_of, posterior_of
from counterpoise.stats.intervals import wilson

FAMILIES = (8, 27, 100, 1000)
MEANS = (0.02, 0.1, 0.4)
STRENGTHS = {"none": np.inf, "small": 100.0, "moderate": 20.0, "large": 5.0}
MOST = 200
TARGET = 0.93
WIDTH = 13


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--slices", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    generator = np.random.default_rng(options.seed)
    coverage(options.slices, generator)
    weighted_rows(options.slices // 2, generator)
    four_cells(options.slices, generator)
    odd_one_out(options.slices // 10, generator)
    speed(generator)


def table(title: str, columns: Iterable[str], rows: Iterable[tuple[str, list[str]]]) -> None:
    print(f"\n{title}")
    print(" " * 32 + "".join(f"{column:>{WIDTH}}" for column in columns))
    for name, cells in rows:
        print(f"  {name:30}" + "".join(f"{cell:>{WIDTH}}" for cell in cells), flush=True)


def sizes(shape: tuple[int, int], generator: np.random.Generator) -> np.ndarray:
    return np.minimum(np.floor(np.exp(generator.uniform(-0.7, 5.4, shape))), MOST)


def truths(
    mean: float, strength: float, shape: tuple[int, int], generator: np.random.Generator
) -> np.ndarray:
    if np.isinf(strength):
        return np.full(shape, mean)
    return generator.beta(strength * mean, strength * (1 - mean), shape)


def covered(found: Posterior, truth: np.ndarray) -> np.ndarray:
    return (found.lower <= truth) & (truth <= found.upper)


def share(hits: np.ndarray, where: np.ndarray) -> str:
    """Per cent of the slices `where`, families being columns."""
    by_family = np.array([column[here].mean() for column, here in pairs(hits, where)])
    found, error = hits[where].mean(), by_family.std() / len(by_family) ** 0.5
    return f"{100 * found:.1f}{'!' if found + 2 * error < TARGET else ''}"


def pairs(hits: np.ndarray, where: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    return ((hits[:, i], where[:, i]) for i in np.flatnonzero(where.any(axis=0)))


def error(estimate: np.ndarray, truth: np.ndarray, where: np.ndarray) -> str:
    return f"{np.sqrt(np.mean((estimate - truth)[where] ** 2)):.4f}"


def plugged_in(family: Family) -> Family:
    """The most likely strength alone, and the mean as if it were known."""
    best = family.share == family.share.max(axis=0)
    return Family(
        share=best / best.sum(axis=0),
        strength=family.strength,
        mean=family.mean,
        variance=np.zeros_like(family.variance),
    )


def coverage(slices: int, generator: np.random.Generator) -> None:
    """The posterior over the strength, beside its most likely value plugged in, and Wilson's."""

    def row(count: int, mean: float, strength: float) -> list[str]:
        shape = (count, slices // count)
        size, truth = sizes(shape, generator), truths(mean, strength, shape, generator)
        hits = generator.binomial(size.astype(np.int64), truth).astype(np.float64)
        family = family_of(hits, size)
        found, plugged = (posterior_of(one, hits, size) for one in (family, plugged_in(family)))
        some, every = size > 0, np.isfinite(family.share[0]) & np.ones(shape, dtype=bool)
        raw = np.divide(hits, size, out=np.full(shape, np.nan), where=some)
        lower, upper = wilson(raw, size)
        hit = covered(found, truth)
        return [
            share(hit, every),
            share(hit, every & (size < 10)),
            share(hit, every & ~some),
            share(covered(plugged, truth), every).strip("!"),
            f"{np.mean((found.upper - found.lower)[some]):.3f}",
            f"{np.mean((upper - lower)[some]):.3f}",
            error(found.value, truth, some),
            error(raw, truth, some),
        ]

    table(
        "Coverage in % (target >= 93), mean width of the intervals, and error",
        [
            *("covered", "n < 10", "no rows", "plugged in"),
            *("width", "of Wilson's", "error", "of raw"),
        ],
        (
            (f"{count:4} slices, {name}, m {mean}", row(count, mean, strength))
            for count in FAMILIES
            for name, strength in STRENGTHS.items()
            for mean in MEANS
        ),
    )


def weighted_rows(slices: int, generator: np.random.Generator) -> None:
    """Rows with lognormal weights (sigma 1), which make n rows worth n / 2.7 when n is large."""

    def row(count: int, mean: float, strength: float) -> list[str]:
        shape = (count, slices // count)
        rows = sizes(shape, generator).astype(np.int64)
        truth = truths(mean, strength, shape, generator)
        of = np.repeat(np.arange(rows.size), rows.ravel())
        weight = np.exp(generator.standard_normal(len(of)))
        hit = generator.random(len(of)) < truth.ravel()[of]
        total, squares, called = (
            np.bincount(of, values, minlength=rows.size).reshape(shape)
            for values in (weight, weight**2, weight * hit)
        )
        some = rows > 0
        size = np.divide(total**2, squares, out=np.zeros(shape), where=some)
        raw = np.divide(called, total, out=np.full(shape, np.nan), where=some)
        hits = np.where(some, raw, 0.0) * size
        found = posterior_of(family_of(hits, size), hits, size)
        return [
            share(covered(found, truth), np.isfinite(found.value)),
            error(found.value, truth, some),
            error(raw, truth, some),
        ]

    table(
        "Weighted rows, 27 slices: coverage in % (target >= 93), and error",
        ["covered", "error", "of raw"],
        (
            (f"{name}, m {mean}", row(27, mean, strength))
            for name, strength in STRENGTHS.items()
            for mean in MEANS
        ),
    )


CELLS = ("tp", "fp", "tn", "fn")
TRUTHS = {
    # (strength of the prevalence 0.3, of FPR 0.1, of FNR 0.3)
    "prevalence varies alone": (5.0, np.inf, np.inf),
    "prevalence varies, FPR less": (5.0, 50.0, 50.0),
    "FPR varies alone": (np.inf, 10.0, np.inf),
    "nothing varies": (np.inf, np.inf, np.inf),
}


def four_cells(slices: int, generator: np.random.Generator) -> None:
    """FPR from a Dirichlet over the four confusion cells, beside one of its own two cells."""

    def row(strengths: tuple[float, float, float]) -> list[str]:
        shape = (100, slices // 1000)
        rows = sizes(shape, generator).astype(np.int64)
        prevalence, fpr, fnr = (
            truths(mean, strength, shape, generator)
            for mean, strength in zip((0.3, 0.1, 0.3), strengths, strict=True)
        )
        positives = generator.binomial(rows, prevalence)
        fp, fn = generator.binomial(rows - positives, fpr), generator.binomial(positives, fnr)
        cells = np.stack([positives - fn, fp, rows - positives - fp, fn]).astype(np.float64)
        hits, size = cells[1], cells[1] + cells[2]
        some = size > 0
        raw = np.divide(hits, size, out=np.full(shape, np.nan), where=some)
        own = posterior_of(family_of(hits, size), hits, size)
        families = [fpr_family(cells[:, :, place]) for place in range(shape[1])]
        tied = posterior_of(joined(families), hits, size)
        return [
            share(covered(own, fpr), some),
            share(covered(tied, fpr), some).strip("!"),
            *(f"{np.mean((one.upper - one.lower)[some]):.3f}" for one in (own, tied)),
            *(error(one, fpr, some) for one in (own.value, tied.value, raw)),
        ]

    table(
        "FPR of 100 slices: from its own two cells, and from a Dirichlet over all four",
        ["covered", "of four", "width", "of four", "error", "of four", "of raw"],
        ((name, row(strengths)) for name, strengths in TRUTHS.items()),
    )


def fpr_family(cells: np.ndarray) -> Family:
    """What a Dirichlet-multinomial over four cells says of FPR: `cells` is [4, slices].

    Its mean by maximum likelihood; its strength integrated with the same prior as for two cells.
    """

    def loss(alpha: np.ndarray) -> float:
        total, rows = alpha.sum(), cells.sum(axis=0)
        rises = gammaln(alpha[:, None] + cells) - gammaln(alpha)[:, None]
        return float((gammaln(total + rows) - gammaln(total)).sum() - rises.sum())

    best = minimize(lambda logs: loss(np.exp(np.clip(logs, -12, 18))), np.zeros(4))
    mean = np.exp(np.clip(best.x, -12, 18))
    mean /= mean.sum()
    spreads = (np.arange(200) + 0.5) / 200
    strength = spreads**-2.0 - 1
    logs = np.array([-loss(mean * one) for one in strength])
    weight = np.exp(logs - logs.max())
    column = np.ones((200, 1))
    return Family(
        share=(weight / weight.sum())[:, None],
        strength=(strength * (mean[1] + mean[2]))[:, None],
        mean=mean[1] / (mean[1] + mean[2]) * column,
        variance=0 * column,
    )


def joined(families: list[Family]) -> Family:
    return Family(
        **{
            name: np.concatenate([getattr(one, name) for one in families], axis=1)
            for name in ("share", "strength", "mean", "variance")
        }
    )


def odd_one_out(families: int, generator: np.random.Generator) -> None:
    """One slice of n rows whose rate is 0.4, among 26 slices around 0.1: what is hidden."""

    def row(rows: int, strength: float) -> list[str]:
        shape = (27, families)
        size, truth = sizes(shape, generator), truths(0.1, strength, shape, generator)
        size[0], truth[0] = rows, 0.4
        hits = generator.binomial(size.astype(np.int64), truth).astype(np.float64)
        found = posterior_of(family_of(hits, size), hits, size)
        lower, upper = wilson(hits[0] / size[0], size[0])
        return [
            f"{np.mean(hits[0] / rows):.3f}",
            f"{np.mean(found.value[0]):.3f}",
            f"{100 * np.mean(covered(found, truth)[0]):.1f}",
            f"{100 * np.mean((lower <= 0.4) & (upper >= 0.4)):.1f}",
            f"{100 * np.mean(found.lower[0] > 0.1):.1f}",
            f"{100 * np.mean(lower > 0.1):.1f}",
        ]

    table(
        "One slice of rate 0.4 among 26 around 0.1: mean estimate, coverage in %, how often the "
        "interval lies above 0.1",
        ["raw", "shrunk", "covered", "by Wilson's", "above", "by Wilson's"],
        (
            (f"{name}, {rows} rows", row(rows, STRENGTHS[name]))
            for name in ("none", "moderate")
            for rows in (5, 20, 50, 200)
        ),
    )


def speed(generator: np.random.Generator) -> None:
    """Twelve rates of 1,000 slices at 5 thresholds."""
    shape = (1000, 5)
    parts = generator.multinomial(
        sizes((1000, 1), generator).astype(np.int64).repeat(5, axis=1), [0.2, 0.1, 0.6, 0.1]
    )
    rows = {name: parts[..., place] for place, name in enumerate(CELLS)}
    weight = {name: values.astype(np.float64) for name, values in rows.items()}
    cells = Confusion(rows=rows, weight=weight, weight_sq=weight)
    seconds = []
    for _ in range(5):
        wall, cpu = time.perf_counter(), time.process_time()
        shrunk_rates((*RATES, PREVALENCE), cells, range(shape[0]))
        seconds.append((time.perf_counter() - wall, time.process_time() - cpu))
    wall, cpu = np.min(seconds, axis=0)
    print(f"\n12 rates of 1,000 slices at 5 thresholds: {wall:.2f} s, {cpu:.2f} s of CPU time")


if __name__ == "__main__":
    main()
