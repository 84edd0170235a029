"""The thresholds that were found for operating points, and both error rates at them."""

from __future__ import annotations

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table

from counterpoise.cli.table import printable
from counterpoise.report import Report

SHOWN = {"false_positive_rate": "FPR", "false_negative_rate": "FNR"}


def show_points(report: Report, *, console: Console | None = None) -> None:
    """Prints FPR and FNR of every slice at each found threshold; nothing without such points."""
    out = console or Console()
    held = ["model", "held_rate", "target", "threshold"]
    found = report.operating_points().filter(pl.col("metric").is_in(list(SHOWN)))
    for (model, rate, target, threshold), rows in found.group_by(held, maintain_order=True):
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
        table.title = f"{printable(str(model))} at {rate} {target:g}: score > {threshold:.6g}"
        table.add_column("slice", overflow="fold")
        for name in SHOWN.values():
            table.add_column(name, justify="right")
        for (piece,), cells in rows.group_by(["slice"], maintain_order=True):
            by_metric = {row["metric"]: row for row in cells.iter_rows(named=True)}
            table.add_row(printable(str(piece)), *(_cell(by_metric[name]) for name in SHOWN))
        out.print(table, markup=False)
    missed = [
        f"{printable(model.name)}: no threshold holds {point.point.rate} {point.point.target:g}"
        for model in report.models
        for point in model.operating_points
        if point.or_none is None
    ]
    for line in missed:
        out.print(line, markup=False, highlight=False)


def _cell(row: dict[str, float]) -> str:
    if row["value"] != row["value"]:
        return "undefined"
    return f"{row['value']:.3f} [{row['lower']:.3f}, {row['upper']:.3f}] of {row['rows']:,}"
