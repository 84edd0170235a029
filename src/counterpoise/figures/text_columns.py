"""Columns of text beside a plot, one line a mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from matplotlib.axes import Axes

from counterpoise.figures.look import GREY, SMALL_SIZE
from counterpoise.figures.names import width

BETWEEN = 9.0
"""Points before a column, unless it says otherwise."""

Cell = tuple[str, str]
"""A slice and a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Texts beside the plot; a mark without one has none.

    Attributes:
        header: above them.
        texts: slice and model -> text.
        align: to which side of the column.
        before: points between it and what is to its left.
    """

    header: str
    texts: Mapping[Cell, str]
    align: Literal["left", "right"] = "right"
    before: float = BETWEEN

    @property
    def width(self) -> float:
        """Points."""
        return max(width(text, size=SMALL_SIZE) for text in (self.header, *self.texts.values()))


def columns_width(columns: Sequence[Column]) -> float:
    """Points that the columns take to the right of the plot."""
    return sum(column.before + column.width for column in columns)


def write_columns(axes: Axes, columns: Sequence[Column], heights: Mapping[Cell, float]) -> None:
    """Writes the columns to the right of the plot.

    Args:
        axes: the plot.
        columns: from its edge outwards.
        heights: slice and model -> where its line stands on the vertical scale.
    """
    offset = 0.0
    for column in columns:
        offset += column.before
        x = offset + (column.width if column.align == "right" else 0)
        style: dict[str, Any] = {"ha": column.align, "va": "center", "fontsize": SMALL_SIZE}
        style |= {"textcoords": "offset points", "annotation_clip": False}
        beside = ("axes fraction", "data")
        for cell, text in column.texts.items():
            axes.annotate(text, (1, heights[cell]), xytext=(x, 0), xycoords=beside, **style)
        above = {"xytext": (x, 6), "xycoords": "axes fraction", "color": GREY}
        axes.annotate(column.header, (1, 1), **above, **style)
        offset += column.width
