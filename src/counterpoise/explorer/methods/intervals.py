"""`intervals`: a metric of every model and slice, with its interval, from the report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from jaxtyping import Float

from counterpoise.evidence import ENOUGH
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.paired_changes import changes_of
from counterpoise.explorer.sliced_rows import SlicedRows
from counterpoise.explorer.view import MARKS

MOST_THRESHOLDS = 101
"""Thresholds of one answer."""

ESTIMATES = ("value", "lower", "upper", "percent_of_overall", "change")
COUNTS = ("numerator", "denominator", "rows")
CHANGES = ("change_lower", "change_upper")

Cells = Float[np.ndarray, "models slices thresholds"]


def intervals(contents: Contents, asked: Arguments) -> Frame:
    """Columns [models · slices · thresholds]; the value says which metric and thresholds."""
    place = asked.place("metric", of=len(contents.metrics), what="metrics")
    metric = contents.metrics[place]
    limits = np.unique(asked.numbers("thresholds", most=MOST_THRESHOLDS)).tolist()
    parts = [_cells(part, metric, limits) for part in contents.sliced]
    columns = {
        name: np.concatenate([cells[name] for cells, _ in parts], axis=1).ravel()
        for name in parts[0][0]
    }
    columns["mark"] = columns["mark"].astype(np.uint8)
    return Frame(value={"metric": metric, "thresholds": parts[0][1]}, columns=columns)


def mark() -> pl.Expr:
    """The place in `MARKS` of what is to be said of a number with its `evidence`."""
    undefined, little = MARKS.index("undefined"), MARKS.index("too little data")
    return (
        pl.when(pl.col("value").is_nan())
        .then(undefined)
        .when(pl.col("evidence") != ENOUGH)
        .then(little)
        .otherwise(0)
        .alias("mark")
    )


def _cells(
    part: SlicedRows, metric: str, limits: Sequence[float]
) -> tuple[dict[str, Cells], list[float]]:
    """The columns of the slices shown, and the thresholds; none where the metric has none.

    A model without the metric (it gave a decision for every row) has nan of 0 rows.
    """
    table = part.table(limits).filter(pl.col("metric") == metric).with_columns(mark())
    thresholds = table["threshold"].unique().drop_nulls().sort().to_list()
    shape = (len(part.models), len(part.membership.slices), max(len(thresholds), 1))
    cells = {name: np.full(shape, np.nan) for name in (*ESTIMATES, *CHANGES)}
    cells |= {name: np.zeros(shape) for name in COUNTS}
    cells["mark"] = np.full(shape, float(MARKS.index("undefined")))
    places = {model.name: place for place, model in enumerate(part.models)}
    for (model,), rows in table.partition_by("model", as_dict=True).items():
        for name in (*ESTIMATES, *COUNTS, "mark"):
            cells[name][places[str(model)]] = rows[name].to_numpy().reshape(shape[1:])
    shown = {name: values[:, part.first :] for name, values in cells.items()}
    _set_changes(part, metric, limits, shown)
    return shown, thresholds


def _set_changes(
    part: SlicedRows, metric: str, limits: Sequence[float], cells: dict[str, Cells]
) -> None:
    """Changes from the baseline on the same rows, with their intervals, where there are such."""
    names = [model.name for model in part.models]
    baseline = names.index(part.report.baseline)
    for place in range(len(names)):
        found = None if place == baseline else changes_of(part, metric, baseline, place, limits)
        if found is not None:
            cells["change"][place] = found["change"]
            cells["change_lower"][place] = found["lower"]
            cells["change_upper"][place] = found["upper"]
