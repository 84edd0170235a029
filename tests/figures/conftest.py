"""What the tests of figures share: an audit by hand, and what a figure has drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from counterpoise.auditing import audit
from counterpoise.comparing import Comparison, compare
from counterpoise.data import Examples, read
from counterpoise.report import Report

ROWS = [  # group, label, score of "plain", score of "mended", how many rows
    (["a"], 0, 0.6, 0.6, 10),
    (["a"], 0, 0.6, 0.2, 10),
    (["a"], 0, 0.2, 0.2, 80),
    (["a"], 1, 0.9, 0.9, 100),
    (["b"], 0, 0.6, 0.2, 1),
    (["b"], 0, 0.2, 0.2, 2),
    (["b"], 1, 0.9, 0.9, 1),
    (None, 0, 0.2, 0.2, 10),
]


@dataclass(frozen=True)
class Mark:
    """A drawn point."""

    x: float
    y: float
    colour: str
    filled: bool


@dataclass(frozen=True)
class Drawn:
    """What a figure shows, as numbers and texts."""

    figure: Figure

    @property
    def rows(self) -> list[str]:
        """The names beside the rows of a dot plot or forest plot."""
        return [label.get_text() for label in self.figure.axes[0].get_yticklabels()]

    @property
    def legend(self) -> list[str]:
        return [entry.get_text() for one in self.figure.legends for entry in one.get_texts()]

    @property
    def texts(self) -> list[str]:
        return [one.get_text() for one in self.figure.findobj(Text) if one.get_text()]

    @property
    def titles(self) -> list[str]:
        return [axes.get_title(loc="left") for axes in self.figure.axes]

    def marks(self, place: int = 0) -> list[Mark]:
        """The points drawn in the axes at that place, line by line."""
        return [
            Mark(x, y, to_hex(line.get_markeredgecolor()), line.get_markerfacecolor() != "white")
            for line in self.figure.axes[place].lines
            if line.get_marker() in ("o", "s", "^", "D", "v", "P")
            for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
        ]

    def bar(self, y: float) -> tuple[float, float]:
        """The ends of the one interval drawn at that height of a dot plot or forest plot."""
        axes = self.figure.axes[0]
        (line,) = (
            line
            for line in axes.lines
            if line.get_transform() == axes.transData and list(line.get_ydata()) == [y, y]
        )
        return tuple(line.get_xdata())

    def uprights(self) -> list[tuple[float, str]]:
        """Where lines over the whole height of a dot plot or forest plot stand, and their style."""
        axes = self.figure.axes[0]
        return [
            (line.get_xdata()[0], line.get_linestyle())
            for line in axes.lines
            if line.get_transform() == axes.get_xaxis_transform(which="grid")
        ]

    def panel_texts(self, place: int) -> list[str]:
        return [text.get_text() for text in self.figure.axes[place].texts]


@pytest.fixture
def drawn() -> type[Drawn]:
    return Drawn


def _examples(*names: str) -> Examples:
    called = dict(zip(("a", "b"), names, strict=False))
    groups = [row[0] and [called[row[0][0]]] for row in ROWS for _ in range(row[4])]
    labels, plain, mended = (
        [row[place] for row in ROWS for _ in range(row[4])] for place in (1, 2, 3)
    )
    frame = pl.DataFrame(
        {
            "label": pl.Series(labels, dtype=pl.Float64),
            "group": pl.Series(groups, dtype=pl.List(pl.Enum(list(names)))),
            "plain": plain,
            "mended": mended,
        }
    )
    return read(frame, label="label", groups=["group"])


@pytest.fixture
def examples_of() -> Callable[..., Examples]:
    """The rows of `ROWS`, with the names of three groups, the last of them empty."""
    return _examples


@pytest.fixture
def report() -> Report:
    return audit(
        _examples("a", "b", "nobody"),
        {"plain": "plain", "mended": "mended"},
        thresholds=[0.5, 0.7],
        include=["calibration"],
    )


@pytest.fixture
def comparison() -> Comparison:
    return compare(
        _examples("a", "b", "nobody"),
        {"plain": "plain", "mended": "mended"},
        baseline="plain",
        thresholds=[0.5, 0.7],
        margin=0.02,
    )


@pytest.fixture
def grouped() -> Callable[[int], tuple[Examples, np.ndarray]]:
    """So many groups of four rows, two of each label, and scores of them."""

    def make(count: int) -> tuple[Examples, np.ndarray]:
        places = np.arange(4 * count)
        frame = pl.DataFrame(
            {
                "label": (places // count % 2).astype(float),
                "group": [[f"g{place % count}"] for place in places],
            }
        )
        return read(frame, label="label", groups=["group"]), places / (4 * count)

    return make
