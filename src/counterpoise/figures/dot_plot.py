"""A metric of every slice as a dot plot, overall beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from matplotlib.figure import Figure

from counterpoise.figures.choosing import (
    NAME_THEM,
    at_threshold,
    check_count,
    chosen_models,
    chosen_slices,
    first_of_families,
    metric_rows,
    metric_title,
)
from counterpoise.figures.evidence import too_little
from counterpoise.figures.interval_rows import NOT_MEASURED, Interval, IntervalRows, draw
from counterpoise.figures.legend import hollow_handle, reference_handle
from counterpoise.figures.look import REFERENCE_LINE, looks
from counterpoise.report import Report
from counterpoise.slices import OVERALL
from counterpoise.summaries import compared


def dot_plot(
    report: Report,
    *,
    metric: str = "false_positive_rate",
    threshold: float = 0.5,
    models: Sequence[str] | None = None,
    slices: Sequence[str] | None = None,
) -> Figure:
    """A dot plot of one metric: a row a slice, a point with its 95 % interval a model.

    A dotted line stands at each model's value overall. A hollow point has too little data: its
    interval reaches further than 0.1 to a side. Where a slice has no value, the row says why.

    Args:
        report: from `audit`.
        metric: one of `Report.table()`.
        threshold: one of the report's; of no matter to a metric without thresholds.
        models: names of those to show, at most 6; all by default.
        slices: names of those to show, besides overall; all by default.

    Raises:
        PlanError: a name or threshold that the report does not have, more than 60 slices.

    Source: Cleveland, The American Statistician 38, 1984 (dot plots).
    """
    pieces = chosen_slices(report.slices, slices)
    check_count(len(pieces), what="slices", advice=NAME_THEM)
    known = [model.name for model in report.models]
    shown = chosen_models(known, models)
    table = metric_rows(compared(report), metric=metric, threshold=threshold)
    entries = {(row["slice"], row["model"]): row for row in table.iter_rows(named=True)}
    rows = IntervalRows(
        slices=pieces,
        looks=looks(known, shown),
        intervals={cell: _interval(entries.get(cell)) for cell in product(pieces, shown)},
        label=metric_title(metric) + at_threshold(table),
        header="value",
        families=first_of_families(report.slices, pieces),
    )
    hollow = [hollow_handle(too_little(metric))] if rows.any_hollow else []
    sheet, axes = draw(replace(rows, handles=[reference_handle(), *hollow]))
    for model, look in rows.looks.items():
        value = rows.intervals[OVERALL.name, model].value
        axes.axvline(value, color=look.colour, linestyle=REFERENCE_LINE, linewidth=1.2, zorder=1)
    return sheet.finished()


def _interval(entry: dict[str, Any] | None) -> Interval:
    if entry is None:
        return NOT_MEASURED
    return Interval(
        value=entry["value"],
        lower=entry["lower"],
        upper=entry["upper"],
        rows=entry["rows"],
        filled=not entry["uncertain"],
    )
