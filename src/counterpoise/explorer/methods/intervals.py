"""`intervals`: a metric of every model and slice, with its interval, from the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.metric_cells import Cells, MetricCells
from counterpoise.explorer.paired_changes import changes_of
from counterpoise.explorer.sliced_rows import SlicedRows

MOST_THRESHOLDS = 200
"""Thresholds of one answer."""


def intervals(contents: Contents, asked: Arguments) -> Frame:
    """Columns [models · slices · thresholds]; the value says which metric and thresholds."""
    place = asked.place("metric", of=len(contents.metrics), what="metrics")
    metric = contents.metrics[place]
    limits = np.unique(asked.numbers("thresholds", most=MOST_THRESHOLDS)).tolist()
    parts = [_cells(part, metric, limits) for part in contents.sliced]
    found = replace(
        parts[0],
        cells={
            name: np.concatenate([part.cells[name] for part in parts], axis=1)
            for name in parts[0].cells
        },
    )
    return Frame(value={"metric": metric, "thresholds": found.thresholds}, columns=found.columns())


def _cells(part: SlicedRows, metric: str, limits: Sequence[float]) -> MetricCells:
    """The cells of the slices shown."""
    names = [model.name for model in part.models]
    slices = len(part.membership.slices)
    found = MetricCells.of(part.table(limits), metric, models=names, slices=slices)
    shown = {name: values[:, part.first :] for name, values in found.cells.items()}
    _set_changes(part, metric, limits, shown)
    return replace(found, cells=shown)


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
