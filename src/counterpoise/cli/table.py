"""The table that a person sees in the terminal."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from counterpoise.report import Report
from counterpoise.summaries import summary

COLUMNS = {
    "false_positive_rate": "FPR",
    "false_negative_rate": "FNR",
    "flip_rate": "flip rate",
    "roc_auc": "AUC",
}

NARROWEST = 124
"""Columns of text that the table needs; a narrower terminal wraps its lines."""

LEGEND = (
    "A cell: the value, its percent change against overall, its change (Δ) against the baseline; "
    "under it the 95 % interval and the rows behind it. FPR counts negatives, FNR positives, "
    "flip rate pairs. ? marks an interval that reaches more than 0.1 to a side: too little data "
    "to say."
)


def show(report: Report, *, threshold: float, console: Console | None = None) -> None:
    """Prints FPR, FNR, flip rate and AUC of every model and slice at `threshold`."""
    out = console or Console()
    if out.width < NARROWEST:
        out = Console(width=NARROWEST, file=out.file)
    cells: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in summary(report, threshold=threshold).iter_rows(named=True):
        cells.setdefault((row["model"], row["slice"]), {})[row["metric"]] = row
    shown = [name for name in COLUMNS if any(name in row for row in cells.values())]
    table = Table(
        box=box.SIMPLE_HEAD,
        title=_title(report, threshold),
        title_justify="left",
        pad_edge=False,
        collapse_padding=True,
    )
    table.add_column("model / slice", width=28, overflow="fold")
    for name in shown:
        table.add_column(COLUMNS[name], no_wrap=True)
    last = None
    for (model, piece), row in cells.items():
        if model != last:
            table.add_section()
            table.add_row(_model_line(report, model))
            last = model
        changes = model != report.baseline
        texts = [_cell(row[name], changes=changes) if name in row else "" for name in shown]
        table.add_row(Text(f"  {printable(piece).replace('=', '= ', 1)}"), *texts)
    out.print(table)
    out.print(_notes(report), style="dim", highlight=False, markup=False)


def _title(report: Report, threshold: float) -> Text:
    data = report.facts.get("data", "")
    said = f"decisions at score > {threshold:g}" + (f" on {data}" if data else "")
    return Text(printable(said))


def printable(text: str) -> str:
    """`text` with control and direction characters made visible: it may be hostile."""
    return "".join(
        "\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") else c for c in text
    )


def _model_line(report: Report, model: str) -> Text:
    control = report.model(model).control
    line = Text(printable(model), style="bold")
    if control:
        line.append(f" (control: {printable(control)})", style="not bold")
    return line


def _cell(entry: dict[str, Any], *, changes: bool) -> Text:
    if math.isnan(entry["value"]):
        return Text(f"undefined\nof {entry['rows']:,}")
    parts = [f"{'?' if entry['uncertain'] else ''}{entry['value']:.3f}"]
    rate = entry["metric"] in ("false_positive_rate", "false_negative_rate")
    if rate and entry["slice"] != "overall" and math.isfinite(entry["percent_of_overall"]):
        parts.append(f"{entry['percent_of_overall']:+.0f} %")
    if changes and not math.isnan(entry["change"]):
        parts.append(f"Δ{entry['change']:+.3f}")
    interval = f"{entry['lower']:.3f}–{entry['upper']:.3f}"
    return Text(f"{' '.join(parts)}\n{interval} of {entry['rows']:,}")


def _notes(report: Report) -> str:
    lines = [
        f"rows not annotated for {name}, in none of its slices: {rows:,}"
        for name, rows in report.not_annotated.items()
        if rows
    ]
    lines += [
        f"rows without a decision by {model.name}, in no other number: "
        f"{model.undecided.rows[0].sum():,}"
        for model in report.models
        if model.undecided is not None
    ]
    lines += [f"rows left out, {why}: {rows:,}" for why, rows in report.left_out.items() if rows]
    return "\n".join([*map(printable, lines), LEGEND])
