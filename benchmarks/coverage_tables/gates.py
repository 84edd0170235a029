"""The gate's verdicts on groups: how often one is wrong, and how often a fault is found."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from scipy.special import expit, ndtri

import counterpoise as cp
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data import Examples
from counterpoise.gating.measures import measured
from counterpoise.gating.plan import Scenario
from counterpoise.gating.sources import Sources
from counterpoise.report import Report
from counterpoise.verdicts import Verdict, family_verdicts
from coverage_tables.table import ANY, ERROR_TARGET, share, table

GROUPS = 20
FAULTY = 14
FAULT = 0.1
PER_AUDIT = 25
"""Models, each of them a draw, that are audited at once."""

SETTINGS = ((20, 0.05, 0.9), (50, 0.3, 0.9), (200, 0.05, 0.96), (200, 0.3, 0.9))
"""Negatives of a group (four times its positives), rate of false positives and of flips, area."""


def gates(draws: int, generator: np.random.Generator) -> None:
    """Bounds are the truth itself, where a verdict is wrong most often, be it *pass* or *fail*.

    Then one group of 20 is worse by 0.1: the power is the share in which that group fails. A flip
    rate is that of 1 to 5 pairs a row, whose flips have a correlation of 1/3. A gap is held against
    0, which the gaps of equal groups are.
    """

    def row(size: int, rate: float, area: float) -> list[str]:
        sound = [*verdicts(size, rate, area, 0.0, draws, generator)]
        faulty = [*verdicts(size, rate, area, FAULT, max(draws // 4, 1), generator)]
        wrong = np.array([[set(each) != {"inconclusive"} for each in draw] for draw in sound])
        found = np.array([[each[FAULTY] == "fail" for each in draw] for draw in faulty])
        return [
            *(share(column, ERROR_TARGET) for column in wrong.T),
            *(share(column, ANY) for column in found.T),
        ]

    judged = ("rate", "gap", "AUC", "flips")
    table(
        f"Gate, 20 groups: a wrong verdict in % (target <= 5), then power, {draws} draws",
        [*judged, *(f"{name}, power" for name in judged)],
        ((f"n {size:5} p {rate} A {area}", row(size, rate, area)) for size, rate, area in SETTINGS),
    )


def scenarios(model: str, rate: float, area: float) -> list[Scenario]:
    """What is judged of a model: false positive rate, its gap, area, flip rate."""
    common = {"name": "coverage", "model": model, "slices": "group"}
    return [
        Scenario(metric="false_positive_rate", at_most=rate, **common),
        Scenario(metric="false_positive_rate", gap=True, at_most=0.0, **common),
        Scenario(metric="roc_auc", at_least=area, **common),
        Scenario(metric="flip_rate", at_most=rate, **common),
    ]


def verdicts(
    size: int,
    rate: float,
    area: float,
    fault: float,
    draws: int,
    generator: np.random.Generator,
) -> Iterator[list[list[Verdict]]]:
    """The verdicts on every group in each scenario, draw by draw."""
    examples, group, pairs = rows(size, generator)
    for first in range(0, draws, PER_AUDIT):
        names = [f"model {draw}" for draw in range(first, min(first + PER_AUDIT, draws))]
        given = {
            name: scores(examples, group, pairs, rate, area, fault, generator) for name in names
        }
        report = cp.audit(
            examples,
            {name: before for name, (before, _) in given.items()},
            thresholds=[0.5],
            pairs=pairs,
            counterfactual_scores={name: after for name, (_, after) in given.items()},
        )
        for name in names:
            yield [judged(scenario, report) for scenario in scenarios(name, rate, area)]


def judged(scenario: Scenario, report: Report) -> list[Verdict]:
    found = measured(scenario, Sources(report=report, comparison=None))
    return family_verdicts(found.limits, scenario.bound, slices=len(found.slices)).verdicts


def rows(size: int, generator: np.random.Generator) -> tuple[Examples, np.ndarray, Pairs]:
    """Groups of `size` negatives and a quarter as many positives, each with 1 to 5 pairs."""
    labels = np.tile(np.arange(size + size // 4) >= size, GROUPS)
    group = np.repeat(np.arange(GROUPS), size + size // 4)
    frame = pl.DataFrame(
        {"label": labels.astype(float), "group": [[f"{place:02}"] for place in group]}
    )
    sources = np.repeat(np.arange(len(group)), generator.integers(1, 6, len(group)))
    pairs = pl.DataFrame({"source": sources.astype(np.uint32)}).with_columns(
        counterfactual=pl.lit(""), generator=pl.lit("drawn")
    )
    examples = cp.read(frame, label="label", groups=["group"], text=None)
    return examples, group, Pairs(frame=pairs, examples=len(group))


def scores(
    examples: Examples,
    group: np.ndarray,
    pairs: Pairs,
    rate: float,
    area: float,
    fault: float,
    generator: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Normal scores of the rows and scores of their counterfactuals, of one model."""
    worse = np.where(group == FAULTY, fault, 0.0)
    middle = ndtri(rate + worse) + 2**0.5 * ndtri(area - worse) * examples.positives
    before = generator.standard_normal(len(group)) + middle
    chance = generator.beta(2 * (rate + worse), 2 * (1 - rate - worse))
    flipped = generator.random(len(pairs)) < chance[pairs.sources]
    after = np.where(flipped, -1, 1) * before[pairs.sources]
    return expit(before), expit(after)
