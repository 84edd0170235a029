"""Fairness criteria of every model and family of slices as one tidy table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from counterpoise.metrics.bias_auc import BIAS_AUCS, bias_score
from counterpoise.metrics.criteria import (
    CRITERIA,
    FNED,
    FPED,
    NO_SLICE,
    FamilyGap,
    criterion_gap,
    equality_difference,
)
from counterpoise.metrics.rates import RATES, confusion, rate_estimates
from counterpoise.metrics.worst_group import WORST_GROUP_ACCURACY, worst_group_accuracy
from counterpoise.model_sums import ModelSums
from counterpoise.slices import Slice
from counterpoise.stats.estimates import Estimates

SCHEMA = {
    "model": pl.String,
    "family": pl.String,
    "metric": pl.String,
    "threshold": pl.Float64,
    "value": pl.Float64,
    "worst": pl.String,
    "left_out": pl.List(pl.String),
}
"""The columns of `Report.criteria()`."""


def criteria_table(
    models: Sequence[ModelSums], *, slices: Sequence[Slice], thresholds: Sequence[float]
) -> pl.DataFrame:
    """Every criterion over every group column and crossing; see `Report.criteria`."""
    names = [piece.name for piece in slices]
    columns = [piece.column for piece in slices]
    rows = [
        row
        for model in models
        for family in dict.fromkeys(columns[1:])
        for row in _Family(
            model=model,
            name=str(family),
            places=[place for place, column in enumerate(columns) if column == family],
            slices=names,
            thresholds=list(thresholds),
        ).rows()
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    """The slices of one group column or crossing, under one model."""

    model: ModelSums
    name: str
    places: list[int]
    slices: list[str]
    thresholds: list[float]

    def rows(self) -> Iterator[tuple]:
        """The table's rows."""
        cells = confusion(self.model.counts, np.array(self.thresholds))
        rates = {rate.name: rate_estimates(rate, cells) for rate in RATES}
        for criterion in CRITERIA:
            gap = criterion_gap(criterion, rates, self.places)
            yield from self._gap_rows(criterion.name, gap, lowest=criterion.form == "ratio")
        for name, rate in ((FPED, "false_positive_rate"), (FNED, "false_negative_rate")):
            gap = equality_difference(rates[rate], self.places)
            yield from self._gap_rows(name, gap, lowest=False)
        worst = worst_group_accuracy(cells, self.places)
        used = np.all(worst.used, axis=0, keepdims=True)[0]
        yield from self._rows(WORST_GROUP_ACCURACY, worst.accuracy.value[0], worst.slices, used)
        nowhere = np.full(len(self.thresholds), NO_SLICE)
        everyone = np.ones_like(used)
        yield from self._rows("accuracy", worst.average.value[0], nowhere, everyone)
        if set(BIAS_AUCS) <= set(self.model.exact):
            yield self._bias_row(self.model.exact)

    def _gap_rows(self, metric: str, gap: FamilyGap, *, lowest: bool) -> Iterator[tuple]:
        places = gap.lowest[0] if lowest else gap.highest[0]
        yield from self._rows(metric, gap.value, places, np.all(gap.used, axis=0, keepdims=True)[0])

    def _rows(
        self, metric: str, values: np.ndarray, worst: np.ndarray, used: np.ndarray
    ) -> Iterator[tuple]:
        for place, threshold in enumerate(self.thresholds):
            slice_place = int(worst[place])
            yield (
                self.model.name,
                self.name,
                metric,
                threshold,
                float(values[place]),
                None if slice_place == NO_SLICE else self.slices[slice_place],
                self._left_out(used[:, place]),
            )

    def _bias_row(self, exact: Mapping[str, Estimates]) -> tuple:
        score = bias_score(exact, self.places)
        used = np.all([score.used[name] for name in BIAS_AUCS], axis=0)
        return (
            self.model.name,
            self.name,
            "bias_score",
            None,
            score.value,
            None,
            self._left_out(used),
        )

    def _left_out(self, used: np.ndarray) -> list[str]:
        return [
            self.slices[place]
            for place, took_part in zip(self.places, used, strict=True)
            if not took_part
        ]
