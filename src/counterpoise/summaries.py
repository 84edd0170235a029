"""What a person reads first: each model's rates by slice, beside overall and the baseline."""

from __future__ import annotations

import polars as pl

from counterpoise.errors import PlanError
from counterpoise.report import Report
from counterpoise.stats.intervals import normal_quantile

SHOWN = ("false_positive_rate", "false_negative_rate", "flip_rate", "roc_auc")
"""Metrics of the summary."""

WIDEST = 0.1
"""A value whose 95 % interval reaches further than this to a side is marked as uncertain."""

WIDEST_LOGIT = 0.4
"""The same for logits: where the logistic curve is steepest, 4 of them make 1 of probability."""


def compared(report: Report) -> pl.DataFrame:
    """The report's table, each number beside what it is held against.

    Returns:
        The columns of `Report.table()` and `percent_of_overall` (100 (value - overall) / overall,
        as Fairness Indicators shows it; nan for overall itself and over an overall of 0), `change`
        (value minus the baseline model's; nan for the baseline itself) and `uncertain` (the
        interval reaches further than `WIDEST` to a side, or there is none). An interval of no
        width only says that no spread was seen: it is taken to reach as far as Wilson's does at
        0 of as many rows, so it is uncertain below 35 of them.
    """
    table = report.table()
    keys = ["metric", "threshold"]
    whole = table.filter(pl.col("slice") == "overall").select("model", *keys, overall="value")
    base = table.filter(pl.col("model") == report.baseline).select("slice", *keys, base="value")
    value, whole_value = pl.col("value"), pl.col("overall")
    percent = 100 * (value - whole_value) / whole_value
    spread = pl.max_horizontal(pl.col("upper") - value, value - pl.col("lower"))
    square = normal_quantile() ** 2
    reach = pl.when(spread > 0).then(spread).otherwise(square / (square + pl.col("rows")))
    widest = pl.when(pl.col("metric") == "ctf_gap_logit").then(WIDEST_LOGIT).otherwise(WIDEST)
    nothing = pl.lit(float("nan"))
    return (
        _joined(_joined(table, whole, on=["model", *keys]), base, on=["slice", *keys])
        .with_columns(
            percent_of_overall=pl.when((pl.col("slice") != "overall") & (whole_value != 0))
            .then(percent)
            .otherwise(nothing),
            change=pl.when(pl.col("model") != report.baseline)
            .then(value - pl.col("base"))
            .otherwise(nothing)
            .fill_null(float("nan")),
            uncertain=~(reach.fill_nan(float("inf")) <= widest),
        )
        .drop("overall", "base")
    )


def _joined(table: pl.DataFrame, other: pl.DataFrame, *, on: list[str]) -> pl.DataFrame:
    return table.join(other, on=on, how="left", nulls_equal=True, maintain_order="left")


def summary(report: Report, *, threshold: float = 0.5) -> pl.DataFrame:
    """FPR, FNR, flip rate and AUC of every model and slice, with what they are held against.

    Args:
        report: from `audit`.
        threshold: one of the report's thresholds.

    Returns:
        The rows of `compared` for these metrics, without the column `threshold`.

    Raises:
        PlanError: a threshold that the report does not have.
    """
    if threshold not in report.thresholds:
        raise PlanError(
            f"`threshold` must be one of the report's, {list(report.thresholds)}, got {threshold}. "
            "Audit again with that threshold among `thresholds`."
        )
    here = pl.col("threshold").is_null() | (pl.col("threshold") == threshold)
    return compared(report).filter(pl.col("metric").is_in(SHOWN), here).drop("threshold")
