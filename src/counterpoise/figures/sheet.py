"""A figure laid out in points from its upper left corner, where every size is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A figure and its size in points."""

    figure: Figure
    width: float
    height: float

    @classmethod
    def of(cls, *, width: float, height: float) -> Self:
        """An empty one, outside pyplot."""
        inches = width / POINTS_PER_INCH, height / POINTS_PER_INCH
        figure = Figure(figsize=inches)
        figure.set_layout_engine("none")
        return cls(figure=figure, width=width, height=height)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where the point lies, as shares of the figure from its lower left corner."""
        return x / self.width, 1 - y / self.height

    def axes(
        self, *, left: float, top: float, width: float, height: float, share: Axes | None = None
    ) -> Axes:
        """Axes at a place, with the scales of `share`."""
        x, y = self.place(left, top + height)
        box = (x, y, width / self.width, height / self.height)
        return self.figure.add_axes(box, sharex=share, sharey=share)

    def write(self, text: str, *, x: float, y: float, **style: Any) -> None:
        """A text at a place."""
        self.figure.text(*self.place(x, y), text, **style)

    def finished(self) -> Figure:
        """The figure with every text as it stands, though TeX be asked for: names are no TeX."""
        for text in self.figure.findobj(Text):
            assert isinstance(text, Text)
            text.set_usetex(False)
        return self.figure
