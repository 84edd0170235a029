"""The explorer's page in a cell of a notebook.

Extra: `pip install 'counterpoise[explorer]'`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from counterpoise.errors import MissingExtraError, RunError
from counterpoise.explorer.pieces import Piece, Pieces

if find_spec("anywidget") is None:
    raise MissingExtraError(feature="The explorer in a notebook", extra="explorer")

import traitlets
from anywidget import AnyWidget

if TYPE_CHECKING:
    from counterpoise.explorer.cell_page import Shown

HEIGHT = 760
"""Pixels of the page in its cell; a person can drag them."""


class ExplorerWidget(AnyWidget):
    """The page of an explorer, wherever a notebook can show a widget.

    It stays in the kernel's memory, and its explorer with it, until `close` is called.

    Attributes:
        state: what the page shows, as it told last or as it was set; None before.
        height: pixels.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    # Not `_css`, which would be put into the notebook's own page.
    style_sheet = traitlets.Unicode().tag(sync=True)
    state = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    height = traitlets.Int(HEIGHT, min=200).tag(sync=True)

    def __init__(self, explorer: Shown) -> None:
        """A page that asks `explorer`.

        Raises:
            RunError: the page was not built.
        """
        self._explorer = explorer
        self._pieces = Pieces()
        script, style_sheet = built("explorer.js"), built("explorer.css")
        super().__init__(_esm=script, style_sheet=style_sheet)
        self.on_msg(self._answer)
        self.observe(self._keep_state, "state")

    def _answer(self, _: object, question: Any, buffers: Sequence[memoryview]) -> None:
        if not isinstance(question, Mapping) or not isinstance(question.get("id"), str):
            return  # no question of the page
        piece = self._piece(question)
        self.send({"id": question["id"], "at": piece.at, "size": piece.size}, [piece.data])

    def _piece(self, question: Mapping[str, Any]) -> Piece:
        name, at = question["id"], question.get("at")
        if isinstance(at, int):
            return self._pieces.next(name, at)
        frame = self._explorer.handle(question.get("method", ""), question.get("args"))
        return self._pieces.first(name, frame)

    def _keep_state(self, change: Mapping[str, Any]) -> None:
        """What the page told is kept, and not told back: the page may have moved on."""
        if change["new"] is not None and change["new"] != self._explorer.state:
            self._explorer.handle("state", {"state": change["new"]})


def built(name: str) -> str:
    """A file of the built page.

    Raises:
        RunError: it is not there.
    """
    file = files("counterpoise.explorer").joinpath("static", name)
    if not file.is_file():
        raise RunError(
            f"The explorer's page should be in the package as `static/{name}`, and it was not "
            "built. Run `npm ci` and `npm run build` in `web` of the source folder, or install a "
            "released wheel."
        )
    return file.read_text(encoding="utf-8")
