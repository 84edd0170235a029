"""Gaps of every model as one tidy table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from counterpoise.errors import PlanError, choices
from counterpoise.metrics.gaps import Gaps, gaps_to_overall, gaps_to_rest, gaps_to_slice, trials
from counterpoise.metrics.rates import PREVALENCE, RATES, Confusion, Rate, confusion
from counterpoise.metrics.resampled import (
    ResampledGaps,
    resampled_to_overall,
    resampled_to_rest,
    resampled_to_slice,
    resampled_where_enough,
)
from counterpoise.metrics.resampled_sums import ResampledSums
from counterpoise.model_sums import ModelSums
from counterpoise.slices import Slice, SliceSets
from counterpoise.stats.counts import Counts
from counterpoise.stats.first_axis import spread
from counterpoise.stats.intervals import wilson
from counterpoise.stats.multiplicity import benjamini_hochberg, holm
from counterpoise.stats.redraws import DRAWS
from counterpoise.stats.sufficiency import HALF_WIDTH as WIDEST
from counterpoise.stats.sufficiency import sufficiency

AGAINST = ("overall", "rest")
"""What slices may be held against, beside any slice by its name."""

Correction = Literal["benjamini_hochberg", "holm"]

ADJUSTED = {"benjamini_hochberg": benjamini_hochberg, "holm": holm}
"""Correction -> p-values adjusted for the slices of one family."""

Intervals = Literal["newcombe", "resampled"]

FEWEST_DRAWS = 200
"""Below this the ends of a 95 % interval rest on fewer than five draws each."""

COLUMNS = (
    *("model", "slice", "against", "metric", "threshold", "value", "reference"),
    *(
        "difference",
        "lower",
        "upper",
        "interval",
        "ratio",
        "ratio_lower",
        "ratio_upper",
        "percent_change",
    ),
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
    redrawing: Redrawing | None = None,
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
        for rate, found, limits in _gaps(
            _HeldAgainst.of(model, sets, against, redrawing), np.array(thresholds)
        )
    ]
    return pl.concat(frames).with_columns(against=pl.lit(against)).select(COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawing:
    """How rows are redrawn for intervals.

    Attributes:
        draws: how often.
        seed: of the random numbers; the same for every model.
    """

    draws: int = DRAWS
    seed: int = 0

    def __post_init__(self) -> None:
        if self.draws < FEWEST_DRAWS:
            raise PlanError(
                f"`draws` must be at least {FEWEST_DRAWS}, or no percentile of them can be told, "
                f"got {self.draws}. Leave it out for {DRAWS:,}."
            )


def _gaps(
    held: _HeldAgainst, thresholds: np.ndarray
) -> Iterator[tuple[Rate, dict[str, np.ndarray], Sequence[float | None]]]:
    """(rate, its columns [slices, thresholds], its thresholds) of one model, overall left out."""
    for rate in (*RATES, PREVALENCE):
        limits = thresholds[:1] if rate is PREVALENCE else thresholds
        rows = trials(rate, confusion(held.counts, limits))
        lower, upper = wilson(rows.rate, rows.size)
        reach = np.maximum(upper - rows.rate, rows.rate - lower)
        needed = sufficiency(rows.rate, rows.size, rows.rows, half_width=WIDEST)
        found, resampled = held.gaps(rate, limits)
        columns = {
            **_columns(found),
            "resampled": resampled,
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
        regions: of each slice, the region that `redrawn` has of its family, or of what it shares.
        redrawn: sums over slices and those regions, redrawn; None where they are not asked for.
    """

    counts: Counts
    against: str
    other: Counts
    place: int
    regions: np.ndarray
    redrawn: ResampledSums | None

    @staticmethod
    def of(
        model: ModelSums, sets: SliceSets, against: str, redrawing: Redrawing | None
    ) -> _HeldAgainst:
        """The sums that holding `model` against it needs."""
        place, other = 0, model.counts
        beside, regions = sets.inside[:, :0], np.zeros(0, dtype=np.int64)
        slices = len(sets.slices)
        if against == "rest":
            other = spread(model.atoms, sets.rest)
            beside, regions = sets.annotated, slices + sets.family_of
        elif against != "overall":
            place = [piece.name for piece in sets.slices].index(against)
            beside, regions = sets.inside & sets.inside[:, [place]], slices + np.arange(slices)
            other = spread(model.atoms, beside)
        redrawn = redrawing and ResampledSums.of(
            model.atoms,
            np.concatenate([sets.inside, beside], axis=1),
            generator=np.random.default_rng(redrawing.seed),
            draws=redrawing.draws,
        )
        return _HeldAgainst(
            counts=model.counts,
            against=against,
            other=other,
            place=place,
            regions=regions,
            redrawn=redrawn,
        )

    def gaps(self, rate: Rate, limits: np.ndarray) -> tuple[Gaps, np.ndarray]:
        """The gaps of one rate at the thresholds, and whether each interval is of redrawn rows."""
        found = self._newcombe(rate, confusion(self.counts, limits), limits)
        if self.redrawn is None:
            return found, np.zeros(found.rows.shape, dtype=bool)
        resampled = self._resampled(rate, self.redrawn, limits)
        return resampled_where_enough(found, resampled), resampled.enough

    def _newcombe(self, rate: Rate, cells: Confusion, limits: np.ndarray) -> Gaps:
        if self.against == "overall":
            return gaps_to_overall(rate, cells)
        other = confusion(self.other, limits)
        if self.against == "rest":
            return gaps_to_rest(rate, cells, other)
        return gaps_to_slice(rate, cells, other, reference=self.place)

    def _resampled(self, rate: Rate, redrawn: ResampledSums, limits: np.ndarray) -> ResampledGaps:
        if self.against == "overall":
            return resampled_to_overall(rate, redrawn, limits, slices=len(self.counts.rows))
        if self.against == "rest":
            return resampled_to_rest(rate, redrawn, limits, annotated=self.regions)
        return resampled_to_slice(rate, redrawn, limits, reference=self.place, shared=self.regions)


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
    interval = pl.when("resampled").then(pl.lit("resampled")).otherwise(pl.lit("newcombe"))
    evidence = pl.when("enough").then(pl.lit("enough")).otherwise(pl.lit("not enough data"))
    named = {"model": pl.lit(model), "metric": pl.lit(metric)}
    return frame.with_columns(**named, evidence=evidence, interval=interval)


def _adjusted(p_values: np.ndarray, slices: Sequence[Slice], correction: Correction) -> np.ndarray:
    """Adjusted within each family: the slices of one group column or crossing."""
    families = np.array([piece.column for piece in slices])
    adjusted = np.full_like(p_values, np.nan)
    for family in dict.fromkeys(families.tolist()):
        here = families == family
        adjusted[here] = ADJUSTED[correction](p_values[here])
    return adjusted
