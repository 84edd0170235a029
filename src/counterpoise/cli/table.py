"""The table that a person sees in the terminal."""

from __future__ import annotations

import math
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from counterpoise.report import Report
from counterpoise.summaries import summary

COLUMNS = {
    "false_positive_rate": "FPR",
    "false_negative_rate": "FNR",
    "flip_rate": "flip rate",
    "roc_auc": "AUC",
}


def show(report: Report, *, threshold: float, console: Console | None = None) -> None:
    """Prints FPR, FNR, flip rate and AUC of every model and slice at `threshold`.

    A cell says: value [95 % interval] of how many rows; then, where it applies, its percent change
    against overall and its change against the baseline model. `?` marks an interval that reaches
    more than 0.1 to a side.
    """
    out = console or Console()
    if out.size.width < 150 and not out.is_terminal:
        out = Console(width=170, file=out.file)
    cells: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in summary(report, threshold=threshold).iter_rows(named=True):
        cells.setdefault((row["model"], row["slice"]), {})[row["metric"]] = row
    shown = [name for name in COLUMNS if any(name in row for row in cells.values())]
    table = Table(box=box.SIMPLE_HEAD, title=_title(report, threshold), title_justify="left")
    table.add_column("model / slice", no_wrap=True)
    for name in shown:
        table.add_column(f"{COLUMNS[name]} [95 %] of rows", no_wrap=True, justify="right")
        if name in ("false_positive_rate", "false_negative_rate"):
            table.add_column("vs overall", no_wrap=True, justify="right")
        table.add_column("vs base", no_wrap=True, justify="right")
    last = None
    for (model, piece), row in cells.items():
        if model != last:
            if last is not None:
                table.add_section()
            control = report.model(model).control
            table.add_row(f"[bold]{model}[/]" + (f" (control: {control})" if control else ""))
            last = model
        table.add_row(f"  {piece}", *_cells(row, shown, is_baseline=model == report.baseline))
    out.print(table)
    out.print(_notes(report), style="dim", highlight=False, markup=False)


def _title(report: Report, threshold: float) -> str:
    data = report.facts.get("data", "")
    return f"decisions at score > {threshold:g}" + (f" on {data}" if data else "")


def _cells(
    row: dict[str, dict[str, Any]], shown: list[str], *, is_baseline: bool
) -> list[str]:
    cells: list[str] = []
    for name in shown:
        entry = row.get(name)
        cells.append("" if entry is None else _estimate(entry))
        if name in ("false_positive_rate", "false_negative_rate"):
            percent = math.nan if entry is None else entry["percent_of_overall"]
            is_overall = entry is not None and entry["slice"] == "overall"
            cells.append("" if math.isnan(percent) or is_overall else f"{percent:+.0f} %")
        change = math.nan if entry is None or is_baseline else entry["change"]
        cells.append("" if math.isnan(change) else f"{change:+.3f}")
    return cells


def _estimate(entry: dict[str, Any]) -> str:
    rows = f"{entry['rows']:,}"
    if math.isnan(entry["value"]):
        return f"undefined of {rows}"
    mark = "?" if entry["uncertain"] else ""
    return f"{mark}{entry['value']:.3f} [{entry['lower']:.3f}, {entry['upper']:.3f}] of {rows}"


def _notes(report: Report) -> str:
    lines = [
        f"rows not annotated for {name}, in none of its slices: {rows:,}"
        for name, rows in report.not_annotated.items()
        if rows
    ]
    lines += [f"rows left out, {why}: {rows:,}" for why, rows in report.left_out.items() if rows]
    lines.append(
        "FPR counts negatives, FNR positives, flip rate pairs. "
        "? marks an interval that reaches more than 0.1 to a side: too little data to say."
    )
    return "\n".join(lines)
