"""What a person reads first: each model's rates by slice, beside overall and the baseline."""

from __future__ import annotations

import polars as pl

from counterpoise.errors import PlanError
from counterpoise.evidence import ENOUGH
from counterpoise.report import Report

SHOWN = ("false_positive_rate", "false_negative_rate", "flip_rate", "roc_auc")
"""Metrics of the summary."""

ABOUT_ZERO = ("calibration_in_the_large", "calibration_intercept")
"""Metrics that are best at 0, of which a percentage says nothing."""


def compared(report: Report) -> pl.DataFrame:
    """The report's table, each number beside what it is held against.

    Returns:
        The columns of `Report.table()` and `percent_of_overall` (100 (value - overall) / overall,
        as Fairness Indicators shows it; nan for overall itself and over an overall of 0), `change`
        (value minus the baseline model's; nan for the baseline itself), `change_from_control`
        (value minus that of the model's control; nan where it has none) and `uncertain` (there is
        not enough data, as `evidence` says).
    """
    table = report.table()
    keys = ["metric", "threshold"]
    controls = {model.name: model.control for model in report.models}
    control_of = pl.col("model").replace_strict(controls, return_dtype=pl.String)
    table = table.with_columns(control=control_of)
    values = table.select("model", "slice", *keys, other="value")
    whole = values.filter(pl.col("slice") == "overall").drop("slice").rename({"other": "overall"})
    base = values.filter(pl.col("model") == report.baseline).drop("model").rename({"other": "base"})
    control = values.rename({"model": "control", "other": "control_value"})
    joined = _joined(table, whole, on=["model", *keys])
    joined = _joined(joined, base, on=["slice", *keys])
    joined = _joined(joined, control, on=["control", "slice", *keys])
    is_overall, is_base = pl.col("slice") == "overall", pl.col("model") == report.baseline
    value, overall = pl.col("value"), pl.col("overall")
    no_share = (overall == 0) | pl.col("metric").is_in(ABOUT_ZERO)
    return joined.with_columns(
        percent_of_overall=_unless(is_overall | no_share, 100 * (value - overall) / overall),
        change=_unless(is_base, value - pl.col("base")),
        change_from_control=_unless(pl.col("control").is_null(), value - pl.col("control_value")),
        uncertain=pl.col("evidence") != ENOUGH,
    ).drop("overall", "base", "control", "control_value")


def _unless(condition: pl.Expr, number: pl.Expr) -> pl.Expr:
    """`number`, but nan where `condition` holds or the number is missing."""
    nothing = pl.lit(float("nan"))
    return pl.when(condition).then(nothing).otherwise(number).fill_null(float("nan"))


def _joined(table: pl.DataFrame, other: pl.DataFrame, *, on: list[str]) -> pl.DataFrame:
    return table.join(other, on=on, how="left", nulls_equal=True, maintain_order="left")


def summary(report: Report, *, threshold: float | None = None) -> pl.DataFrame:
    """FPR, FNR, flip rate and AUC of every model and slice, with what they are held against.

    Args:
        report: from `audit`.
        threshold: one of the report's thresholds; 0.5 by default, or the first where 0.5 was not
            asked for.

    Returns:
        The rows of `compared` for these metrics, without the column `threshold`.

    Raises:
        PlanError: a threshold that the report does not have.
    """
    if threshold is None:
        threshold = 0.5 if 0.5 in report.thresholds else report.thresholds[0]
    if threshold not in report.thresholds:
        raise PlanError(
            f"`threshold` must be one of the report's, {list(report.thresholds)}, got {threshold}. "
            "Audit again with that threshold among `thresholds`."
        )
    here = pl.col("threshold").is_null() | (pl.col("threshold") == threshold)
    return compared(report).filter(pl.col("metric").is_in(SHOWN), here).drop("threshold")


def slice_rows(report: Report) -> dict[str, int]:
    """Slice -> its rows, with those for which a model gave no decision."""
    if not report.models:
        return {piece.name: 0 for piece in report.slices}
    first = report.models[0]
    rows = first.counts.rows.sum(axis=(1, 2))
    if first.undecided is not None:
        rows = rows + first.undecided.rows.sum(axis=(1, 2))
    return dict(zip((piece.name for piece in report.slices), rows.tolist(), strict=True))
