"""The table that a person sees in the terminal."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from counterpoise.report import Report
from counterpoise.slice_selection import SliceChoice, SliceSelection, select_slices
from counterpoise.summaries import slice_rows, summary

COLUMNS = {
    "false_positive_rate": "FPR",
    "false_negative_rate": "FNR",
    "flip_rate": "flip rate",
    "roc_auc": "AUC",
}

WIDTH = 100
"""Columns of text that the table may take; a narrower terminal wraps its lines."""

NARROWEST_NAME = 16
"""Columns of text that a name gets at least; a longer one is folded."""

BETWEEN = 2
"""Columns of text between two columns of the table, and at its two edges together."""

INDENT = 2
"""Columns of text by which a slice stands to the right of its model."""

LEGEND = (
    "A cell: the value, its percent change against overall, its change (Δ) against the baseline; "
    "under it the 95 % interval and the rows behind it. FPR counts negatives, FNR positives, AUC "
    "both, flip rate pairs. ? marks an interval that reaches more than 0.1 to a side: too little "
    "data to say."
)

FIRST = {"size": "most rows", "gap": "widest {} gap to overall", "value": "highest {}"}
"""What comes first in an order other than the one given."""

Line = tuple[Text, dict[str, Text]]
"""A name, and what each column says of it."""


def show(
    report: Report,
    *,
    threshold: float,
    choice: SliceChoice | None = None,
    console: Console | None = None,
) -> None:
    """Prints FPR, FNR, flip rate and AUC of every model and chosen slice at `threshold`."""
    out = console or Console()
    choice = choice or SliceChoice()
    found = select_slices(
        summary(report, threshold=threshold), rows=slice_rows(report), choice=choice
    )
    models = _lines_by_model(report, found)
    widths = _widths(models, room=max(out.width, WIDTH))
    table = _table(models, widths)
    table.title = _title(report, threshold)
    needed = sum(width + BETWEEN for width in widths.values())
    if out.width < needed:
        out = Console(width=needed, file=out.file)
    out.print(table)
    said = "\n".join([*_left_out(found, choice), *_notes(report), LEGEND])
    out.print(said, style="dim", highlight=False, markup=False)


def _lines_by_model(report: Report, found: SliceSelection) -> list[list[Line]]:
    """A model's name without cells, then its slices with theirs; model by model."""
    models: dict[str, dict[str, dict[str, Text]]] = {}
    for row in found.frame.iter_rows(named=True):
        cell = _cell(row, changes=row["model"] != report.baseline)
        models.setdefault(row["model"], {}).setdefault(row["slice"], {})[row["metric"]] = cell
    return [
        [
            (_model_line(report, model), {}),
            *((_slice_line(piece), cells) for piece, cells in slices.items()),
        ]
        for model, slices in models.items()
    ]


def _widths(models: list[list[Line]], *, room: int) -> dict[str, int]:
    """The width of each column by its head: names get what the cells leave of `room`."""
    lines = [line for model in models for line in model]
    widths = {
        head: max(cell_len(head), *(_width(cells[name]) for _, cells in lines if name in cells))
        for name, head in COLUMNS.items()
        if any(name in cells for _, cells in lines)
    }
    left = room - BETWEEN - sum(width + BETWEEN for width in widths.values())
    longest = max(_width(name) for name, _ in lines) + INDENT
    return {"model / slice": max(NARROWEST_NAME, min(left, longest)), **widths}


def _width(text: Text) -> int:
    return max(map(cell_len, text.plain.splitlines()), default=0)


def _table(models: list[list[Line]], widths: dict[str, int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, collapse_padding=True)
    for head, width in widths.items():
        table.add_column(head, width=width, overflow="fold")
    shown = [name for name, head in COLUMNS.items() if head in widths]
    for model in models:
        table.add_section()
        for name, cells in model:
            indented = Padding(name, (0, 0, 0, INDENT if cells else 0))
            table.add_row(indented, *(cells.get(metric, "") for metric in shown))
    return table


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
        line.append(f"\n(control: {printable(control)})", style="not bold")
    return line


def _slice_line(name: str) -> Text:
    return Text(printable(name).replace("=", "= ", 1))


def _cell(entry: dict[str, Any], *, changes: bool) -> Text:
    if math.isnan(entry["value"]):
        return Text(f"undefined\nof {entry['rows']:,}")
    parts = [f"{'?' if entry['uncertain'] else ''}{_short(entry['value'])}"]
    rate = entry["metric"] in ("false_positive_rate", "false_negative_rate")
    if rate and entry["slice"] != "overall" and math.isfinite(entry["percent_of_overall"]):
        parts.append(f"{entry['percent_of_overall']:+.0f} %")
    if changes and not math.isnan(entry["change"]):
        parts.append(f"Δ{_short(entry['change'], signs='+')}")
    rows = "" if entry["metric"] == "roc_auc" else f" of {entry['rows']:,}"
    return Text(f"{' '.join(parts)}\n{_short(entry['lower'])}–{_short(entry['upper'])}{rows}")


def _short(number: float, *, signs: str = "") -> str:
    """Three decimals, without the 0 before the point: .312, -.060, 1.000."""
    return re.sub(r"^([+-]?)0\.", r"\1.", format(number, f"{signs}.3f"))


def _left_out(found: SliceSelection, choice: SliceChoice) -> list[str]:
    """How many slices are not shown and why, what decided the order, and how to see the rest."""
    reasons = {
        f"with fewer than {choice.min_rows:,} rows": found.too_small,
        "with too little data": found.not_enough,
        "further down": found.further_down,
    }
    left = ", ".join(f"{slices:,} {why}" for why, slices in reasons.items() if slices)
    if not left and found.order == "as-given":
        return []
    said = f"{found.shown:,} of {found.slices:,} slices"
    if found.order != "as-given":
        said += f", {FIRST[found.order].format(COLUMNS[choice.metric])} first"
    if found.order in ("gap", "value"):
        said += " and those with too little data last: of many, some lead by chance alone"
    lines = [said + (f". Not shown: {left}." if left else ".")]
    if found.further_down:
        every = found.shown + found.further_down
        lines.append(f"report.html has them all; `counterpoise audit --top {every}` prints them.")
    return lines


def _notes(report: Report) -> list[str]:
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
    return [printable(line) for line in lines]
