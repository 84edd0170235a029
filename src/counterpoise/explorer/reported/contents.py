"""What is explored of a report alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, final

import numpy as np
import polars as pl

from counterpoise.explorer.description import families_of, metric_names, slice_entries
from counterpoise.explorer.kept import Kept
from counterpoise.explorer.state import Shown
from counterpoise.metrics.rates import RATES
from counterpoise.report import Report
from counterpoise.slices import Slice
from counterpoise.summaries import compared, slice_rows

NO_ROWS = (
    "This report was made in batches or is alone, without the scores of its rows: there are no "
    "rows to look at."
)

KEPT = 4
"""Tables that are kept."""

AT_ANY = frozenset(rate.name for rate in RATES)
"""Metrics that a report has at every edge of its score bins."""


@final
class ReportContents:
    """All that methods answer from, where there are no rows.

    Attributes:
        report: the audit.
        why: there are no rows, in a sentence.
        state: what the page shows.
    """

    def __init__(self, report: Report, *, why: str) -> None:
        self.report = report
        self.why = why
        self.state: Mapping[str, Any] = {}
        self._tables = Kept[pl.DataFrame](most=KEPT)

    @property
    def names(self) -> list[str]:
        """The models' names."""
        return [model.name for model in self.report.models]

    @property
    def slices(self) -> tuple[Slice, ...]:
        """Overall, then every group, then crossings."""
        return self.report.slices

    @property
    def slice_names(self) -> list[str]:
        """The slices' names."""
        return [piece.name for piece in self.slices]

    @property
    def families(self) -> list[str]:
        """What slices are values of: group columns and crossings."""
        return families_of(self.slices)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The slices as `describe` lists them."""
        return slice_entries(self.slices, list(slice_rows(self.report).values()))

    @property
    def row_count(self) -> int:
        """How many rows were audited."""
        return next(iter(slice_rows(self.report).values()))

    @property
    def pair_count(self) -> int:
        """How many pairs were audited, of the model that has most."""
        return max(
            (int(model.pairs.pairs[0]) for model in self.report.models if model.pairs is not None),
            default=0,
        )

    @cached_property
    def metrics(self) -> list[str]:
        """The metrics of the report, in its order."""
        return metric_names(self.own_table)

    @property
    def shown(self) -> Shown:
        """What a state can point at."""
        return Shown(
            thresholds=self.report.thresholds,
            metrics=self.metrics,
            models=len(self.names),
            slices=len(self.slices),
            families=len(self.families),
            rows=self.row_count,
        )

    @property
    def own_table(self) -> pl.DataFrame:
        """Every number at the report's own thresholds, beside overall and the baseline."""
        return self._tables.of("own", lambda: compared(self.report))

    def known(self, metric: str, thresholds: Sequence[float]) -> list[float]:
        """Those of the thresholds at which the report has the metric, rising."""
        edges = set(self.report.thresholds)
        if metric in AT_ANY:
            edges |= set.intersection(
                *(set(model.counts.edges.tolist()) for model in self.report.models)
            )
        return [one for one in np.unique(thresholds).tolist() if one in edges]

    def table(self, metric: str, thresholds: Sequence[float]) -> pl.DataFrame:
        """The table that has a metric at these thresholds, which must be `known`."""
        if metric not in AT_ANY:
            return self.own_table.filter(
                pl.col("threshold").is_null() | pl.col("threshold").is_in(list(thresholds))
            )
        return self._tables.of(tuple(thresholds), lambda: compared(self._at(thresholds)))

    def _at(self, thresholds: Sequence[float]) -> Report:
        """Its rates at other thresholds; pairs were summed at its own alone."""
        models = tuple(replace(model, pairs=None) for model in self.report.models)
        return replace(self.report, thresholds=tuple(thresholds), models=models)
