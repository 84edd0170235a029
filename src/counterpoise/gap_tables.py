"""Gaps of every model as one tidy table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, get_args

import numpy as np
import polars as pl

from counterpoise.errors import PlanError, choices
from counterpoise.metrics.gaps import Gaps, gaps_to_overall, gaps_to_rest, trials
from counterpoise.metrics.rates import PREVALENCE, RATES, Rate, confusion
from counterpoise.model_sums import ModelSums
from counterpoise.slices import Slice
from counterpoise.stats.intervals import wilson
from counterpoise.stats.multiplicity import benjamini_hochberg
from counterpoise.stats.sufficiency import HALF_WIDTH as WIDEST
from counterpoise.stats.sufficiency import sufficiency

Against = Literal["overall", "rest"]

COLUMNS = (
    *("model", "slice", "against", "metric", "threshold", "value", "reference"),
    *("difference", "lower", "upper", "ratio", "ratio_lower", "ratio_upper", "percent_change"),
    *("p_value", "adjusted_p_value", "rows", "reference_rows", "evidence", "rows_enough"),
)
"""The columns of `Report.gaps()`."""


def gap_table(
    models: Sequence[ModelSums],
    *,
    slices: Sequence[Slice],
    thresholds: Sequence[float],
    against: Against,
) -> pl.DataFrame:
    """Every rate of every model and slice held against a reference; see `Report.gaps`.

    Raises:
        PlanError: `against` is no reference.
    """
    if against not in get_args(Against):
        raise PlanError(
            f"`against` cannot be {against!r}. {choices(get_args(Against), str(against))}"
        )
    frames = [
        _frame(model.name, rate.name, found, slices[1:], limits)
        for model in models
        for rate, found, limits in _gaps(model, np.array(thresholds), against)
    ]
    return pl.concat(frames).with_columns(against=pl.lit(against)).select(COLUMNS)


def _gaps(
    model: ModelSums, thresholds: np.ndarray, against: Against
) -> Iterator[tuple[Rate, dict[str, np.ndarray], Sequence[float | None]]]:
    """(rate, its columns [slices, thresholds], its thresholds) of one model, overall left out."""
    for rate in (*RATES, PREVALENCE):
        limits = thresholds[:1] if rate is PREVALENCE else thresholds
        cells, rest = confusion(model.counts, limits), confusion(model.rest, limits)
        found = (
            gaps_to_overall(rate, cells)
            if against == "overall"
            else gaps_to_rest(rate, cells, rest)
        )
        rows = trials(rate, cells)
        lower, upper = wilson(rows.rate, rows.size)
        reach = np.maximum(upper - rows.rate, rows.rate - lower)
        needed = sufficiency(rows.rate, rows.size, rows.rows, half_width=WIDEST)
        columns = {
            **_columns(found),
            "enough": reach <= WIDEST,
            "rows_enough": needed.rows_enough,
        }
        shown = [None] if rate is PREVALENCE else limits.tolist()
        yield rate, {name: values[1:] for name, values in columns.items()}, shown


def _columns(found: Gaps) -> dict[str, np.ndarray]:
    return {
        "value": found.rate,
        "reference": found.reference_rate,
        "difference": found.difference.value,
        "lower": found.difference.lower,
        "upper": found.difference.upper,
        "ratio": found.ratio.value,
        "ratio_lower": found.ratio.lower,
        "ratio_upper": found.ratio.upper,
        "percent_change": found.percent_change.value,
        "p_value": found.p_value,
        "rows": found.rows,
        "reference_rows": found.reference_rows,
    }


def _frame(
    model: str,
    metric: str,
    columns: dict[str, np.ndarray],
    slices: Sequence[Slice],
    thresholds: Sequence[float | None],
) -> pl.DataFrame:
    adjusted = _adjusted(columns["p_value"], slices)
    repeated = [piece.name for piece in slices for _ in thresholds]
    frame = pl.DataFrame(
        {
            "slice": pl.Series(repeated, dtype=pl.String),
            "threshold": pl.Series(list(thresholds) * len(slices), dtype=pl.Float64),
            **{name: np.ravel(values) for name, values in columns.items()},
            "adjusted_p_value": np.ravel(adjusted),
        }
    )
    evidence = pl.when("enough").then(pl.lit("enough")).otherwise(pl.lit("not enough data"))
    return frame.with_columns(model=pl.lit(model), metric=pl.lit(metric), evidence=evidence).drop(
        "enough"
    )


def _adjusted(p_values: np.ndarray, slices: Sequence[Slice]) -> np.ndarray:
    """Benjamini-Hochberg within each family: the slices of one group column or crossing."""
    families = np.array([piece.column for piece in slices])
    adjusted = np.full_like(p_values, np.nan)
    for family in dict.fromkeys(families.tolist()):
        here = families == family
        adjusted[here] = benjamini_hochberg(p_values[here])
    return adjusted
