"""A notebook that a person works in: cells run, output read, the page in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

IDLE = "#jp-main-statusbar :text('| Idle')"
CELL = ".jp-Notebook .jp-Cell"


@dataclass(kw_only=True)
class NotebookTab:
    """A notebook, whose last cell takes any code.

    Attributes:
        page: the browser's.
        requests: what was asked for.
        faults: errors of widgets that no script caught; JupyterLab has some of its own.
    """

    page: Any
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _run: count = field(default_factory=count)

    def open(self, address: str) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", self._keep_fault)
        self.page.goto(address)
        self.page.locator(IDLE).wait_for(timeout=60_000)

    def _keep_fault(self, error: Any) -> None:
        if "blob:" in error.stack:  # where the scripts of widgets come from
            self.faults.append(f"{error.message}\n{error.stack}")

    @property
    def cells(self) -> int:
        return self.page.locator(CELL).count()

    def run(self, code: str, *, shows: str = "") -> str:
        """Runs code in the last cell, which then shows what it ends in; returns what it printed."""
        done = f"ran {next(self._run)}"
        cell = self.page.locator(CELL).last
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(f"{code}\nprint({done!r})\n{shows}")
        self.page.keyboard.press("Control+Enter")
        output = cell.locator(".jp-OutputArea-output", has_text=done)
        output.wait_for()
        return output.inner_text().split(done)[0].strip()

    def command(self, name: str, **args: str) -> None:
        """Runs a command of JupyterLab, as its menu would."""
        self.page.evaluate(
            "([name, args]) => jupyterapp.commands.execute(name, args)", [name, args]
        )
