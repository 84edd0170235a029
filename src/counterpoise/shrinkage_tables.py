"""Rates of every model, drawn towards each other within families of slices, as one tidy table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from counterpoise.errors import PlanError, choices
from counterpoise.metrics.rates import PREVALENCE, RATES, Rate, confusion
from counterpoise.metrics.shrinkage import shrunk_rates
from counterpoise.model_sums import ModelSums
from counterpoise.slices import Slice

SCHEMA = {
    "model": pl.String,
    "family": pl.String,
    "slice": pl.String,
    "metric": pl.String,
    "threshold": pl.Float64,
    "value": pl.Float64,
    "shrunk": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "prior_mean": pl.Float64,
    "prior_strength": pl.Float64,
    "rows": pl.Int64,
}
"""The columns of `shrinkage_table`."""

NUMBERS = ("value", "shrunk", "lower", "upper", "prior_mean", "prior_strength", "rows")

KNOWN = {rate.name: rate for rate in (*RATES, PREVALENCE)}
"""The rates that can be drawn towards a family."""


def shrinkage_table(
    models: Sequence[ModelSums],
    *,
    slices: Sequence[Slice],
    thresholds: Sequence[float],
    metrics: Sequence[str] = tuple(KNOWN),
) -> pl.DataFrame:
    """Rates of every model and slice beside their estimates from the whole family.

    A family is the slices of one group column or crossing.

    Args:
        models: sums of each model.
        slices: overall first.
        thresholds: decisions are score > threshold.
        metrics: names of rates at a threshold, or `prevalence`.

    Returns:
        One row a model, family, metric, slice and threshold (null for prevalence): value (as
        counted), shrunk (drawn towards the family) with its 95 % interval (lower, upper),
        prior_mean and prior_strength (the family's mean, and how many rows it counts for), and
        rows. Without rows, value is nan and shrunk is what the family says of a slice not seen.
        All but value is nan where fewer than two slices of the family have rows.

    Raises:
        PlanError: a metric that is no such rate.
    """
    for name in metrics:
        if name not in KNOWN:
            raise PlanError(f"`metrics` must name rates, got `{name}`. {choices(KNOWN, name)}")
    rates = [KNOWN[name] for name in metrics]
    frames = [
        frame
        for model in models
        for family in dict.fromkeys(piece.column for piece in slices[1:])
        for frame in _frames(model, str(family), slices, thresholds, rates)
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)


def _frames(
    model: ModelSums,
    family: str,
    slices: Sequence[Slice],
    thresholds: Sequence[float],
    rates: Sequence[Rate],
) -> Iterator[pl.DataFrame]:
    """One table a rate, of one model and family."""
    places = [place for place, piece in enumerate(slices) if piece.column == family]
    names = [slices[place].name for place in places]
    limits = np.array(thresholds)
    at_all, at_any = confusion(model.counts, limits), confusion(model.counts, limits[:1])
    found = shrunk_rates([rate for rate in rates if rate is not PREVALENCE], at_all, places)
    found |= shrunk_rates([rate for rate in rates if rate is PREVALENCE], at_any, places)
    for rate in rates:
        shown = [None] if rate is PREVALENCE else list(thresholds)
        one = found[rate.name]
        numbers = {
            name: np.ravel(np.broadcast_to(getattr(one, name), one.rows.shape)) for name in NUMBERS
        }
        yield pl.DataFrame(
            {
                "model": [model.name] * one.rows.size,
                "family": [family] * one.rows.size,
                "slice": [name for name in names for _ in shown],
                "metric": [rate.name] * one.rows.size,
                "threshold": shown * len(names),
                **numbers,
            },
            schema=SCHEMA,
        )
