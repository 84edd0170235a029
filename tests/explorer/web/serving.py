"""A local server for the length of a test, and ways to its page."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.server import ExplorerServer

from .conftest import Tab

READY = "[role=tabpanel] :is(table, .part, .virtual-window)"


@contextmanager
def served(explorer: Explorer) -> Iterator[ExplorerServer]:
    """Serves the explorer on this machine."""
    serving = ExplorerServer(explorer)
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    try:
        yield serving
    finally:
        serving.stop()
        thread.join(timeout=10)


def open_at(tab: Tab, server: ExplorerServer, /, **state: object) -> None:
    """Opens the page in a state."""
    tab.open(f"{server.url}&state={quote(json.dumps(state))}", ready=READY)
