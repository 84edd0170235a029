"""Weights from a report: groups that fare worst count for more in the next training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from jaxtyping import Float

from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError, choices
from counterpoise.patterns import Patterns
from counterpoise.remedies.reweighing import mean_one
from counterpoise.report import Report

COUNTED = {"false_positive_rate": False, "false_negative_rate": True}
"""Rates that weights can be taken from -> the label of the rows that they count."""

Weights = Float[np.ndarray, " rows"]


def report_weights(
    examples: Examples,
    report: Report,
    column: str,
    *,
    metric: str = "false_positive_rate",
    threshold: float = 0.5,
    model: str | None = None,
    strength: float = 1.0,
    most: float = 5.0,
    base: Weights | None = None,
) -> Weights:
    """Training weights that grow with how much worse than overall a group fares in a report.

    A row of group g that the metric counts (a negative for the false positive rate, a positive
    for the false negative rate) is multiplied by (rate of g / rate overall)^strength, held between
    1 and `most`; a row in several groups by the largest. Rates of small groups are first drawn
    towards the others (`Report.shrunk`), so that noise is not paid for. Train, audit, and weigh
    again with these weights as `base`, until the gap is small enough or stops falling.

    The report should be of validation rows, not of the rows that are weighed: a model knows those.

    Args:
        examples: [rows], the training rows.
        report: from `audit`.
        column: a group column of both.
        metric: `false_positive_rate` or `false_negative_rate`.
        threshold: one of the report's.
        model: the model of the report; its only one, or its baseline, by default.
        strength: 1: in proportion; 0: no change.
        most: the largest factor.
        base: [rows], weights before; the examples' own by default, or 1 each.

    Returns:
        [rows], mean 1.

    Raises:
        PlanError: a metric, threshold, model or column that is not there, a factor below 1.
    """
    name = report.baseline if model is None else report.model(model).name
    _check(report, column, examples, metric=metric, threshold=threshold)
    if not (0 <= strength < np.inf and 1 <= most < np.inf):
        raise PlanError(
            f"`strength` must be >= 0 and `most` >= 1, both finite, got {strength} and {most}. "
            "Start with 1 and 5."
        )
    here = (pl.col("model") == name) & (pl.col("threshold") == threshold)
    shrunk = report.shrunk(metrics=[metric]).filter(here, family=column)
    table = report.table().filter(here, slice="overall", metric=metric)
    overall = table["value"][0]
    rates = dict(zip(shrunk["slice"], shrunk["shrunk"], strict=True))
    own = np.ones(len(examples)) if examples.weights is None else examples.weights
    factors = _factors(examples, column, rates, overall=overall, strength=strength, most=most)
    counted = examples.positives == COUNTED[metric]
    return mean_one((own if base is None else base) * np.where(counted, factors, 1.0))


def _factors(
    examples: Examples,
    column: str,
    rates: dict[str, float],
    *,
    overall: float,
    strength: float,
    most: float,
) -> Weights:
    """[rows], the largest factor of the row's groups; 1 in none."""
    patterns, atoms = Patterns.of(examples, [column])
    found = np.array([rates.get(f"{column}={name}", np.nan) for name in patterns.values[0]])
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = np.clip(np.nan_to_num((found / overall) ** strength, nan=1.0), 1, most)
    inside = patterns.column(column)[:, 1:]
    return np.where(inside, factors, 1.0).max(axis=1, initial=1.0)[atoms]


def _check(
    report: Report, column: str, examples: Examples, *, metric: str, threshold: float
) -> None:
    if metric not in COUNTED:
        raise PlanError(f"`metric` cannot be {metric!r}. {choices(COUNTED, metric)}")
    if threshold not in report.thresholds:
        raise PlanError(
            f"`threshold` must be one of the report's, {list(report.thresholds)}, got {threshold}. "
            "Audit again with that threshold among `thresholds`."
        )
    known: Sequence[str] = [name for name in examples.groups if name in report.not_annotated]
    if column not in known:
        raise PlanError(
            f"`column` must be a group column of the report and of the training rows, got "
            f"`{column}`. {choices(known, column)}"
        )
