"""The legend above a figure, and its entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.artist import Artist
from matplotlib.lines import Line2D

from counterpoise.figures.look import GREY, REFERENCE_LINE, SMALL_SIZE, Look, point_style
from counterpoise.figures.names import labels, width
from counterpoise.figures.sheet import Sheet

MODEL_WIDTH = 150.0
"""Points that the name of a model may take."""

LINE = 12.0
"""Points."""

EDGE = 4.0
"""Points left free above and to the left."""

KEY = 5.5 * SMALL_SIZE
"""Points that an entry's sign and the room around it take."""


def legend_height(handles: Sequence[Artist], *, across: float) -> float:
    """Points that the legend takes above a figure of this width."""
    return LINE * len(_lines(handles, across=across - EDGE)) + 2 * EDGE


def add_legend(sheet: Sheet, handles: Sequence[Artist]) -> None:
    """Puts the legend at the top, as many entries in a line as fit."""
    for place, line in enumerate(_lines(handles, across=sheet.width - EDGE)):
        sheet.figure.legend(
            handles=line,
            loc="upper left",
            bbox_to_anchor=sheet.place(EDGE, EDGE + place * LINE),
            borderaxespad=0,
            ncols=len(line),
            fontsize=SMALL_SIZE,
            frameon=False,
        )


def model_handles(looks: Mapping[str, Look], *, lines: bool) -> list[Line2D]:
    """The entries of the models.

    Args:
        looks: model -> its look.
        lines: whether they are drawn as lines, and not as points with whole intervals.
    """
    names = labels(looks, points=MODEL_WIDTH)
    return [
        Line2D(
            *([], []),
            color=look.colour,
            linestyle=look.line if lines else "-",
            label=names[model],
            **point_style(look),
        )
        for model, look in looks.items()
    ]


def reference_handle() -> Line2D:
    """The entry of lines at overall."""
    return Line2D([], [], color=GREY, linestyle=REFERENCE_LINE, linewidth=1.2, label="overall")


def hollow_handle(label: str) -> Line2D:
    """The entry of hollow marks."""
    hollow = Look(colour=GREY, marker="o", line="")
    return Line2D([], [], linestyle="", label=label, **point_style(hollow, filled=False))


def _lines(handles: Sequence[Artist], *, across: float) -> list[list[Artist]]:
    """The entries line by line."""
    lines: list[list[Artist]] = []
    free = 0.0
    for handle in handles:
        taken = width(str(handle.get_label()), size=SMALL_SIZE) + KEY
        if not lines or taken > free:
            lines.append([])
            free = across
        lines[-1].append(handle)
        free -= taken
    return lines
