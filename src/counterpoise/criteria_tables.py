"""Fairness criteria of every model and family of slices as one tidy table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from counterpoise.metrics.gaps import trials
from counterpoise.metrics.rates import RATES, confusion
from counterpoise.metrics.worst_group import WORST_GROUP_ACCURACY, worst_group_accuracy
from counterpoise.model_sums import ModelSums
from counterpoise.slices import Slice
from counterpoise.stats.differences import Limits
from counterpoise.stats.estimates import Estimates

SCHEMA = {
    "model": pl.String,
    "family": pl.String,
    "metric": pl.String,
    "threshold": pl.Float64,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "lowest": pl.String,
    "highest": pl.String,
    "left_out": pl.List(pl.String),
}
"""The columns of `Report.criteria()`."""

_RATE = {rate.name: rate for rate in RATES}


def criteria_table(
    models: Sequence[ModelSums], *, slices: Sequence[Slice], thresholds: Sequence[float]
) -> pl.DataFrame:
    """Every criterion over every group column and crossing; see `Report.criteria`.

    lower and upper are 95 % intervals of a criterion over the groups that have rows; null for
    `bias_score`, which has none.
    """
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
        for criterion in CRITERIA:
            gap = criterion_gap(criterion, cells, self.places)
            values = [trials(_RATE[name], cells).rate for name in criterion.rates]
            decisive = _decisive(gap, values, ratio=criterion.form == "ratio")
            yield from self._gap_rows(criterion.name, gap, decisive)
        first = np.zeros(len(self.thresholds), dtype=np.int64)
        for name, rate in ((FPED, "false_positive_rate"), (FNED, "false_negative_rate")):
            yield from self._gap_rows(name, equality_difference(rate, cells, self.places), first)
        worst = worst_group_accuracy(cells, self.places)
        nowhere = np.full(len(self.thresholds), NO_SLICE)
        used = np.all(worst.used, axis=0, keepdims=True)[0]
        yield from self._rows(
            WORST_GROUP_ACCURACY, _limits(worst.accuracy), worst.slices, nowhere, used
        )
        everyone = np.ones_like(used)
        yield from self._rows("accuracy", _limits(worst.average), nowhere, nowhere, everyone)
        if set(BIAS_AUCS) <= set(self.model.exact):
            yield self._bias_score()

    def _bias_score(self) -> tuple:
        """The row of Jigsaw's score, which has no threshold, no interval and no extremes."""
        score = bias_score(self.model.exact, self.places)
        used = np.all([score.used[name] for name in BIAS_AUCS], axis=0)
        numbers = (None, score.value, None, None)
        return (
            self.model.name,
            self.name,
            "bias_score",
            *numbers,
            None,
            None,
            self._left_out(used),
        )

    def _gap_rows(self, metric: str, gap: FamilyGap, decisive: np.ndarray) -> Iterator[tuple]:
        at = np.arange(len(self.thresholds))
        used = np.all(gap.used, axis=0, keepdims=True)[0]
        lowest, highest = gap.lowest[decisive, at], gap.highest[decisive, at]
        found = Limits(value=gap.value, lower=gap.lower, upper=gap.upper)
        yield from self._rows(metric, found, lowest, highest, used)

    def _rows(
        self,
        metric: str,
        found: Limits,
        lowest: np.ndarray,
        highest: np.ndarray,
        used: np.ndarray,
    ) -> Iterator[tuple]:
        for place, threshold in enumerate(self.thresholds):
            ends = (self._slice(int(lowest[place])), self._slice(int(highest[place])))
            numbers = (float(part[place]) for part in (found.value, found.lower, found.upper))
            left_out = self._left_out(used[:, place])
            yield (self.model.name, self.name, metric, threshold, *numbers, *ends, left_out)

    def _slice(self, place: int) -> str | None:
        return None if place == NO_SLICE else self.slices[place]

    def _left_out(self, used: np.ndarray) -> list[str]:
        return [
            self.slices[place]
            for place, took_part in zip(self.places, used, strict=True)
            if not took_part
        ]


def _limits(estimates: Estimates) -> Limits:
    """Of estimates of one slice."""
    return Limits(value=estimates.value[0], lower=estimates.lower[0], upper=estimates.upper[0])


def _decisive(gap: FamilyGap, rates: Sequence[np.ndarray], *, ratio: bool) -> np.ndarray:
    """[thresholds], which of the criterion's rates differs most, and so decides its value."""
    at = np.arange(gap.lowest.shape[1])
    low = np.stack([values[gap.lowest[i], at] for i, values in enumerate(rates)])
    high = np.stack([values[gap.highest[i], at] for i, values in enumerate(rates)])
    spread = np.divide(-low, high, out=np.zeros_like(low), where=high > 0) if ratio else high - low
    return np.argmax(np.where(np.isnan(spread), -np.inf, spread), axis=0)
