"""Flip rates of pairs by term, direction or generator, as a dot plot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import polars as pl
from matplotlib.figure import Figure

from counterpoise.errors import PlanError, choices
from counterpoise.figures.choosing import (
    at_threshold,
    check_count,
    chosen_models,
    metric_rows,
    metric_title,
)
from counterpoise.figures.evidence import too_little
from counterpoise.figures.interval_rows import NOT_MEASURED, Interval, IntervalRows, draw
from counterpoise.figures.legend import hollow_handle, reference_handle
from counterpoise.figures.look import REFERENCE_LINE, looks
from counterpoise.figures.text_columns import Cell
from counterpoise.pair_audit.report import PairReport
from counterpoise.slices import OVERALL

ADVICE = "Name those to show in `slices`, or give top=20 for the 20 that are most surely high."
"""What to do about too many slices."""


def flip_plot(
    report: PairReport,
    *,
    by: str = "term",
    metric: str = "flip_rate",
    threshold: float = 0.5,
    models: Sequence[str] | None = None,
    slices: Sequence[str] | None = None,
    top: int | None = None,
) -> Figure:
    """A dot plot of one counterfactual metric: a row a term, a point with its interval a model.

    Below overall, rows fall from the highest value under the first model to the lowest; undefined
    ones are last. A dotted line stands at each model's value overall. A hollow point has too little
    data: its interval reaches further than 0.1 (0.4 for logits) to a side. Beside each interval
    stand the pairs that it counts.

    Args:
        report: from `audit_pairs`.
        by: one of the report's families: `term`, `direction`, `generator` and so on.
        metric: one of `PairReport.table()`.
        threshold: one of the report's; of no matter to a metric without thresholds.
        models: names of those to show, at most 6; all by default.
        slices: names of those to show, besides overall; all by default.
        top: how many of these to show, those whose interval begins highest under any model, so that
            a term of one pair that flips is not among them; all by default. Chosen for being high,
            these values are on average higher than the truth.

    Raises:
        PlanError: a name or threshold that the report does not have, more than 60 slices.

    Source: Cleveland, The American Statistician 38, 1984 (dot plots).
    """
    known = [model.name for model in report.models]
    shown = chosen_models(known, models)
    table = _table(report, by, metric=metric, threshold=threshold)
    found = _entries(table)
    overall = _entries(_table(report, OVERALL.name, metric=metric, threshold=threshold))
    every = _chosen(list(dict.fromkeys(piece for piece, _ in found)), slices)
    kept = _ordered(found, every, shown, top=top)
    pieces = kept if OVERALL.name in kept else [OVERALL.name, *kept]
    cells = overall | found
    rows = IntervalRows(
        slices=pieces,
        looks=looks(known, shown),
        intervals={cell: _interval(cells.get(cell)) for cell in product(pieces, shown)},
        label=(
            f"{metric_title(metric)}{at_threshold(table)}, by {by}"
            f"{_selection(len(kept), len(every))}"
        ),
        header="value",
        counted="pairs",
        families=kept[:1],
    )
    hollow = [hollow_handle(too_little(metric))] if rows.any_hollow else []
    sheet, axes = draw(replace(rows, handles=[reference_handle(), *hollow]))
    for model, look in rows.looks.items():
        value = overall[OVERALL.name, model]["value"]
        axes.axvline(value, color=look.colour, linestyle=REFERENCE_LINE, linewidth=1.2, zorder=1)
    return sheet.finished()


def _table(report: PairReport, by: str, *, metric: str, threshold: float) -> pl.DataFrame:
    return metric_rows(report.table(metrics=[metric], by=[by]), metric=metric, threshold=threshold)


def _entries(table: pl.DataFrame) -> dict[Cell, dict[str, Any]]:
    """Slice and model -> the row of the table."""
    return {(row["slice"], row["model"]): row for row in table.iter_rows(named=True)}


def _chosen(known: list[str], names: Sequence[str] | None) -> list[str]:
    if isinstance(names, str):
        raise PlanError(
            f"`slices` must be a list of names, got the text {names!r}. Write slices=[{names!r}]."
        )
    for name in names or ():
        if name not in known:
            raise PlanError(
                f"`slices` must name slices of this family, got `{name}`. {choices(known, name)}"
            )
    return known if names is None else list(dict.fromkeys(names))


def _ordered(
    found: Mapping[Cell, Mapping[str, Any]],
    pieces: list[str],
    models: list[str],
    *,
    top: int | None,
) -> list[str]:
    """The slices to show, from the highest value under the first model to the lowest."""

    def number(piece: str, model: str, column: str) -> float:
        value = found[piece, model][column]
        return -math.inf if math.isnan(value) else value

    def surely(piece: str) -> float:
        return max(number(piece, model, "lower") for model in models)

    if top is not None and top < 1:
        raise PlanError(f"`top` must be at least 1, got {top}. Give how many slices to show.")
    check_count(min(len(pieces), top or len(pieces)), what="slices", advice=ADVICE)
    highest = sorted(pieces, key=surely, reverse=True)[:top]
    return sorted(
        [piece for piece in pieces if piece in highest],
        key=lambda piece: number(piece, models[0], "value"),
        reverse=True,
    )


def _selection(kept: int, of: int) -> str:
    return "" if kept == of else f"\n{kept} of {of}: those whose intervals begin highest"


def _interval(entry: Mapping[str, Any] | None) -> Interval:
    if entry is None:
        return NOT_MEASURED
    return Interval(
        value=entry["value"],
        lower=entry["lower"],
        upper=entry["upper"],
        rows=entry["pairs"],
        filled=entry["evidence"] == "enough",
    )
