"""Panels of one scale, one a slice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from counterpoise.figures.legend import add_legend, legend_height
from counterpoise.figures.look import FAINT, GREY, NOTE, SMALL_SIZE, TEXT_SIZE, WIDTH, plain
from counterpoise.figures.names import labels
from counterpoise.figures.sheet import Sheet

MOST_COLUMNS = 4

WIDTH_OF_ONE = 320.0
"""Points of a figure of one panel."""

LEFT, BELOW = 42.0, 24.0
"""Points of the axes' labels and numbers, left of all panels and below them."""

BETWEEN = 12.0
"""Points between panels side by side, and right of the last."""

HEADING = 26.0
"""Points above a panel."""

STRIP_GAP = 0.04
"""Between a panel and its lower axes, as a share of its width."""

NUMBERS = 8.0
"""Points below a panel, for numbers where no panel stands below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above a panel.

    Attributes:
        title: name of a slice.
        note: what its numbers stand on.
    """

    title: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """The panels of a figure, to be drawn into.

    Attributes:
        sheet: the figure.
        axes: one a panel, both scales from 0 to 1.
        strips: a lower axes below each; none if not asked for.
    """

    sheet: Sheet
    axes: Sequence[Axes]
    strips: Sequence[Axes]


def panels(
    headings: Sequence[Heading],
    *,
    across: str,
    up: str,
    handles: Sequence[Artist],
    columns: int | None = None,
    height: float = 1.0,
    strip: float = 0.0,
) -> Panels:
    """Empty panels with headings, labels and legend.

    Args:
        headings: one a panel, row by row.
        across: what the horizontal axes show.
        up: what the vertical ones show.
        handles: entries of the legend.
        columns: panels in a row; by their number if absent.
        height: of a panel, as a share of its width.
        strip: of the lower axes, the same; 0 for none.
    """
    in_row = columns or _columns(len(headings))
    total = WIDTH if in_row > 1 else WIDTH_OF_ONE
    wide = (total - LEFT) / in_row - BETWEEN
    step = HEADING + wide * (height + strip) + NUMBERS
    above = legend_height(handles, across=total)
    lines = math.ceil(len(headings) / in_row)
    sheet = Sheet.of(width=total, height=above + lines * step + BELOW)
    axes: list[Axes] = []
    strips: list[Axes] = []
    for place in range(len(headings)):
        row, column = divmod(place, in_row)
        left, top = LEFT + column * (wide + BETWEEN), above + row * step + HEADING
        axes.append(_added(sheet, axes, left=left, top=top, width=wide, height=wide * height))
        if strip:
            top += wide * (height + STRIP_GAP)
            high = wide * (strip - STRIP_GAP)
            strips.append(_added(sheet, strips, left=left, top=top, width=wide, height=high))
    _scale(axes, strips, columns=in_row)
    _head(axes, headings, points=wide)
    middle = above + (lines * step + HEADING) / 2
    style = {"fontsize": TEXT_SIZE, "ha": "center"}
    sheet.write(across, x=LEFT + (total - LEFT) / 2, y=sheet.height - 4, va="bottom", **style)
    sheet.write(up, x=6, y=middle, va="center", rotation="vertical", **style)
    add_legend(sheet, handles)
    return Panels(sheet=sheet, axes=axes, strips=strips)


def tell(axes: Axes, text: str) -> None:
    """Writes in the middle of a panel why nothing is drawn in it."""
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", **NOTE)


def _columns(count: int) -> int:
    return count if count <= 3 else min(math.ceil(math.sqrt(count)), MOST_COLUMNS)


def _added(sheet: Sheet, others: Sequence[Axes], **box: float) -> Axes:
    return sheet.axes(**box, share=others[0] if others else None)


def _scale(axes: Sequence[Axes], strips: Sequence[Axes], *, columns: int) -> None:
    """Scales from 0 to 1, with numbers on the outer axes only."""
    ticks = [0, 0.2, 0.4, 0.6, 0.8, 1] if columns <= 2 else [0, 0.5, 1]
    for every, lowest in ((axes, not strips), (strips, True)):
        for place, one in enumerate(every):
            plain(one)
            one.grid(axis="both", color=FAINT, linewidth=0.5)
            one.set_xticks(ticks)
            one.tick_params(
                labelbottom=lowest and place + columns >= len(every),
                labelleft=place % columns == 0,
            )
    axes[0].set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), yticks=ticks)
    if strips:
        strips[0].set_xlim(-0.02, 1.02)


def _head(axes: Sequence[Axes], headings: Sequence[Heading], *, points: float) -> None:
    names = labels((heading.title for heading in headings), points=points)
    for one, heading in zip(axes, headings, strict=True):
        one.set_title(names[heading.title], loc="left", fontsize=TEXT_SIZE, pad=12)
        one.annotate(
            heading.note,
            (0, 1),
            xycoords="axes fraction",
            xytext=(0, 3),
            textcoords="offset points",
            fontsize=SMALL_SIZE,
            color=GREY,
        )
