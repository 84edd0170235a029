"""Changes from the baseline as a forest plot, with the margin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from counterpoise.comparing import Comparison
from counterpoise.errors import PlanError
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
from counterpoise.figures.interval_rows import Interval, IntervalRows, draw
from counterpoise.figures.legend import hollow_handle
from counterpoise.figures.look import GUIDE, looks
from counterpoise.figures.names import labels
from counterpoise.figures.text_columns import Cell, Column
from counterpoise.metrics.paired import Better

WORSE = "#ebebeb"
"""The ground of changes for the worse by more than the margin."""

BASELINE_WIDTH = 120.0
"""Points that the baseline's name may take."""


def change_forest_plot(
    comparison: Comparison,
    *,
    metric: str = "false_positive_rate",
    threshold: float = 0.5,
    models: Sequence[str] | None = None,
    slices: Sequence[str] | None = None,
) -> Figure:
    """A forest plot of one metric's paired changes from the baseline, with their 95 % intervals.

    Where one way is better, changes for the worse by more than the margin lie on grey ground, the
    verdict stands beside each interval, and a hollow point is *inconclusive*.

    Args:
        comparison: from `compare`.
        metric: one of `Comparison.table()`.
        threshold: one of the comparison's; of no matter to a metric without thresholds.
        models: names of those to show, at most 6; all but the baseline by default.
        slices: names of those to show, besides overall; all by default. A gap has no overall.

    Raises:
        PlanError: a name or threshold that the comparison does not have, no slice, more than 60.

    Source: Piaggio et al., Journal of the American Medical Association 308, 2012 (figure 1: how
    intervals lie to a margin).
    """
    others = [model.name for model in comparison.models]
    shown = chosen_models(others, models)
    table = metric_rows(comparison.table(), metric=metric, threshold=threshold)
    entries = {(row["slice"], row["model"]): row for row in table.iter_rows(named=True)}
    known = {piece for piece, _ in entries}
    pieces = [name for name in chosen_slices(comparison.slices, slices) if name in known]
    _check(pieces)
    cells = list(product(pieces, shown))
    better = _better(comparison, shown[0], metric)
    rows = IntervalRows(
        slices=pieces,
        looks=looks([comparison.baseline, *others], shown),
        intervals={cell: _interval(entries[cell]) for cell in cells},
        label=_label(comparison, metric) + at_threshold(table),
        header="change",
        signed=True,
        columns=[] if better is None else [_verdicts({cell: entries[cell] for cell in cells})],
        families=first_of_families(comparison.slices, pieces),
        holds=(0.0, *_worse(2 * comparison.margin, better)),
    )
    sheet, axes = draw(replace(rows, handles=_handles(rows, comparison.margin, better)))
    axes.axvline(0, **GUIDE)
    for edge in _worse(comparison.margin, better):
        _shade(axes, edge, better)
    return sheet.finished()


def _check(pieces: list[str]) -> None:
    if not pieces:
        raise PlanError(
            "A change of a gap needs a slice besides overall, got none. "
            "Compare on groups, or name slices to show."
        )
    check_count(len(pieces), what="slices", advice=NAME_THEM)


def _better(comparison: Comparison, model: str, metric: str) -> Better | None:
    return next(one.better for one in comparison.changes(model) if one.metric == metric)


def _worse(margin: float, better: Better | None) -> tuple[float, ...]:
    """Where changes for the worse by more than the margin begin."""
    return () if better is None else (margin if better == "lower" else -margin,)


def _label(comparison: Comparison, metric: str) -> str:
    baseline = labels([comparison.baseline], points=BASELINE_WIDTH)[comparison.baseline]
    return f"{metric_title(metric)}: change from {baseline}"


def _handles(rows: IntervalRows, margin: float, better: Better | None) -> list[Artist]:
    ground = Patch(color=WORSE, label=f"worse by more than the margin of {margin:g}")
    hollow = hollow_handle("inconclusive: not enough data to say on which side of the margin")
    return [*([] if better is None else [ground]), *([hollow] if rows.any_hollow else [])]


def _shade(axes: Axes, edge: float, better: Better | None) -> None:
    left, right = axes.get_xlim()
    axes.axvspan(edge, right if better == "lower" else left, color=WORSE, linewidth=0, zorder=0)


def _interval(entry: dict[str, Any]) -> Interval:
    return Interval(
        value=entry["change"],
        lower=entry["lower"],
        upper=entry["upper"],
        rows=entry["rows"],
        filled=entry["verdict"] != "inconclusive",
    )


def _verdicts(entries: dict[Cell, dict[str, Any]]) -> Column:
    texts = {cell: entry["verdict"] or "" for cell, entry in entries.items()}
    return Column(header="verdict", texts=texts, align="left")
