"""The page of an explorer in a notebook: one widget, however many cells show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, final

from counterpoise.errors import MissingExtraError
from counterpoise.explorer.answering import Answerer

if TYPE_CHECKING:
    from counterpoise.explorer.widget import ExplorerWidget


class Shown(Answerer, Protocol):
    """Who answers a page and knows what it shows."""

    @property
    def state(self) -> dict[str, Any]:
        """What the page shows."""
        ...


@final
class CellPage:
    """The widget of an explorer, made when it is first asked for."""

    def __init__(self, explorer: Shown) -> None:
        """No widget yet, so nothing that a notebook needs is imported."""
        self._explorer = explorer
        self._widget: ExplorerWidget | None = None

    def widget(self, *, height: int | None = None) -> ExplorerWidget:
        """Always the same one, unless it was closed.

        Args:
            height: pixels of the page in its cell; None leaves it as it is.

        Raises:
            MissingExtraError: anywidget is not installed.
            RunError: the page was not built.
        """
        if self._widget is None or self._widget.comm is None:  # it was closed
            from counterpoise.explorer.widget import ExplorerWidget

            self._widget = ExplorerWidget(self._explorer)
        if height is not None:
            self._widget.height = height
        return self._widget

    def tell(self) -> None:
        """Shows the state of the explorer, where the page is shown."""
        if self._widget is not None:
            self._widget.state = self._explorer.state

    def bundle(self, text: str) -> dict[str, Any]:
        """What a cell shows, by MIME type.

        Args:
            text: for a notebook that can show no widget, and for its file.
        """
        try:
            shown, _ = self.widget()._repr_mimebundle_() or ({}, {})
        except MissingExtraError as error:
            return {"text/plain": f"{text}\n{error}"}
        return {**shown, "text/plain": text}
