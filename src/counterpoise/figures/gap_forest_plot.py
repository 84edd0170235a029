"""Gaps of a rate as a forest plot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from counterpoise.errors import PlanError
from counterpoise.figures.choosing import (
    NAME_THEM,
    at_threshold,
    check_count,
    chosen_models,
    chosen_slices,
    metric_rows,
    metric_title,
)
from counterpoise.figures.interval_rows import NOT_MEASURED, Interval, IntervalRows, draw
from counterpoise.figures.legend import hollow_handle
from counterpoise.figures.look import GREY, GUIDE, looks
from counterpoise.figures.names import labels
from counterpoise.figures.numbers import p_value
from counterpoise.figures.text_columns import Cell, Column
from counterpoise.report import Report
from counterpoise.slices import OVERALL
from counterpoise.stats.sufficiency import HALF_WIDTH

SIGNIFICANT = 0.05
"""Adjusted p-values below this are starred."""

REFERENCES = {"overall": "overall", "rest": "the rest"}
"""In words, what slices are held against; a slice is called by its name."""

REFERENCE_WIDTH = 120.0
"""Points that such a name may take."""

TOO_LITTLE = (
    "not enough data: the interval of the slice's own rate reaches more than "
    f"{HALF_WIDTH:g} to a side"
)


def gap_forest_plot(
    report: Report,
    *,
    metric: str = "false_positive_rate",
    threshold: float = 0.5,
    against: str = "overall",
    models: Sequence[str] | None = None,
    slices: Sequence[str] | None = None,
    top: int | None = None,
) -> Figure:
    """A forest plot of one rate's gaps: a row a slice, its difference with its 95 % interval.

    Rows fall from the greatest difference under the first model to the least; undefined ones are
    last. A hollow point belongs to a slice whose own rate has too little data. An adjusted p-value
    below 0.05 has a star.

    Args:
        report: from `audit`.
        metric: a rate of `Report.gaps()`.
        threshold: one of the report's.
        against: what slices are held against, as for `Report.gaps`: `overall` or `rest`.
        models: names of those to show, at most 6; all by default.
        slices: names of those to show; all by default.
        top: how many slices to show, those with the widest gap under any model; all by default.
            Chosen for being wide, these gaps are on average wider than the truth.

    Raises:
        PlanError: a name or threshold that the report does not have, no slice, more than 60.

    Source: Lewis & Clarke, British Medical Journal 322, 2001 (forest plots).
    """
    known = [model.name for model in report.models]
    shown = chosen_models(known, models)
    table = metric_rows(report.gaps(against=against), metric=metric, threshold=threshold)
    entries = {(row["slice"], row["model"]): row for row in table.iter_rows(named=True)}
    every = chosen_slices(report.slices, slices)
    pieces = [name for name in every if name not in (OVERALL.name, against)]
    found = {cell: _interval(entries.get(cell)) for cell in product(pieces, shown)}
    kept = _ordered(found, pieces, shown, top=top)
    cells = list(product(kept, shown))
    rows = IntervalRows(
        slices=kept,
        looks=looks(known, shown),
        intervals={cell: found[cell] for cell in cells},
        label=(
            f"{metric_title(metric)}{at_threshold(table)}: difference to {_reference(against)}"
            f"{_selection(len(kept), len(pieces))}"
        ),
        header="difference",
        signed=True,
        columns=_columns({cell: entries[cell] for cell in cells if cell in entries}),
        holds=(0.0,),
    )
    sheet, axes = draw(replace(rows, handles=_handles(rows)))
    axes.axvline(0, **GUIDE)
    return sheet.finished()


def _ordered(
    found: dict[Cell, Interval], pieces: list[str], models: list[str], *, top: int | None
) -> list[str]:
    """The slices to show, from the greatest difference under the first model to the least."""

    def widest(piece: str) -> float:
        sizes = (abs(found[piece, model].value) for model in models)
        return max((size for size in sizes if not math.isnan(size)), default=-1.0)

    def difference(piece: str) -> float:
        value = found[piece, models[0]].value
        return -math.inf if math.isnan(value) else value

    _check(pieces, top=top)
    kept = sorted(pieces, key=widest, reverse=True)[:top]
    return sorted((piece for piece in pieces if piece in kept), key=difference, reverse=True)


def _check(pieces: list[str], *, top: int | None) -> None:
    if top is not None and top < 1:
        raise PlanError(f"`top` must be at least 1, got {top}. Give how many slices to show.")
    if not pieces:
        raise PlanError(
            "A gap needs a slice besides overall, got none. "
            "Audit with groups, or name slices to show."
        )
    advice = f"{NAME_THEM} Or give top=20 for the 20 with the widest gaps."
    check_count(min(len(pieces), top or len(pieces)), what="slices", advice=advice)


def _reference(against: str) -> str:
    return REFERENCES.get(against) or labels([against], points=REFERENCE_WIDTH)[against]


def _selection(kept: int, of: int) -> str:
    return "" if kept == of else f"\n{kept} of {of} slices: those with the widest gaps"


def _handles(rows: IntervalRows) -> list[Line2D]:
    starred = any(text for column in rows.columns[1:] for text in column.texts.values())
    star = Line2D(
        *([], []),
        linestyle="",
        marker="$*$",
        color=GREY,
        markersize=4,
        markeredgewidth=0,
        label=f"adjusted p < {SIGNIFICANT:g}",
    )
    return [
        *([star] if starred else []),
        *([hollow_handle(TOO_LITTLE)] if rows.any_hollow else []),
    ]


def _interval(entry: dict[str, Any] | None) -> Interval:
    if entry is None:
        return NOT_MEASURED
    return Interval(
        value=entry["difference"],
        lower=entry["lower"],
        upper=entry["upper"],
        rows=entry["rows"],
        filled=entry["evidence"] == "enough",
    )


def _columns(entries: dict[Cell, dict[str, Any]]) -> list[Column]:
    adjusted = {cell: entry["adjusted_p_value"] for cell, entry in entries.items()}
    return [
        Column(header="adjusted p", texts={cell: p_value(p) for cell, p in adjusted.items()}),
        Column(
            header="",
            texts={cell: "*" if p < SIGNIFICANT else "" for cell, p in adjusted.items()},
            align="left",
            before=1.0,
        ),
    ]
