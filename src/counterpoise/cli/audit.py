"""`counterpoise audit`: rates by group from a file of scores."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

METRICS = {"fpr": "false_positive_rate", "fnr": "false_negative_rate", "auc": "roc_auc"}
"""What slices can be ordered by -> its name in the report."""


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
@click.option("--text", help="Column of texts, for --texts.")
@click.option(
    "--texts",
    type=click.Choice(["none", "sample", "all"]),
    default="none",
    show_default=True,
    help="How many of the texts report.html holds, for anyone to read.",
)
@click.option("--threshold", "thresholds", multiple=True, type=float, help="Repeat for several.")
@click.option(
    "--at",
    "points",
    multiple=True,
    help="Find the threshold where a rate over all rows is held, as false_positive_rate=0.05.",
)
@click.option("--baseline", help="Score column that changes are counted from; the first one.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to be made.")
@click.option("--overwrite", is_flag=True, help="Replace the folder if it is there.")
@click.option("--scan", is_flag=True, help="Read in batches: for files larger than memory.")
@click.option("--runner", help="Read and sum by an Apache Beam runner, such as DirectRunner.")
@click.option(
    "--beam-option", "options", multiple=True, help="Beam's option, as key=value or key; repeat."
)
@click.option(
    "--sort",
    type=click.Choice(["as-given", "size", "gap", "value"]),
    help="Order of the slices printed: by rows, gap to overall or value. The report has them all.",
)
@click.option("--by", type=click.Choice(list(METRICS)), default="fpr", help="Metric that decides.")
@click.option("--min-rows", type=click.IntRange(0), default=0, help="Print no smaller slices.")
@click.option("--enough-only", is_flag=True, help="Print only slices with enough data.")
@click.option(
    "--top",
    type=click.IntRange(1),
    help="Print so many slices; otherwise all of up to 60, and the 40 widest gaps of more.",
)
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
    text: str | None,
    texts: Literal["none", "sample", "all"],
    thresholds: tuple[float, ...],
    points: tuple[str, ...],
    baseline: str | None,
    out: Path,
    overwrite: bool,
    scan: bool,
    runner: str | None,
    options: tuple[str, ...],
    sort: Literal["as-given", "size", "gap", "value"] | None,
    by: str,
    min_rows: int,
    enough_only: bool,
    top: int | None,
) -> None:
    """Audit one or more models from SCORES: files (or globs) with labels, scores and groups."""
    from counterpoise.audit_plan import THRESHOLDS, AuditPlan
    from counterpoise.cli.audited_files import AuditedFiles
    from counterpoise.cli.points import show_points
    from counterpoise.cli.table import show
    from counterpoise.data.columns import Columns
    from counterpoise.data.groups import Delimited
    from counterpoise.errors import PlanError
    from counterpoise.explorer.static_page import check_built
    from counterpoise.files import check_vacant, replacing_folder
    from counterpoise.slice_selection import SliceChoice

    check_vacant(out, overwrite=overwrite)
    check_built()
    named = [
        name if delimiter is None else Delimited(column=name, delimiter=delimiter)
        for name in groups
    ]
    limits = thresholds or THRESHOLDS
    files = AuditedFiles(
        files=scores,
        columns=Columns(label=label, groups=named, weight=weight, text=text),
        plan=AuditPlan.of(
            dict.fromkeys(score),
            thresholds=limits,
            crossings=[some.split(",") for some in crossings],
            include=include,
            baseline=baseline,
        ),
        points=points,
    )
    if texts != "none" and text is None:
        raise PlanError(
            f"--texts {texts} needs the column of texts, and none was named. Name it with --text."
        )
    choice = SliceChoice(
        order=sort, metric=METRICS[by], min_rows=min_rows, enough_only=enough_only, top=top
    )
    with replacing_folder(out.resolve()) as folder:
        if runner is not None:
            audited = files.on_beam(runner, options)
        else:
            audited = files.scanned(options) if scan else files.in_memory(options)
        audited.save(folder, texts=texts)
    report = audited.report
    show(report, threshold=0.5 if 0.5 in limits else limits[0], choice=choice)
    show_points(report)
    click.echo(f"Report: {out / 'report.html'}")
