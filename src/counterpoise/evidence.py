"""Whether an interval is narrow enough to say anything: the mark of a number in a report."""

from __future__ import annotations

import polars as pl

from counterpoise.stats.intervals import normal_quantile

ENOUGH = "enough"
NOT_ENOUGH = "not enough data"

WIDEST = 0.1
"""A value whose 95 % interval reaches further than this to a side has not enough data."""

WIDEST_LOGIT = 0.4
"""The same for logits: where the logistic curve is steepest, 4 of them make 1 of probability."""

WITHOUT_INTERVAL = ("expected_calibration_error", "expected_calibration_error_by_chance")
"""Metrics that have no interval, which therefore cannot mark them."""


def evidence() -> pl.Expr:
    """The mark of each row of a report's table: `ENOUGH`, or `NOT_ENOUGH` to say anything.

    An interval of no width only says that no spread was seen: it is taken to reach as far as
    Wilson's does at 0 of as many rows, so there is not enough data below 35 of them.
    """
    value = pl.col("value")
    spread = pl.max_horizontal(pl.col("upper") - value, value - pl.col("lower"))
    square = normal_quantile() ** 2
    reach = pl.when(spread > 0).then(spread).otherwise(square / (square + pl.col("rows")))
    widest = pl.when(pl.col("metric") == "ctf_gap_logit").then(WIDEST_LOGIT).otherwise(WIDEST)
    certain = reach.fill_nan(float("inf")) <= widest
    enough = certain | (pl.col("metric").is_in(WITHOUT_INTERVAL) & value.is_not_nan())
    return pl.when(enough).then(pl.lit(ENOUGH)).otherwise(pl.lit(NOT_ENOUGH)).alias("evidence")
