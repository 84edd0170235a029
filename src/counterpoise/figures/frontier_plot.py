"""The trials of a search: quality against bias, and the frontier between them."""

from __future__ import annotations

import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from counterpoise.errors import PlanError, choices
from counterpoise.figures.legend import add_legend, legend_height
from counterpoise.figures.look import FAINT, GREY, LOOKS, TEXT_SIZE, Look, plain, point_style
from counterpoise.figures.names import labels
from counterpoise.figures.panels import WIDTH_OF_ONE
from counterpoise.figures.sheet import Sheet

LEFT, RIGHT, BELOW = 44.0, 10.0, 30.0
"""Points around the axes."""

HEIGHT = 200.0
"""Points of the axes."""

NEEDED = ("trial", "feasible", "on_frontier", "chosen")
"""Columns besides the two that are drawn."""

OTHER = Look(colour=GREY, marker="o", line="")


def frontier_plot(trials: pl.DataFrame, *, quality: str, bias: str) -> Figure:
    """A scatter plot of trials, bias across and quality up, with the frontier as steps.

    A hollow point breaks a constraint, a filled one keeps all. Above and to the left of the steps
    no trial was found. Trials without one of the two numbers are not drawn; the legend counts them.

    Args:
        trials: one row a trial, with these two columns and trial (0 is the baseline), feasible,
            on_frontier and chosen: `Tuned.trials`.
        quality: the column that should be large: `Tuned.quality`.
        bias: the column that should be small: `Tuned.bias`.

    Raises:
        PlanError: a column that is not there.
    """
    for name in (quality, bias, *NEEDED):
        if name not in trials.columns:
            raise PlanError(f"`trials` has no column `{name}`. {choices(trials.columns, name)}")
    drawn = trials.filter(pl.col(quality).is_finite() & pl.col(bias).is_finite())
    handles = _handles(drawn, missing=trials.height - drawn.height)
    above = legend_height(handles, across=WIDTH_OF_ONE)
    sheet = Sheet.of(width=WIDTH_OF_ONE, height=above + HEIGHT + BELOW)
    axes = sheet.axes(left=LEFT, top=above, width=WIDTH_OF_ONE - LEFT - RIGHT, height=HEIGHT)
    plain(axes)
    axes.grid(axis="both", color=FAINT, linewidth=0.5)
    named = labels([bias, quality], points=WIDTH_OF_ONE - LEFT)
    axes.set_xlabel(named[bias], fontsize=TEXT_SIZE)
    axes.set_ylabel(named[quality], fontsize=TEXT_SIZE)
    _draw_steps(axes, drawn.filter("on_frontier").sort(bias, quality), quality=quality, bias=bias)
    for row in drawn.sort("chosen", pl.col("trial") == 0).iter_rows(named=True):
        style = point_style(_look(row), filled=row["feasible"])
        axes.plot([row[bias]], [row[quality]], linestyle="", zorder=3, **style)
    add_legend(sheet, handles)
    return sheet.finished()


def _look(row: dict[str, object]) -> Look:
    if row["chosen"]:
        return LOOKS[1]
    return LOOKS[0] if row["trial"] == 0 else OTHER


def _draw_steps(axes: Axes, front: pl.DataFrame, *, quality: str, bias: str) -> None:
    axes.step(
        front[bias].to_numpy(),
        front[quality].to_numpy(),
        where="post",
        color=GREY,
        linewidth=1.0,
        zorder=2,
    )


def _handles(trials: pl.DataFrame, *, missing: int) -> list[Artist]:
    entries: list[tuple[str, Look, bool]] = [
        ("keeps all constraints", OTHER, True),
        ("breaks one", OTHER, False),
    ]
    for label, here, look in (
        ("baseline", pl.col("trial") == 0, LOOKS[0]),
        ("chosen", pl.col("chosen"), LOOKS[1]),
    ):
        some = trials.filter(here)
        if some.height:
            entries.append((label, look, bool(some["feasible"][0])))
    handles: list[Artist] = [
        Line2D([], [], linestyle="", label=label, **point_style(look, filled=filled))
        for label, look, filled in entries
    ]
    handles.append(Line2D([], [], color=GREY, linewidth=1.0, label="frontier"))
    if missing:
        handles.append(Line2D([], [], linestyle="", label=f"{missing} undefined, not drawn"))
    return handles
