"""Rates of every slice over all thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from counterpoise.errors import PlanError
from counterpoise.figures.choosing import (
    NAME_THEM,
    check_count,
    chosen_models,
    chosen_slices,
    metric_abbreviation,
    metric_title,
)
from counterpoise.figures.evidence import too_little
from counterpoise.figures.legend import hollow_handle, model_handles, reference_handle
from counterpoise.figures.look import (
    FAINT,
    NOTE,
    REFERENCE_LINE,
    Look,
    looks,
    point_style,
)
from counterpoise.figures.panels import MOST_COLUMNS, Heading, panels, tell
from counterpoise.figures.rate_lines import RateLine, rate_lines
from counterpoise.report import Report
from counterpoise.slices import OVERALL

Lines = dict[tuple[str, str, str], RateLine]
"""(metric, slice, model) -> its line."""


def threshold_curves(
    report: Report,
    *,
    metrics: Sequence[str] = ("false_positive_rate",),
    models: Sequence[str] | None = None,
    slices: Sequence[str] | None = None,
) -> Figure:
    """Rates over the whole grid of thresholds: a panel a slice and metric, a line a model.

    Bands are 95 % intervals at each threshold alone. Points stand at the thresholds of the audit;
    a hollow one has too little data. Dotted lines repeat overall.

    Args:
        report: from `audit`.
        metrics: rates at a threshold, as for `Report.curve`; at most 4.
        models: names of those to show, at most 6; all by default.
        slices: names of those to show, besides overall; all by default.

    Raises:
        PlanError: a name that the report does not have, a metric that is no rate at a threshold,
            more than 60 panels.
    """
    _check(metrics)
    metrics = list(dict.fromkeys(metrics))
    pieces = chosen_slices(report.slices, slices)
    check_count(len(pieces) * len(metrics), what="panels of a slice and metric", advice=NAME_THEM)
    known = [model.name for model in report.models]
    shown = looks(known, chosen_models(known, models))
    lines = rate_lines(report, metrics)
    cells = list(product(pieces, metrics))
    grid = panels(
        [_heading(lines, cell, shown, told=len(metrics) > 1) for cell in cells],
        across="Threshold: decisions are score > threshold",
        up=metric_title(metrics[0]) if len(metrics) == 1 else "Rate",
        handles=_handles(lines, shown, pieces, report.thresholds),
        columns=len(metrics) if len(metrics) > 1 else None,
        height=0.75,
    )
    for axes, (piece, metric) in zip(grid.axes, cells, strict=True):
        for model, look in shown.items():
            _draw(axes, lines[metric, piece, model], look, marks=report.thresholds)
            if piece != OVERALL.name:
                _repeat(axes, lines[metric, OVERALL.name, model], look)
        _tell_undefined(axes, [lines[metric, piece, model] for model in shown])
    return grid.sheet.finished()


def _check(metrics: Sequence[str]) -> None:
    if isinstance(metrics, str) or not 1 <= len(metrics) <= MOST_COLUMNS:
        raise PlanError(
            f"`metrics` must be a list of 1 to {MOST_COLUMNS} rates, got {metrics!r}. "
            "Write for example metrics=['false_positive_rate', 'false_negative_rate']."
        )


def _heading(
    lines: Lines, cell: tuple[str, str], models: dict[str, Look], *, told: bool
) -> Heading:
    piece, metric = cell
    counts = np.concatenate([lines[metric, piece, model].rows for model in models])
    most = "" if counts.min() == counts.max() else "up to "
    title = f"{metric_abbreviation(metric)}, " if told else ""
    return Heading(title=piece, note=f"{title}{most}{counts.max():,} rows")


def _handles(
    lines: Lines, models: dict[str, Look], pieces: Sequence[str], marks: Sequence[float]
) -> list[Artist]:
    hollow = any(
        (~line.enough & ~np.isnan(line.value))[np.isin(line.thresholds, marks)].any()
        for (_, piece, model), line in lines.items()
        if piece in pieces and model in models
    )
    return [
        *model_handles(models, lines=True),
        *([reference_handle()] if len(pieces) > 1 else []),
        Patch(color=FAINT, label="95 % interval"),
        *([hollow_handle(too_little())] if hollow else []),
    ]


def _draw(axes: Axes, line: RateLine, look: Look, *, marks: Sequence[float]) -> None:
    axes.fill_between(
        line.thresholds, line.lower, line.upper, color=look.colour, alpha=0.18, linewidth=0
    )
    axes.plot(line.thresholds, line.value, color=look.colour, linestyle=look.line, linewidth=1.2)
    marked = np.isin(line.thresholds, marks)
    for filled in (True, False):
        here = marked & (line.enough == filled)
        axes.plot(
            line.thresholds[here],
            line.value[here],
            linestyle="",
            **point_style(look, filled=filled),
        )


def _repeat(axes: Axes, line: RateLine, look: Look) -> None:
    axes.plot(
        line.thresholds, line.value, color=look.colour, linestyle=REFERENCE_LINE, linewidth=1.0
    )


def _tell_undefined(axes: Axes, lines: Sequence[RateLine]) -> None:
    missing = np.isnan([line.value for line in lines])
    if missing.all():
        tell(axes, "undefined:\nno rows count for it")
    elif missing.any():
        count = int(missing.any(axis=0).sum())
        told = f"undefined at {count} threshold{'s' if count > 1 else ''}"
        axes.text(0.02, 0.02, told, transform=axes.transAxes, **NOTE)
