"""`flips` of a report: by slice, which is all that its sums of pairs are parted by."""

from __future__ import annotations

from typing import Any

import polars as pl

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.marks import mark
from counterpoise.explorer.reported.contents import ReportContents
from counterpoise.explorer.reported.thresholds import own_threshold
from counterpoise.metrics.flips import FLIPS

RATE, UP, DOWN = FLIPS


def has_pairs(contents: ReportContents) -> bool:
    """Whether pairs were audited."""
    return contents.pair_count > 0


def flips(contents: ReportContents, asked: Arguments) -> Frame:
    """Records of every model and slice, overall first."""
    asked.choice("by", ["slice"])
    threshold = own_threshold(contents, asked)
    here = contents.own_table.filter(pl.col("threshold") == threshold).with_columns(mark())
    keys = ["model", "slice"]
    rates, up, down = (here.filter(pl.col("metric") == name) for name in FLIPS)
    table = rates.join(up.select(*keys, up="numerator"), on=keys, maintain_order="left").join(
        down.select(*keys, down="numerator"), on=keys, maintain_order="left"
    )
    return Frame(value=[_record(row, contents) for row in table.to_dicts()])


def _record(row: dict[str, Any], contents: ReportContents) -> dict[str, Any]:
    model = contents.names.index(row["model"])
    sums = contents.report.models[model].pairs
    assert sums is not None
    return {
        "model": model,
        "name": row["slice"],
        "pairs": row["rows"],
        "sources": sums.sources[contents.slice_names.index(row["slice"])],
        "flips": row["numerator"],
        "flips_0_to_1": row["up"],
        "flips_1_to_0": row["down"],
        **{name: row[name] for name in ("value", "lower", "upper", "mark")},
    }
