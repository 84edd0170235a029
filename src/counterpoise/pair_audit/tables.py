"""Counterfactual metrics of every slice of pairs as tidy tables: one number a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from counterpoise.evidence import WIDEST, evidence
from counterpoise.gap_tables import ADJUSTED, Correction
from counterpoise.metrics.flip_contrasts import FlipContrast, flip_contrasts
from counterpoise.metrics.flips import FLIPS, GAPS, flip_estimates
from counterpoise.pair_audit.model_sums import CoupleSums, PairModelSums
from counterpoise.pair_audit.slices import PairSlice
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.pair_sums import PairSums
from counterpoise.stats.sufficiency import sufficiency

METRICS = (*FLIPS, *GAPS)
"""What is measured of pairs."""

NAMES = {"model": pl.String, "family": pl.String, "slice": pl.String, "metric": pl.String}
COUNTS = {"pairs": pl.Int64, "sources": pl.Int64}

TABLE = {
    **NAMES,
    "threshold": pl.Float64,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "flips": pl.Float64,
    **COUNTS,
    "evidence": pl.String,
}
"""The columns of `PairReport.table()`."""

GAP_TABLE = {
    **NAMES,
    "threshold": pl.Float64,
    "value": pl.Float64,
    "reference": pl.Float64,
    "difference": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "p_value": pl.Float64,
    "adjusted_p_value": pl.Float64,
    **COUNTS,
    "reference_pairs": pl.Int64,
    "reference_sources": pl.Int64,
    "evidence": pl.String,
    "sources_enough": pl.Int64,
}
"""The columns of `PairReport.gaps()`."""

CHANGES = {
    **NAMES,
    "threshold": pl.Float64,
    "baseline_value": pl.Float64,
    "value": pl.Float64,
    "change": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "reduction": pl.Float64,
    "reduction_lower": pl.Float64,
    "reduction_upper": pl.Float64,
    "p_value": pl.Float64,
    "adjusted_p_value": pl.Float64,
    **COUNTS,
}
"""The columns of `PairReport.compare()`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a table is asked for.

    Attributes:
        slices: those shown, as they stand in the sums that go with them.
        thresholds: of the metrics that have them.
        metrics: some of `METRICS`.
        correction: how p-values are adjusted for the slices of one column.
    """

    slices: Sequence[PairSlice]
    thresholds: Sequence[float]
    metrics: Sequence[str]
    correction: Correction = "benjamini_hochberg"


def flip_table(models: Sequence[PairModelSums], asked: Asked) -> pl.DataFrame:
    """Every metric of every model and slice; see `PairReport.table`."""
    return _joined(TABLE, (frame for model in models for frame in _flip_frames(model, asked)))


def flip_gap_table(models: Sequence[PairModelSums], asked: Asked) -> pl.DataFrame:
    """Every slice held against its rest; see `PairReport.gaps`."""
    return _joined(GAP_TABLE, (frame for model in models for frame in _gap_frames(model, asked)))


def flip_change_table(couple: CoupleSums, asked: Asked) -> pl.DataFrame:
    """The second of two models held against the first; see `PairReport.compare`."""
    return _joined(CHANGES, _change_frames(couple, asked))


def _flip_frames(model: PairModelSums, asked: Asked) -> Iterator[pl.DataFrame]:
    sums = model.sums.slices
    found = flip_estimates(sums, thresholds=len(asked.thresholds))
    for metric in asked.metrics:
        numbers = found[metric]
        columns = {
            "value": numbers.value,
            "lower": numbers.lower,
            "upper": numbers.upper,
            "flips": numbers.numerator if metric in FLIPS else None,
            **_counts(sums),
            "evidence": _evidence(metric, numbers, sums),
        }
        yield _frame(TABLE, model.name, metric, columns, asked)


def _gap_frames(model: PairModelSums, asked: Asked) -> Iterator[pl.DataFrame]:
    sums, rests = model.sums.slices, model.sums.rests
    found = flip_contrasts(sums, rests, model.sums.shared, thresholds=len(asked.thresholds))
    for metric in asked.metrics:
        held = found[metric]
        columns = {
            "value": held.first.value,
            "reference": held.second.value,
            "difference": held.difference.value,
            "lower": held.difference.lower,
            "upper": held.difference.upper,
            "p_value": held.p_value,
            "adjusted_p_value": _adjusted(held.p_value, asked),
            **_counts(sums),
            **{f"reference_{name}": counts for name, counts in _counts(rests).items()},
            "evidence": _evidence(metric, held.first, sums),
            "sources_enough": _sources_enough(held, sums) if metric in FLIPS else None,
        }
        yield _frame(GAP_TABLE, model.name, metric, columns, asked)


def _change_frames(couple: CoupleSums, asked: Asked) -> Iterator[pl.DataFrame]:
    """Of `couple`, whose first is the mended model and whose second is the baseline."""
    found = flip_contrasts(
        couple.first, couple.second, couple.shared, thresholds=len(asked.thresholds)
    )
    for metric in asked.metrics:
        held = found[metric]
        columns = {
            "baseline_value": held.second.value,
            "value": held.first.value,
            "change": held.difference.value,
            "lower": held.difference.lower,
            "upper": held.difference.upper,
            "reduction": 100 * (1 - held.ratio.value),
            "reduction_lower": 100 * (1 - held.ratio.upper),
            "reduction_upper": 100 * (1 - held.ratio.lower),
            "p_value": held.p_value,
            "adjusted_p_value": _adjusted(held.p_value, asked),
            **_counts(couple.first),
        }
        yield _frame(CHANGES, couple.names[0], metric, columns, asked)


def _counts(sums: PairSums) -> dict[str, np.ndarray]:
    return {"pairs": sums.pairs[:, None], "sources": sums.sources[:, None]}


def _evidence(metric: str, found: Estimates, sums: PairSums) -> np.ndarray:
    """Whether there is enough data, a source counting as a row."""
    sources = np.broadcast_to(sums.sources[:, None], found.value.shape)
    columns = {
        **{name: np.ravel(getattr(found, name)) for name in ("value", "lower", "upper")},
        "rows": np.ravel(sources),
    }
    marked = pl.DataFrame(columns).with_columns(metric=pl.lit(metric)).select(evidence())
    return marked.to_series().to_numpy().reshape(found.value.shape)


def _sources_enough(held: FlipContrast, sums: PairSums) -> np.ndarray:
    sources = np.broadcast_to(sums.sources[:, None], held.size.shape)
    return sufficiency(held.first.value, held.size, sources, half_width=WIDEST).rows_enough


def _adjusted(p_values: np.ndarray, asked: Asked) -> np.ndarray:
    """Adjusted among the slices of one column."""
    columns = np.array([piece.column for piece in asked.slices])
    adjusted = np.full_like(p_values, np.nan)
    for column in np.unique(columns):
        here = columns == column
        adjusted[here] = ADJUSTED[asked.correction](p_values[here])
    return adjusted


def _frame(
    schema: Mapping[str, Any],
    model: str,
    metric: str,
    columns: Mapping[str, np.ndarray | None],
    asked: Asked,
) -> pl.DataFrame:
    """One row a slice and threshold; a column of None is null."""
    limits = [None] if metric in GAPS else list(asked.thresholds)
    shape = (len(asked.slices), len(limits))
    place = np.arange(shape[0]).repeat(shape[1])
    named = {
        "family": pl.Series([piece.family for piece in asked.slices], dtype=pl.String)[place],
        "slice": pl.Series([piece.name for piece in asked.slices], dtype=pl.String)[place],
        "threshold": pl.Series(limits * shape[0], dtype=pl.Float64),
    }
    numbers = {
        name: np.ravel(np.broadcast_to(values, shape))
        for name, values in columns.items()
        if values is not None
    }
    empty = [pl.lit(None).alias(name) for name, values in columns.items() if values is None]
    constant = {"model": pl.lit(model), "metric": pl.lit(metric)}
    frame = pl.DataFrame(named | numbers).with_columns(*empty, **constant)
    return frame.select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def _joined(schema: Mapping[str, Any], frames: Iterator[pl.DataFrame]) -> pl.DataFrame:
    found = list(frames)
    return pl.concat(found) if found else pl.DataFrame(schema=schema)
