"""How every figure looks: sizes, colours, markers, lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

WIDTH = 504.0
"""Points, 7 inches: the text width of a page in two columns."""

TEXT_SIZE = 8.0
"""Points, of names and axis labels."""

SMALL_SIZE = 7.0
"""Points, of numbers and notes."""

GREY = "#595959"
"""Of everything that is no model."""

FAINT = "#d9d9d9"
"""Of lines that only guide the eye."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one model is told from others, in colour and in grey.

    Attributes:
        colour: from the palette of Okabe and Ito, which colour-blind readers can tell apart.
        marker: of points.
        line: of curves, as Matplotlib's line style; dotted is kept for overall.
    """

    colour: str
    marker: str
    line: Any


LOOKS = (
    Look(colour="#0072B2", marker="o", line="-"),
    Look(colour="#D55E00", marker="s", line=(0, (6, 2))),
    Look(colour="#009E73", marker="^", line=(0, (6, 2, 1.5, 2))),
    Look(colour="#CC79A7", marker="D", line=(0, (3, 1.5))),
    Look(colour="#E69F00", marker="v", line=(0, (8, 2, 3, 2))),
    Look(colour="#000000", marker="P", line=(0, (3, 1, 1, 1, 1, 1))),
)
"""One a model, in the order given. Source of the colours: Okabe & Ito, Color Universal Design."""

REFERENCE_LINE = ":"
"""The line of overall."""

NOTE: dict[str, Any] = {
    "fontsize": SMALL_SIZE,
    "color": GREY,
    "style": "italic",
    "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    "zorder": 4,
}
"""A text in a plot that says what is not drawn."""

GUIDE: dict[str, Any] = {"color": GREY, "linewidth": 0.8, "zorder": 1}
"""The line at no difference, and the diagonal."""


def looks(known: Sequence[str], shown: Sequence[str]) -> dict[str, Look]:
    """The look of each model shown, which it keeps from figure to figure.

    Args:
        known: every model there is, in the order of the report.
        shown: those of this figure, no more than there are looks.
    """
    order = known if len(known) <= len(LOOKS) else shown
    return {model: LOOKS[order.index(model)] for model in shown}


def plain(axes: Axes) -> None:
    """Only the left and the lower edge, small ticks, faint lines behind."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_linewidth(0.6)
    axes.tick_params(labelsize=SMALL_SIZE, width=0.6, length=2.5, pad=2)
    axes.set_axisbelow(True)


def point_style(look: Look, *, filled: bool = True) -> dict[str, Any]:
    """Of a marker: hollow says *not enough data*."""
    return {
        "marker": look.marker,
        "markersize": 4.5,
        "markeredgewidth": 1.0,
        "markeredgecolor": look.colour,
        "markerfacecolor": look.colour if filled else "white",
    }
