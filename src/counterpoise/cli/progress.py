"""Progress bars on the terminal's error stream."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from counterpoise.progress import Advance


@contextmanager
def bars(description: str, total: int | None) -> Iterator[Advance]:
    """One bar for `total` units of work (None: unknown); at the end a line without a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=console) as shown:
        task = shown.add_task(description, total=total)
        yield lambda units: shown.update(task, advance=units)
