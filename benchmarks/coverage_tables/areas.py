"""Intervals of areas under the ROC curve."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, ndtri

from counterpoise.metrics.bias_auc import EQUALITY_GAPS, average_equality_gaps
from counterpoise.stats.ranking import Ranked, roc_auc
from counterpoise.stats.score_order import ScoreOrder
from coverage_tables.samples import covers
from coverage_tables.table import GAP_TARGET, SIZES, share, table, within

SHARES = (0.01, 0.1, 0.5)
AREAS = (0.7, 0.9, 0.96)
AT_ONCE = 1000
"""Data sets that are ranked at once, as slices that share no row."""

Sample = tuple[np.ndarray, np.ndarray, np.ndarray | None]


def areas(draws: int, generator: np.random.Generator) -> None:
    """ROC AUC of n rows of which each is positive with one probability.

    Scores are normal; then (*wide*) normal with positives that vary twice as much as negatives;
    then normal with lognormal weights.
    """

    def row(size: int, positive: float) -> list[str]:
        cells = []
        for spread, heavy in ((1.0, False), (2.0, False), (1.0, True)):
            for area in AREAS:
                ends = area_ends(size, positive, area, draws, generator, spread=spread, heavy=heavy)
                cells.append(share(covers(ends, area), within(size, GAP_TARGET)))
        return cells

    table(
        f"ROC AUC: coverage in % (target 93-97 from n = 200), {draws} draws",
        [f"{area}{kind}" for kind in ("", " wide", " weighted") for area in AREAS],
        (
            (f"n {size:5} positive {positive}", row(size, positive))
            for size in SIZES
            for positive in SHARES
        ),
    )


def area_ends(
    size: int,
    positive: float,
    area: float,
    draws: int,
    generator: np.random.Generator,
    *,
    spread: float,
    heavy: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """The interval's ends in every draw."""
    ends = []
    for first in range(0, draws, AT_ONCE):
        count = min(AT_ONCE, draws - first)
        scores, positives, weights = sample(
            (count, size), positive, area, generator, spread=spread, heavy=heavy
        )
        ranked = Ranked.of(
            scores, positives, atoms=np.repeat(np.arange(count), size), weights=weights
        )
        found = roc_auc(ranked, np.eye(count, dtype=bool))
        ends.append((found.lower[:, 0], found.upper[:, 0]))
    lower, upper = (np.concatenate(end) for end in zip(*ends, strict=True))
    return lower, upper


def sample(
    shape: tuple[int, int],
    positive: float,
    area: float,
    generator: np.random.Generator,
    *,
    spread: float = 1.0,
    heavy: bool = False,
) -> Sample:
    """Scores, whether positive, and weights of rows; data sets end to end, each of both classes."""
    positives = generator.random(shape) < positive
    positives[:, 0], positives[:, 1] = True, False
    shift = ndtri(area) * (1 + spread**2) ** 0.5
    deviates = generator.standard_normal(shape)
    scores = expit(np.where(positives, shift + spread * deviates, deviates))
    weights = np.exp(generator.standard_normal(scores.size)) if heavy else None
    return scores.ravel(), positives.ravel(), weights


def equality_gaps(draws: int, generator: np.random.Generator) -> None:
    """Average equality gaps of a slice of n rows on average, a third positive, and 4 n others.

    The slice's scores are higher, so that the gap is as said.
    """

    def row(size: int, gap: float) -> list[str]:
        lower, upper = np.array([gap_ends(size, gap, generator) for _ in range(draws)]).T
        target = within(size, GAP_TARGET)
        return [share(covers(ends, gap), target) for ends in zip(lower, upper, strict=True)]

    table(
        f"Average equality gaps: coverage in % (target 93-97 from n = 200), {draws} draws",
        ["positive", "negative"],
        ((f"n {size:5} gap {gap}", row(size, gap)) for size in SIZES for gap in (0.0, 0.2, 0.4)),
    )


def gap_ends(size: int, gap: float, generator: np.random.Generator) -> list[tuple[float, float]]:
    """The ends of the positive and of the negative gap."""
    group = (generator.random(5 * size) < 0.2).astype(np.int64)
    positives = generator.random(5 * size) < 1 / 3
    shift = 2**0.5 * ndtri(0.5 + gap)
    scores = expit(generator.standard_normal(5 * size) + positives + shift * group)
    order = ScoreOrder.of(scores, positives, atoms=group)
    found = average_equality_gaps(order, np.array([[False], [True]]), np.ones((2, 1), dtype=bool))
    return [(found[name].lower[0, 0], found[name].upper[0, 0]) for name in EQUALITY_GAPS]
