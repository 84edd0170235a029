"""ROC curves of every slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from counterpoise.errors import PlanError
from counterpoise.figures.choosing import NAME_THEM, check_count, chosen_models, chosen_slices
from counterpoise.figures.evidence import too_little
from counterpoise.figures.legend import hollow_handle, model_handles, reference_handle
from counterpoise.figures.look import (
    GREY,
    GUIDE,
    REFERENCE_LINE,
    SMALL_SIZE,
    Look,
    looks,
    point_style,
)
from counterpoise.figures.numbers import with_interval
from counterpoise.figures.panels import Heading, panels, tell
from counterpoise.figures.rate_lines import RateLine, rate_lines
from counterpoise.report import Report
from counterpoise.slices import OVERALL

FPR, TPR = "false_positive_rate", "true_positive_rate"


def roc_curves(
    report: Report,
    *,
    threshold: float = 0.5,
    models: Sequence[str] | None = None,
    slices: Sequence[str] | None = None,
) -> Figure:
    """ROC curves: a panel a slice, a line a model, with the area under it.

    The line goes through the points of `Report.curve` and (1, 1), where everything is called
    positive; the area is that of the exact curve. A point with the 95 % intervals of both rates
    stands at `threshold`, hollow where one of them has too little data. Dotted lines repeat
    overall.

    Args:
        report: from `audit`.
        threshold: 0, 0.01, ... 1 or one of the report's.
        models: names of those to show, at most 6; all by default.
        slices: names of those to show, besides overall; all by default.

    Raises:
        PlanError: a name or threshold that the report does not have, more than 60 slices.

    Source: Fawcett, Pattern Recognition Letters 27, 2006.
    """
    pieces = chosen_slices(report.slices, slices)
    check_count(len(pieces), what="slices", advice=NAME_THEM)
    known = [model.name for model in report.models]
    shown = looks(known, chosen_models(known, models))
    lines = rate_lines(report, (FPR, TPR))
    first = next(iter(shown))
    place = _place(lines[FPR, OVERALL.name, first].thresholds, threshold)
    areas = _areas(report)
    hollow = any(
        not _filled(lines[FPR, *cell], lines[TPR, *cell], place) for cell in product(pieces, shown)
    )
    grid = panels(
        [_heading(lines, piece, first) for piece in pieces],
        across="False positive rate",
        up="True positive rate",
        handles=_handles(shown, threshold, alone=len(pieces) == 1, hollow=hollow),
    )
    for axes, piece in zip(grid.axes, pieces, strict=True):
        axes.plot((0, 1), (0, 1), **GUIDE)
        for model, look in shown.items():
            both = lines[FPR, piece, model], lines[TPR, piece, model]
            _draw(axes, *both, look, place=place)
            if piece != OVERALL.name:
                whole = lines[FPR, OVERALL.name, model], lines[TPR, OVERALL.name, model]
                _draw_line(axes, *whole, look, style=REFERENCE_LINE, width=1.0)
        _tell_undefined(axes, lines[FPR, piece, first], lines[TPR, piece, first])
        _add_areas(axes, {model: areas[piece, model] for model in shown}, shown)
    return grid.sheet.finished()


def _place(thresholds: np.ndarray, threshold: float) -> int:
    near = int(np.argmin(np.abs(thresholds - threshold)))
    if not np.isclose(thresholds[near], threshold, rtol=0, atol=1e-9):
        raise PlanError(
            f"`threshold` must be 0, 0.01, ... 1 or one of the report's, got {threshold}. "
            "Audit again with that threshold among `thresholds`."
        )
    return near


def _areas(report: Report) -> dict[tuple[str, str], tuple[float, float, float]]:
    """(slice, model) -> ROC AUC and the ends of its interval."""
    rows = report.table().filter(pl.col("metric") == "roc_auc")
    return {
        (row["slice"], row["model"]): (row["value"], row["lower"], row["upper"])
        for row in rows.iter_rows(named=True)
    }


def _heading(lines: Mapping[tuple[str, str, str], RateLine], piece: str, model: str) -> Heading:
    negatives, positives = (lines[rate, piece, model].rows.max() for rate in (FPR, TPR))
    return Heading(title=piece, note=f"{negatives:,} neg., {positives:,} pos.")


def _filled(across: RateLine, up: RateLine, place: int) -> bool:
    """Whether the mark at that place is filled; there is none where a rate is undefined."""
    nothing = np.isnan(across.value[place] + up.value[place])
    return bool(nothing or (across.enough[place] and up.enough[place]))


def _handles(
    models: Mapping[str, Look], threshold: float, *, alone: bool, hollow: bool
) -> list[Artist]:
    return [
        *model_handles(models, lines=True),
        *([] if alone else [reference_handle()]),
        Line2D([], [], linestyle="", marker="+", color=GREY, label=f"score > {threshold:g}"),
        *([hollow_handle(too_little())] if hollow else []),
    ]


def _draw(axes: Axes, across: RateLine, up: RateLine, look: Look, *, place: int) -> None:
    _draw_line(axes, across, up, look, style=look.line, width=1.2)
    x, y = across.value[place], up.value[place]
    axes.errorbar(
        x,
        y,
        xerr=[[x - across.lower[place]], [across.upper[place] - x]],
        yerr=[[y - up.lower[place]], [up.upper[place] - y]],
        elinewidth=0.8,
        ecolor=look.colour,
        linestyle="",
        **point_style(look, filled=_filled(across, up, place)),
    )


def _draw_line(
    axes: Axes, across: RateLine, up: RateLine, look: Look, *, style: Any, width: float
) -> None:
    """Through the points of all thresholds, from where everything is called positive."""
    corner = 1.0 if np.isfinite([across.value[0], up.value[0]]).all() else np.nan
    axes.plot(
        np.concatenate([[corner], across.value]),
        np.concatenate([[corner], up.value]),
        color=look.colour,
        linestyle=style,
        linewidth=width,
    )


def _tell_undefined(axes: Axes, across: RateLine, up: RateLine) -> None:
    missing = [
        what
        for what, line in (("negatives", across), ("positives", up))
        if np.isnan(line.value).all()
    ]
    if missing:
        tell(axes, f"undefined:\nno {' and no '.join(missing)}")


def _add_areas(
    axes: Axes, areas: Mapping[str, tuple[float, float, float]], models: Mapping[str, Look]
) -> None:
    entries = [
        Line2D(
            *([], []),
            color=models[model].colour,
            linestyle=models[model].line,
            label=with_interval(*area) or "undefined",
        )
        for model, area in areas.items()
    ]
    legend = axes.legend(
        handles=entries,
        title="AUC [95 %]",
        loc="lower right",
        fontsize=SMALL_SIZE - 0.5,
        title_fontsize=SMALL_SIZE - 0.5,
        frameon=False,
        borderaxespad=0.2,
        handlelength=1.6,
        labelspacing=0.2,
    )
    legend.set_in_layout(False)
