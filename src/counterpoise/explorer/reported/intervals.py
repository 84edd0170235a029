"""`intervals` of a report: what it says itself, at its own thresholds and hundredths."""

from __future__ import annotations

from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.methods.intervals import MOST_THRESHOLDS
from counterpoise.explorer.metric_cells import MetricCells
from counterpoise.explorer.reported.contents import ReportContents


def intervals(contents: ReportContents, asked: Arguments) -> Frame:
    """Columns [models · slices · thresholds]; the value says which metric and thresholds."""
    metric = contents.metrics[asked.place("metric", of=len(contents.metrics), what="metrics")]
    given = asked.numbers("thresholds", most=MOST_THRESHOLDS)
    known = contents.known(metric, given)
    at_threshold = contents.own_table.filter(metric=metric)["threshold"].null_count() == 0
    if at_threshold and not known:
        raise PlanError(
            f"`thresholds` of `intervals` must hold one that the report keeps, got {given}. "
            f"Without rows it keeps {list(contents.report.thresholds)}, and rates in hundredths."
        )
    found = MetricCells.of(
        contents.table(metric, known or contents.report.thresholds),
        metric,
        models=contents.names,
        slices=len(contents.slices),
    )
    return Frame(value={"metric": metric, "thresholds": found.thresholds}, columns=found.columns())
