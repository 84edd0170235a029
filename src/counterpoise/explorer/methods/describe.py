"""`describe`: what there is to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.methods.counts import bin_count
from counterpoise.explorer.methods.nearest import possible_distances
from counterpoise.explorer.slice_entries import slice_entries
from counterpoise.explorer.view import MARKS, is_synthetic, words_of


def describe(contents: Contents, asked: Arguments, *, methods: Sequence[str]) -> Frame:
    """The answer; `methods` are those that can be answered."""
    report, examples = contents.own.report, contents.examples
    facts = report.facts
    return Frame(
        value={
            "title": facts.get("title", ""),
            "facts": _listed({name: text for name, text in facts.items() if name != "title"}),
            "synthetic": is_synthetic(facts),
            "rows": len(examples),
            "models": [
                {
                    "name": model.name,
                    "control": model.control,
                    "runs": model.name in contents.runs.models,
                }
                for model in report.models
            ],
            "baseline": contents.names.index(report.baseline),
            "families": contents.families,
            "slices": slice_entries(contents),
            "metrics": _metrics(contents),
            "thresholds": report.thresholds,
            "bins": bin_count(contents),
            "marks": MARKS,
            "features": [
                {"name": feature.name, "kind": feature.kind, "levels": feature.levels}
                for feature in contents.features
            ],
            "texts": "none" if examples.text is None else "all",
            "pairs": 0 if contents.own.pairs is None else len(contents.own.pairs),
            "distances": possible_distances(contents),
            "methods": methods,
            "left_out": _listed(report.left_out),
            "not_annotated": _listed(report.not_annotated),
            "saved": contents.saved_names,
            "state": contents.state,
        }
    )


def _metrics(contents: Contents) -> list[dict[str, Any]]:
    table = contents.own.table(contents.own.report.thresholds)
    having = table.filter(pl.col("threshold").is_not_null())["metric"].unique()
    at_threshold = set(having)
    return [{**words_of(name), "at_threshold": name in at_threshold} for name in contents.metrics]


def _listed(named: Mapping[str, object]) -> list[list[Any]]:
    return [
        [name, value if isinstance(value, int) else str(value)] for name, value in named.items()
    ]
