"""What a person reads first: each model's rates by slice, beside overall and the baseline."""

from __future__ import annotations

import polars as pl

from counterpoise.errors import PlanError
from counterpoise.report import Report

SHOWN = ("false_positive_rate", "false_negative_rate", "flip_rate", "roc_auc")
"""Metrics of the summary."""

WIDEST = 0.1
"""A rate whose 95 % interval reaches further than this to a side is marked as uncertain."""


def summary(report: Report, *, threshold: float = 0.5) -> pl.DataFrame:
    """FPR, FNR, flip rate and AUC of every model and slice, with what they are held against.

    Args:
        report: from `audit`.
        threshold: one of the report's thresholds.

    Returns:
        One row a model, slice and metric: the columns of `Report.table()` (without threshold) and
        `percent_of_overall` (100 (value - overall) / overall, as Fairness Indicators shows it),
        `change` (value minus the baseline model's) and `uncertain` (the interval reaches more
        than 0.1 to a side, or nothing is defined).

    Raises:
        PlanError: a threshold that the report does not have.
    """
    if threshold not in report.thresholds:
        raise PlanError(
            f"`threshold` must be one of the report's, {list(report.thresholds)}, got {threshold}. "
            "Audit again with that threshold among `thresholds`."
        )
    shown = report.table().filter(
        pl.col("metric").is_in(SHOWN),
        pl.col("threshold").is_null() | (pl.col("threshold") == threshold),
    )
    overall = shown.filter(pl.col("slice") == "overall").select(
        "model", "metric", overall="value"
    )
    baseline = shown.filter(pl.col("model") == report.baseline).select(
        "slice", "metric", baseline="value"
    )
    reach = pl.max_horizontal(pl.col("upper") - pl.col("value"), pl.col("value") - pl.col("lower"))
    return (
        shown.drop("threshold")
        .join(overall, on=["model", "metric"], how="left", maintain_order="left")
        .join(baseline, on=["slice", "metric"], how="left", maintain_order="left")
        .with_columns(
            percent_of_overall=100 * (pl.col("value") - pl.col("overall")) / pl.col("overall"),
            change=pl.col("value") - pl.col("baseline"),
            uncertain=~(reach.fill_nan(1.0) <= WIDEST),
        )
        .drop("overall", "baseline")
    )
