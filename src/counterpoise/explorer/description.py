"""What a page is told of a report: the part of `describe` that needs no rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from counterpoise.explorer.marks import MARKS
from counterpoise.explorer.metric_words import words_of
from counterpoise.explorer.synthetic import is_synthetic
from counterpoise.report import Report
from counterpoise.slices import Slice


def report_description(report: Report, table: pl.DataFrame) -> dict[str, Any]:
    """Title, facts, models, metrics, thresholds, and what was left out.

    Args:
        report: the audit.
        table: its numbers, as `compared` has them.
    """
    facts = report.facts
    return {
        "title": facts.get("title", ""),
        "facts": _listed({name: text for name, text in facts.items() if name != "title"}),
        "synthetic": is_synthetic(facts),
        "models": [{"name": model.name, "control": model.control} for model in report.models],
        "baseline": [model.name for model in report.models].index(report.baseline),
        "metrics": _metrics(table),
        "thresholds": report.thresholds,
        "marks": MARKS,
        "left_out": _listed(report.left_out),
        "not_annotated": _listed(report.not_annotated),
    }


def metric_names(table: pl.DataFrame) -> list[str]:
    """The metrics of a table, in its order."""
    return table["metric"].unique(maintain_order=True).to_list()


def families_of(slices: Sequence[Slice]) -> list[str]:
    """What slices are values of: group columns, crossings; overall is of none."""
    return list(dict.fromkeys(piece.column for piece in slices if piece.column is not None))


def slice_entries(slices: Sequence[Slice], rows: Sequence[int]) -> list[dict[str, Any]]:
    """Name, place of its family (None: overall) and rows of every slice."""
    families = families_of(slices)
    return [
        {
            "name": piece.name,
            "family": None if piece.column is None else families.index(piece.column),
            "rows": count,
        }
        for piece, count in zip(slices, rows, strict=True)
    ]


def _metrics(table: pl.DataFrame) -> list[dict[str, Any]]:
    at_threshold = set(table.filter(pl.col("threshold").is_not_null())["metric"].unique())
    return [
        {**words_of(name), "at_threshold": name in at_threshold} for name in metric_names(table)
    ]


def _listed(named: Mapping[str, object]) -> list[list[Any]]:
    return [
        [name, value if isinstance(value, int) else str(value)] for name, value in named.items()
    ]
