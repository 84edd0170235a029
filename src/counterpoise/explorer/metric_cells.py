"""One metric of every model, slice and threshold, as cells beside what it is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Float

from counterpoise.explorer.marks import UNDEFINED, mark

ESTIMATES = ("value", "lower", "upper", "percent_of_overall", "change")
COUNTS = ("numerator", "denominator", "rows")
CHANGES = ("change_lower", "change_upper")

Cells = Float[np.ndarray, "models slices thresholds"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MetricCells:
    """A metric.

    Attributes:
        thresholds: rising; none where the metric has none, and then cells have one place for it.
        cells: name of a column of `intervals` -> cells; the ends of changes are nan.
    """

    thresholds: tuple[float, ...]
    cells: Mapping[str, Cells]

    @staticmethod
    def of(table: pl.DataFrame, metric: str, *, models: Sequence[str], slices: int) -> MetricCells:
        """The metric as a table of `compared` has it.

        Args:
            table: of all models, slices and metrics.
            metric: a metric of one of the models at least. A model without it (of flips one
                without pairs, say) has nan of 0 rows.
            models: their names, in order.
            slices: how many there are.
        """
        rows = table.filter(pl.col("metric") == metric).with_columns(mark())
        thresholds = rows["threshold"].unique().drop_nulls().sort().to_list()
        shape = (len(models), slices, max(len(thresholds), 1))
        cells = {name: np.full(shape, np.nan) for name in (*ESTIMATES, *CHANGES)}
        cells |= {name: np.zeros(shape) for name in COUNTS}
        cells["mark"] = np.full(shape, float(UNDEFINED))
        for (model,), mine in rows.partition_by("model", as_dict=True).items():
            for name in (*ESTIMATES, *COUNTS, "mark"):
                cells[name][models.index(str(model))] = mine[name].to_numpy().reshape(shape[1:])
        return MetricCells(thresholds=tuple(thresholds), cells=cells)

    def columns(self) -> dict[str, np.ndarray]:
        """Columns of a frame, [models · slices · thresholds]."""
        found = {name: values.ravel() for name, values in self.cells.items()}
        return {**found, "mark": found["mark"].astype(np.uint8)}
