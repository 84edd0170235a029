"""Every metric of every model and slice as tidy tables: one number a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from counterpoise.errors import PlanError, choices
from counterpoise.evidence import evidence
from counterpoise.metrics.calibration import calibration_estimates
from counterpoise.metrics.flips import FLIPS_OF_ROWS, GAPS, flip_estimates, flips_of_rows
from counterpoise.metrics.rates import (
    NO_DECISION_RATE,
    PREVALENCE,
    RATES,
    confusion,
    no_decision_rate,
    rate_estimates,
)
from counterpoise.model_sums import ModelSums
from counterpoise.slices import Slice
from counterpoise.stats.estimates import Estimates

SCHEMA = {
    "model": pl.String,
    "slice": pl.String,
    "metric": pl.String,
    "threshold": pl.Float64,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "rows": pl.Int64,
}
"""The columns of `Report.table()` but for `evidence`."""

Thresholds = Sequence[float | None]
"""A metric's thresholds; (None,) where it has none."""


def metric_table(
    models: Sequence[ModelSums], *, slices: Sequence[Slice], thresholds: Sequence[float]
) -> pl.DataFrame:
    """Every metric of every model; see `Report.table`."""
    return _marked(
        _frame(model.name, metric, found, slices, limits)
        for model in models
        for metric, found, limits in _estimates(model, thresholds)
    )


def curve_table(
    models: Sequence[ModelSums], *, slices: Sequence[Slice], metrics: Sequence[str]
) -> pl.DataFrame:
    """Rates over the whole grid of score bins; see `Report.curve`.

    Raises:
        PlanError: a metric that is no rate at a threshold.
    """
    known = {rate.name: rate for rate in RATES}
    for name in metrics:
        if name not in known:
            raise PlanError(f"`metrics` must name rates, got `{name}`. {choices(known, name)}")
    return _marked(
        _frame(
            model.name,
            name,
            rate_estimates(known[name], confusion(model.counts, model.counts.edges)),
            slices,
            model.counts.edges.tolist(),
        )
        for model in models
        for name in metrics
    )


def operating_point_table(models: Sequence[ModelSums], *, slices: Sequence[Slice]) -> pl.DataFrame:
    """Every rate at the thresholds that were found; see `Report.operating_points`."""
    frames = [
        _marked(
            _frame(
                model.name,
                rate.name,
                rate_estimates(rate, confusion(model.counts, np.array([found.threshold]))),
                slices,
                [found.threshold],
            )
            for rate in RATES
        ).select(
            "model",
            pl.lit(found.point.rate).alias("held_rate"),
            pl.lit(float(found.point.target)).alias("target"),
            pl.exclude("model"),
        )
        for model in models
        for found in model.operating_points
        if not np.isnan(found.threshold)
    ]
    if frames:
        return pl.concat(frames)
    columns = {"held_rate": pl.String, "target": pl.Float64, "evidence": pl.String}
    return pl.DataFrame(schema=SCHEMA | columns).select(
        "model", "held_rate", "target", pl.exclude("model", "held_rate", "target")
    )


def error_bound_table(models: Sequence[ModelSums], *, slices: Sequence[Slice]) -> pl.DataFrame:
    """How far binned metrics may be from the exact ones; see `Report.error_bounds`."""
    schema = {
        "model": pl.String,
        "slice": pl.String,
        "metric": pl.String,
        "error_bound": pl.Float64,
    }
    names = [piece.name for piece in slices]
    frames = [
        pl.DataFrame({"slice": names, "error_bound": bounds[:, 0]})
        .with_columns(model=pl.lit(model.name), metric=pl.lit(metric))
        .select(list(schema))
        for model in models
        for metric, bounds in model.error_bounds.items()
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)


def _estimates(
    model: ModelSums, shared: Sequence[float]
) -> Iterator[tuple[str, Estimates, Thresholds]]:
    thresholds = np.array(shared)
    cells = confusion(model.counts, thresholds)
    for rate in RATES:
        yield rate.name, rate_estimates(rate, cells), shared
    at_any = confusion(model.counts, thresholds[:1])
    yield PREVALENCE.name, rate_estimates(PREVALENCE, at_any), (None,)
    if model.undecided is not None:
        yield NO_DECISION_RATE, no_decision_rate(model.undecided, model.counts), (None,)
    for name, estimates in model.exact.items():
        yield name, estimates, (None,)
    if model.calibration is not None:
        for name, estimates in calibration_estimates(model.calibration).items():
            yield name, estimates, (None,)
    if model.pairs is not None:
        flips = flip_estimates(model.pairs, thresholds=len(thresholds))
        for name, estimates in flips.items():
            yield name, estimates, (None,) if name in GAPS else shared
        of_rows = flips_of_rows(model.pairs, model.counts, thresholds=len(thresholds))
        yield FLIPS_OF_ROWS, of_rows, shared


def _frame(
    model: str, metric: str, estimates: Estimates, slices: Sequence[Slice], thresholds: Thresholds
) -> pl.DataFrame:
    names = np.arange(len(slices)).repeat(len(thresholds))
    columns = {
        "slice": pl.Series([piece.name for piece in slices], dtype=pl.String).gather(names),
        "threshold": pl.Series(list(thresholds) * len(slices), dtype=pl.Float64),
        **{
            name: np.ravel(getattr(estimates, name))
            for name in ("value", "lower", "upper", "numerator", "denominator", "rows")
        },
    }
    named = pl.DataFrame(columns).with_columns(model=pl.lit(model), metric=pl.lit(metric))
    return named.select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def _marked(frames: Iterator[pl.DataFrame]) -> pl.DataFrame:
    """The frames as one, each number with its evidence."""
    found = list(frames)
    table = pl.concat(found) if found else pl.DataFrame(schema=SCHEMA)
    return table.with_columns(evidence())
