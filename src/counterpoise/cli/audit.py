"""`counterpoise audit`: rates by group from a file of scores."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click


@click.command("audit")
@click.argument("scores", nargs=-1, required=True)
@click.option("--label", required=True, help="Column of labels: 0, 1 or a fraction between.")
@click.option("--score", "score", multiple=True, required=True, help="Column of scores; repeat.")
@click.option("--groups", multiple=True, help="Group column; repeat.")
@click.option("--delimiter", help="What parts the groups in text columns, such as ';'.")
@click.option("--cross", "crossings", multiple=True, help="Columns to cross, as gender,race.")
@click.option(
    "--include",
    multiple=True,
    type=click.Choice(["bias_auc", "pr_auc", "calibration"]),
    help="Metrics that take longer; repeat.",
)
@click.option("--weight", help="Column of example weights.")
@click.option("--threshold", "thresholds", multiple=True, type=float, help="Repeat for several.")
@click.option("--baseline", help="Score column that changes are counted from; the first one.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to be made.")
@click.option("--overwrite", is_flag=True, help="Replace the folder if it is there.")
def command(
    scores: tuple[str, ...],
    *,
    label: str,
    score: tuple[str, ...],
    groups: tuple[str, ...],
    delimiter: str | None,
    crossings: tuple[str, ...],
    include: tuple[Literal["bias_auc", "pr_auc", "calibration"], ...],
    weight: str | None,
    thresholds: tuple[float, ...],
    baseline: str | None,
    out: Path,
    overwrite: bool,
) -> None:
    """Audit one or more models from SCORES: files (or globs) with labels, scores and groups."""
    from counterpoise.auditing import THRESHOLDS, audit
    from counterpoise.cli.progress import bars
    from counterpoise.cli.table import show
    from counterpoise.data import Delimited, read
    from counterpoise.explorer.page import save_page
    from counterpoise.files import check_vacant, replacing_folder
    from counterpoise.runs.scores import save_scores

    check_vacant(out, overwrite=overwrite)
    columns = [
        name if delimiter is None else Delimited(column=name, delimiter=delimiter)
        for name in groups
    ]
    limits = thresholds or THRESHOLDS
    with replacing_folder(out.resolve()) as folder:
        with bars("reading", 1) as advance:
            examples = read(list(scores), label=label, groups=columns, weight=weight)
            advance(1)
        report = audit(
            examples,
            {name: name for name in score},
            thresholds=limits,
            crossings=[some.split(",") for some in crossings],
            include=include,
            baseline=baseline,
            facts={"data": ", ".join(scores), "rows": f"{len(examples):,}"},
            progress=bars,
        )
        report.save(folder / "report.json")
        save_page(report, folder / "report.html")
        values = {name: examples.column(name) for name in score}
        save_scores(examples, values, folder / "scores.parquet", prefix="")
    show(report, threshold=0.5 if 0.5 in limits else limits[0])
    click.echo(f"Report: {out / 'report.html'}")
