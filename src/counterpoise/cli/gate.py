"""`counterpoise gate`: bias scenarios held against their bounds, for a build server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from counterpoise.gating import GateResult

STYLES = {"pass": "green", "fail": "bold red", "inconclusive": "yellow"}

NARROWEST = 100
"""Columns of text that the table needs; a narrower terminal wraps its lines."""


@click.command("gate")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--junit", type=click.Path(path_type=Path), help="Write JUnit XML to this file.")
@click.option("--markdown", type=click.Path(path_type=Path), help="Write Markdown to this file.")
def command(plan: Path, *, junit: Path | None, markdown: Path | None) -> None:
    """Judge the scenarios of PLAN (a TOML file).

    Exits with 0 where all pass, 1 where one fails, 3 where one is inconclusive and none fails, 2
    where the plan or its data cannot be read.
    """
    from counterpoise.cli.progress import bars
    from counterpoise.gating import gate, output

    result = gate(plan, progress=bars)
    _show(result)
    for path, text in ((junit, output.junit), (markdown, output.markdown)):
        if path is not None:
            _write(path, text(result))
    sys.exit(result.exit_status)


def _write(path: Path, text: str) -> None:
    from counterpoise.errors import RunError
    from counterpoise.files import write_text

    try:
        write_text(path, text)
    except OSError as error:
        raise RunError(
            f"{path} cannot be written: {error.strerror}. Choose another file."
        ) from error


def _show(result: GateResult) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from counterpoise.gating.output import printable

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("scenario", "slice", "verdict", ""):
        table.add_column(title, overflow="fold")
    for scenario in result.scenarios:
        verdict = Text(scenario.verdict, style=STYLES[scenario.verdict])
        name = Text(printable(scenario.scenario.name), style="bold")
        summed = Text(printable(f"{scenario.scenario.model}: {scenario.sentence}"))
        table.add_row(name, "", verdict, summed)
        for piece in scenario.slices:
            found = Text(piece.verdict, style=STYLES[piece.verdict])
            table.add_row("", Text(printable(piece.name)), found, Text(printable(piece.sentence)))
        table.add_section()
    console = Console()
    if console.width < NARROWEST:
        console = Console(width=NARROWEST)
    console.print(table)
    console.print(Text(f"gate: {result.verdict}", style=STYLES[result.verdict]))
