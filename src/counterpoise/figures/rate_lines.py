"""Rates over the whole grid of thresholds, as the arrays that a curve is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.figures.evidence import enough
from counterpoise.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLine:
    """One rate of one slice under one model, each [thresholds].

    Attributes:
        thresholds: rising.
        value: nan where undefined.
        lower: of the 95 % interval; nan where undefined.
        upper: the same.
        rows: that the rate's denominator counts.
    """

    thresholds: Float[np.ndarray, " thresholds"]
    value: Float[np.ndarray, " thresholds"]
    lower: Float[np.ndarray, " thresholds"]
    upper: Float[np.ndarray, " thresholds"]
    rows: Int[np.ndarray, " thresholds"]

    @property
    def enough(self) -> Bool[np.ndarray, " thresholds"]:
        """Where there is enough data."""
        return enough(value=self.value, lower=self.lower, upper=self.upper)


def rate_lines(report: Report, metrics: Sequence[str]) -> dict[tuple[str, str, str], RateLine]:
    """(metric, slice, model) -> its line.

    Raises:
        PlanError: a metric that is no rate at a threshold.
    """
    parts = report.curve(metrics=metrics).partition_by("metric", "slice", "model", as_dict=True)
    names = ("value", "lower", "upper", "rows")
    return {
        (str(metric), str(piece), str(model)): RateLine(
            thresholds=rows["threshold"].to_numpy(),
            **{name: rows[name].to_numpy() for name in names},
        )
        for (metric, piece, model), rows in parts.items()
    }
