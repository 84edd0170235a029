"""`counterpoise run`: the whole loop from a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click


@click.command("run")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to be made.")
@click.option("--overwrite", is_flag=True, help="Replace the folder if it is there.")
@click.option(
    "--texts",
    type=click.Choice(["none", "sample", "all"]),
    help="How many of the test texts report.html holds, for anyone to read; as PLAN says, or none.",
)
def command(
    plan: Path, out: Path, *, overwrite: bool, texts: Literal["none", "sample", "all"] | None
) -> None:
    """Train, audit, mend and audit again, as PLAN (a TOML file) says."""
    from dataclasses import replace

    from counterpoise.cli.progress import bars
    from counterpoise.cli.table import show
    from counterpoise.runs.loop import run
    from counterpoise.runs.plan import ReportPlan, read_plan

    read = read_plan(plan)
    if texts is not None:
        read = replace(read, report=ReportPlan(texts=texts))
    result = run(read, out, overwrite=overwrite, progress=bars)
    if result.resumed:
        click.echo("This run was interrupted before, and went on from its last finished step.")
    show(result.report, threshold=read.audit.shown)
    click.echo(f"Report: {result.folder / 'report.html'}")
    click.echo(f"To look further, and to try the models: counterpoise explore {out}")
