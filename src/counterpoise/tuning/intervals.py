"""How sure a quantity is on the rows that it is reported on: its 95 % interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
import polars as pl

from counterpoise.comparing import Comparison
from counterpoise.metrics.gaps import gaps_to_overall
from counterpoise.metrics.rates import RATES, confusion
from counterpoise.report import Report
from counterpoise.stats.intervals import CONFIDENCE
from counterpoise.tuning.quantities import Quantity

RATE = {rate.name: rate for rate in RATES}

Interval = tuple[float, float]
"""Lower and upper end; nan where there is none."""

NONE: Interval = (nan, nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What intervals are read from.

    Attributes:
        report: an audit of the model.
        model: its name there.
        threshold: decisions are score > threshold.
        comparison: of the model with the baseline; None where their thresholds differ, which
            leaves changes without interval.
        families: family -> its slices.
    """

    report: Report
    model: str
    threshold: float
    comparison: Comparison | None
    families: Mapping[str, Sequence[str]]

    def interval(self, quantity: Quantity) -> Interval:
        """The 95 % interval of a quantity.

        Of a metric or a criterion that of the report; of a loss or a rise that of the paired
        comparison. The gap of a rate lies within |lower| and |upper| of the signed gap; the
        largest gap of a family between the largest of its slices' lower and the largest of their
        upper ends, each at confidence 1 - 0.05 / slices, so that all hold at once.

        Returns:
            nan twice for other quantities (the largest of a metric or of its changes, gaps of
            what is no rate), and where nothing is defined.
        """
        if quantity.form == "gap":
            return self._gap(quantity)
        if quantity.extreme is not None:
            return NONE
        if quantity.form == "value":
            return self._value(quantity)
        return self._change(quantity)

    def _value(self, quantity: Quantity) -> Interval:
        table = self.report.table().rename({"slice": "place"})
        if quantity.place in self.families:
            table = self.report.criteria().rename({"family": "place"})
        found = table.filter(
            pl.col("model") == self.model,
            pl.col("place") == quantity.place,
            pl.col("metric") == quantity.metric,
            pl.col("threshold").is_null() | (pl.col("threshold") == self.threshold),
        )
        return _ends(found)

    def _change(self, quantity: Quantity) -> Interval:
        if self.comparison is None or quantity.place in self.families:
            return NONE
        found = self.comparison.table().filter(
            pl.col("model") == self.model,
            pl.col("slice") == quantity.place,
            pl.col("metric") == quantity.metric,
            pl.col("threshold").is_null() | (pl.col("threshold") == self.threshold),
        )
        lower, upper = _ends(found)
        return (lower, upper) if quantity.form == "rise" else (-upper, -lower)

    def _gap(self, quantity: Quantity) -> Interval:
        if quantity.metric not in RATE:
            return NONE
        slices = quantity.slices(self.families)
        names = [piece.name for piece in self.report.slices]
        counts = self.report.model(self.model).counts
        cells = confusion(counts, np.array([self.threshold]))
        confidence = 1 - (1 - CONFIDENCE) / len(slices)
        found = gaps_to_overall(RATE[quantity.metric], cells, confidence=confidence).difference
        places = [names.index(name) for name in slices]
        ends = np.stack([found.lower[places, 0], found.upper[places, 0]])
        ends = ends[:, ~np.isnan(ends).any(axis=0)]
        if not ends.shape[1]:
            return NONE
        nearest = np.maximum(np.maximum(ends[0], -ends[1]), 0)
        return float(nearest.max()), float(np.abs(ends).max())


def _ends(found: pl.DataFrame) -> Interval:
    if found.height != 1:
        return NONE
    lower, upper = found.select("lower", "upper").row(0)
    return (nan if lower is None else lower, nan if upper is None else upper)
