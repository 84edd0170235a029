"""Rows of points with their intervals, and numbers beside them: what a forest plot is made of."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from counterpoise.figures.evidence import undefined
from counterpoise.figures.legend import add_legend, legend_height, model_handles
from counterpoise.figures.look import FAINT, NOTE, TEXT_SIZE, WIDTH, Look, plain, point_style
from counterpoise.figures.names import labels, width
from counterpoise.figures.numbers import with_interval
from counterpoise.figures.sheet import Sheet
from counterpoise.figures.text_columns import Cell, Column, columns_width, write_columns

LINE = 12.5
"""Points between the marks of two models in a row."""

BETWEEN_ROWS = 0.5
"""Lines left free between rows of several models."""

BETWEEN_FAMILIES = 0.6
"""Lines left free before the slices of another group column."""

HEADERS = 14.0
"""Points above the plot."""

AXIS = 30.0
"""Points below the plot, besides a second line of its label."""

TALL = 40
"""Lines beyond which the horizontal axis has numbers above the plot too."""

NARROWEST_PLOT = 150.0
"""Points that are left to the plot, though names be shortened for it."""

NARROWEST_NAME = 90.0
"""Points that names may take nevertheless."""

MARGIN = 4.0
"""Points around the figure, and between a name and the plot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A point and its interval.

    Attributes:
        value: nan where undefined: nothing is drawn, and why stands in its place.
        lower: nan where there is no interval.
        upper: the same.
        rows: what the value stands on; None where nobody measured.
        filled: whether its mark is filled; hollow says that there is too little data.
    """

    value: float
    lower: float
    upper: float
    rows: int | None
    filled: bool = True


NOT_MEASURED = Interval(value=math.nan, lower=math.nan, upper=math.nan, rows=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalRows:
    """What is drawn: a row a slice, in it a point a model.

    Attributes:
        slices: from the top.
        looks: model -> its look; from the top of each row.
        intervals: slice and model -> what is drawn, and written beside it.
        label: what the horizontal axis shows, in one line or two.
        header: what the values are, above their column.
        signed: whether they are written with their sign.
        columns: more texts, between the values and their rows.
        families: slices before which some room is left.
        holds: numbers that the horizontal axis must reach.
        handles: entries of the legend besides the models.
        counted: what the numbers beside the values count.
    """

    slices: Sequence[str]
    looks: Mapping[str, Look]
    intervals: Mapping[Cell, Interval]
    label: str
    header: str
    signed: bool = False
    columns: Sequence[Column] = ()
    families: Collection[str] = ()
    holds: Sequence[float] = ()
    handles: Sequence[Artist] = ()
    counted: str = "rows"

    @property
    def any_hollow(self) -> bool:
        """Whether a mark is drawn hollow."""
        return any(not one.filled and not math.isnan(one.value) for one in self.intervals.values())


def draw(rows: IntervalRows) -> tuple[Sheet, Axes]:
    """The figure of `rows`, and its axes to add lines to."""
    middles, end = _middles(rows)
    handles = [*model_handles(rows.looks, lines=False), *rows.handles]
    top = legend_height(handles, across=WIDTH) + HEADERS
    below = AXIS + rows.label.count("\n") * 1.2 * TEXT_SIZE
    sheet = Sheet.of(width=WIDTH, height=top + end * LINE + below)
    columns = _columns(rows)
    right = columns_width(columns) + MARGIN
    room = WIDTH - right - NARROWEST_PLOT - 2 * MARGIN
    names = labels(rows.slices, points=max(room, NARROWEST_NAME))
    left = max(map(width, names.values())) + 2 * MARGIN
    axes = sheet.axes(left=left, top=top, width=WIDTH - left - right, height=end * LINE)
    plain(axes)
    axes.grid(axis="x", color=FAINT, linewidth=0.5)
    axes.tick_params(axis="x", top=end > TALL, labeltop=end > TALL)
    axes.set(xlim=_limits(rows), ylim=(end, 0))
    axes.set_xlabel(rows.label, fontsize=TEXT_SIZE, loc="left")
    _name_rows(axes, {names[piece]: middle for piece, middle in middles.items()})
    heights = _heights(rows, middles)
    for (piece, model), y in heights.items():
        _draw_interval(axes, rows.intervals[piece, model], y=y, look=rows.looks[model])
    write_columns(axes, columns, heights)
    add_legend(sheet, handles)
    return sheet, axes


def _middles(rows: IntervalRows) -> tuple[dict[str, float], float]:
    """Where the middle of each row lies, and where the last one ends, in lines from the top."""
    models = len(rows.looks)
    height = models + (BETWEEN_ROWS if models > 1 else 0)
    middles, top = {}, 0.0
    for piece in rows.slices:
        top += BETWEEN_FAMILIES if piece in rows.families else 0
        middles[piece] = top + height / 2
        top += height
    return middles, top


def _heights(rows: IntervalRows, middles: Mapping[str, float]) -> dict[Cell, float]:
    first = (1 - len(rows.looks)) / 2
    return {
        (piece, model): middle + first + place
        for piece, middle in middles.items()
        for place, model in enumerate(rows.looks)
    }


def _limits(rows: IntervalRows) -> tuple[float, float]:
    """What the horizontal axis spans: every number, and some room."""
    numbers = [
        number
        for interval in rows.intervals.values()
        for number in (interval.value, interval.lower, interval.upper)
    ]
    finite = [number for number in (*numbers, *rows.holds) if math.isfinite(number)]
    lowest, highest = min(finite, default=0.0), max(finite, default=1.0)
    room = 0.04 * (highest - lowest) or 0.05
    return lowest - room, highest + room


def _name_rows(axes: Axes, middles: Mapping[str, float]) -> None:
    axes.set_yticks(list(middles.values()), list(middles))
    axes.tick_params(axis="y", length=0, labelsize=TEXT_SIZE, pad=MARGIN)
    for middle in middles.values():
        axes.axhline(middle, color=FAINT, linewidth=0.5, linestyle=(0, (1, 2)), zorder=0)


def _draw_interval(axes: Axes, interval: Interval, *, y: float, look: Look) -> None:
    if math.isnan(interval.value):
        where = blended_transform_factory(axes.transAxes, axes.transData)
        axes.text(0.01, y, undefined(interval.rows), transform=where, va="center", **NOTE)
        return
    left, right = axes.get_xlim()
    if not math.isnan(interval.lower):
        ends = max(interval.lower, left), min(interval.upper, right)
        axes.plot(ends, (y, y), color=look.colour, linewidth=1.2, solid_capstyle="butt", zorder=2)
    axes.plot(interval.value, y, **point_style(look, filled=interval.filled), zorder=3)


def _columns(rows: IntervalRows) -> list[Column]:
    written = {
        cell: with_interval(one.value, one.lower, one.upper, signed=rows.signed)
        for cell, one in rows.intervals.items()
    }
    counted = {
        cell: f"{one.rows:,}" for cell, one in rows.intervals.items() if one.rows is not None
    }
    return [
        Column(header=f"{rows.header} [95 %]", texts=written, align="left"),
        *rows.columns,
        Column(header=rows.counted, texts=counted),
    ]
