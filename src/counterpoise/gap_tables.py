"""Gaps of every model as one tidy table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from counterpoise.errors import PlanError, choices
from counterpoise.metrics.gaps import Gaps, gaps_to_overall, gaps_to_rest, gaps_to_slice, trials
from counterpoise.metrics.rates import PREVALENCE, RATES, Rate, confusion
from counterpoise.model_sums import ModelSums
from counterpoise.slices import Slice, SliceSets
from counterpoise.stats.counts import Counts
from counterpoise.stats.first_axis import spread
from counterpoise.stats.intervals import wilson
from counterpoise.stats.multiplicity import benjamini_hochberg, holm
from counterpoise.stats.sufficiency import HALF_WIDTH as WIDEST
from counterpoise.stats.sufficiency import sufficiency

AGAINST = ("overall", "rest")
"""What slices may be held against, beside any slice by its name."""

Correction = Literal["benjamini_hochberg", "holm"]

ADJUSTED = {"benjamini_hochberg": benjamini_hochberg, "holm": holm}
"""Correction -> p-values adjusted for the slices of one family."""

COLUMNS = (
    *("model", "slice", "against", "metric", "threshold", "value", "reference"),
    *("difference", "lower", "upper", "ratio", "ratio_lower", "ratio_upper", "percent_change"),
    *("p_value", "adjusted_p_value", "rows", "reference_rows", "evidence", "rows_enough"),
)
"""The columns of `Report.gaps()`."""


def gap_table(
    models: Sequence[ModelSums],
    *,
    sets: SliceSets,
    thresholds: Sequence[float],
    against: str,
    correction: Correction = "benjamini_hochberg",
) -> pl.DataFrame:
    """Every rate of every model and slice held against a reference; see `Report.gaps`.

    Raises:
        PlanError: `against` is no reference, or `correction` no correction.
    """
    names = [piece.name for piece in sets.slices]
    for argument, value, known in (
        ("against", against, [*AGAINST, *names[1:]]),
        ("correction", correction, [*ADJUSTED]),
    ):
        if value not in known:
            raise PlanError(f"`{argument}` cannot be {value!r}. {choices(known, str(value))}")
    frames = [
        _frame(model.name, rate.name, found, sets.slices[1:], limits, correction)
        for model in models
        for rate, found, limits in _gaps(model, np.array(thresholds), sets, against)
    ]
    return pl.concat(frames).with_columns(against=pl.lit(against)).select(COLUMNS)


def _gaps(
    model: ModelSums, thresholds: np.ndarray, sets: SliceSets, against: str
) -> Iterator[tuple[Rate, dict[str, np.ndarray], Sequence[float | None]]]:
    """(rate, its columns [slices, thresholds], its thresholds) of one model, overall left out."""
    held = _HeldAgainst.of(model, sets, against)
    for rate in (*RATES, PREVALENCE):
        limits = thresholds[:1] if rate is PREVALENCE else thresholds
        rows = trials(rate, confusion(model.counts, limits))
        lower, upper = wilson(rows.rate, rows.size)
        reach = np.maximum(upper - rows.rate, rows.rate - lower)
        needed = sufficiency(rows.rate, rows.size, rows.rows, half_width=WIDEST)
        columns = {
            **_columns(held.gaps(rate, limits)),
            "enough": reach <= WIDEST,
            "rows_enough": needed.rows_enough,
        }
        shown = [None] if rate is PREVALENCE else limits.tolist()
        yield rate, {name: values[1:] for name, values in columns.items()}, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeldAgainst:
    """A model's slices, and the sums that comparing them with the reference needs beside theirs.

    Attributes:
        counts: by slice.
        against: `overall`, `rest` or a slice's name.
        other: by slice, of its rest, or of the rows that it shares with the reference slice.
        place: of the reference slice.
    """

    counts: Counts
    against: str
    other: Counts
    place: int = 0

    @staticmethod
    def of(model: ModelSums, sets: SliceSets, against: str) -> _HeldAgainst:
        if against == "overall":
            return _HeldAgainst(counts=model.counts, against=against, other=model.counts)
        if against == "rest":
            rest = spread(model.atoms, sets.rest)
            return _HeldAgainst(counts=model.counts, against=against, other=rest)
        place = [piece.name for piece in sets.slices].index(against)
        shared = spread(model.atoms, sets.inside & sets.inside[:, [place]])
        return _HeldAgainst(counts=model.counts, against=against, other=shared, place=place)

    def gaps(self, rate: Rate, limits: np.ndarray) -> Gaps:
        """The gaps of one rate at the thresholds `limits`."""
        cells = confusion(self.counts, limits)
        if self.against == "overall":
            return gaps_to_overall(rate, cells)
        other = confusion(self.other, limits)
        if self.against == "rest":
            return gaps_to_rest(rate, cells, other)
        return gaps_to_slice(rate, cells, other, reference=self.place)


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
    correction: Correction,
) -> pl.DataFrame:
    adjusted = _adjusted(columns["p_value"], slices, correction)
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


def _adjusted(p_values: np.ndarray, slices: Sequence[Slice], correction: Correction) -> np.ndarray:
    """Adjusted within each family: the slices of one group column or crossing."""
    families = np.array([piece.column for piece in slices])
    adjusted = np.full_like(p_values, np.nan)
    for family in dict.fromkeys(families.tolist()):
        here = families == family
        adjusted[here] = ADJUSTED[correction](p_values[here])
    return adjusted
