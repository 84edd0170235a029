"""`compare` of a report: what changed between models; how sure that is, rows alone can tell."""

from __future__ import annotations

from typing import Any

import polars as pl

from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.reported.contents import ReportContents
from counterpoise.explorer.reported.thresholds import own_threshold
from counterpoise.metrics.paired import PAIRED_RATES

BETTER = {**{rate.name: rate.better for rate in PAIRED_RATES}, "roc_auc": "higher"}
"""Metrics that models are compared in -> which way is better."""


def can_compare(contents: ReportContents) -> bool:
    """Whether there are two models."""
    return len(contents.names) > 1


def compare(contents: ReportContents, asked: Arguments) -> Frame:
    """Records as of rows, without interval; every verdict is `inconclusive`."""
    before, after = (
        asked.place(name, of=len(contents.names), what="models") for name in ("before", "after")
    )
    if before == after:
        raise PlanError(
            f"`after` of `compare` must be another model than `before`, got {after} twice. "
            "Name two models."
        )
    threshold = own_threshold(contents, asked)
    here = contents.own_table.filter(
        pl.col("metric").is_in(list(BETTER)),
        pl.col("threshold").is_null() | (pl.col("threshold") == threshold),
    )
    one, other = (
        here.filter(pl.col("model") == contents.names[place]) for place in (before, after)
    )
    both = other.join(
        one.select("metric", "slice", baseline_value="value"),
        on=["metric", "slice"],
        maintain_order="left",
    )
    return Frame(value=[_record(row, contents) for row in both.to_dicts()])


def _record(row: dict[str, Any], contents: ReportContents) -> dict[str, Any]:
    unknown = dict.fromkeys(("lower", "upper", "p_value"))
    change = row["value"] - row["baseline_value"]
    return {
        "slice": contents.slice_names.index(row["slice"]),
        **{name: row[name] for name in ("metric", "threshold", "baseline_value", "value")},
        "change": change,
        **unknown,
        "rows": row["rows"],
        "verdict": None if BETTER[row["metric"]] is None else "inconclusive",
        "sentence": "Without rows nobody can say how sure this change is.",
    }
