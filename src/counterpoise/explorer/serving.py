"""An explorer in this machine's browser, until it is interrupted."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from contextlib import suppress

from counterpoise.explorer.answering import Answerer
from counterpoise.explorer.server import ExplorerServer


def _say(text: str) -> None:
    print(text, flush=True)  # also where it is not a terminal: nothing else follows for long


def serve(
    explorer: Answerer,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    browser: bool = True,
    tell: Callable[[str], object] = _say,
) -> None:
    """Answers the page of `explorer` until Ctrl+C; its address holds a token that it demands.

    Args:
        explorer: an `Explorer` or a `ReportExplorer`.
        host: an address other than loopback lets others on the network ask, with the token.
        port: 0 for any that is free.
        browser: whether to open the page. A browser that is started with an address shows it in
            the list of processes: leave it on a machine that others use.
        tell: told the address.

    Raises:
        RunError: the address cannot be had.
    """
    server = ExplorerServer(explorer, host=host, port=port)
    tell(f"Explorer: {server.url}")
    tell("It runs until Ctrl+C. Whoever has the address sees the data: keep it to yourself.")
    if browser:
        webbrowser.open(server.url)
    with suppress(KeyboardInterrupt):
        server.run()
