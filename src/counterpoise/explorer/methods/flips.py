"""`flips`: how often a decision hangs on a term, by what pairs can be parted by."""

from __future__ import annotations

from typing import Any, get_args

import polars as pl

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.marks import mark
from counterpoise.explorer.sliced_rows import counterfactuals_again, given_again
from counterpoise.pair_audit.auditing import audit_pairs
from counterpoise.pair_audit.slices import By
from counterpoise.slices import OVERALL

RATE, UP, DOWN = "flip_rate", "flip_rate_0_to_1", "flip_rate_1_to_0"


def has_pairs(contents: Contents) -> bool:
    """Whether there are pairs of texts."""
    return contents.own.pairs is not None and len(contents.own.pairs) > 0


def flips(contents: Contents, asked: Arguments) -> Frame:
    """Records of every model and slice of pairs, overall first."""
    own, pairs = contents.own, contents.own.pairs
    assert pairs is not None
    threshold = asked.number("threshold")
    by: Any = asked.choice("by", get_args(By))
    report = audit_pairs(
        pairs,
        {model.name: given_again(model.examples) for model in own.models},
        examples=own.examples,
        counterfactual_scores=counterfactuals_again(own.models),
        thresholds=[threshold],
        by=[by],
        crossings=own.report.crossings,
    )
    table = report.table(metrics=[RATE, UP, DOWN], by=[OVERALL.name, by])
    return Frame(value=_records(table, contents.names))


def _records(table: pl.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    keys = ["model", "family", "slice"]

    def flips_of(metric: str, name: str) -> pl.DataFrame:
        here = table.filter(pl.col("metric") == metric)
        return here.select(*keys, pl.col("flips").alias(name))

    rates = table.filter(pl.col("metric") == RATE).with_columns(mark())
    for metric, name in ((UP, "flips_0_to_1"), (DOWN, "flips_1_to_0")):
        rates = rates.join(flips_of(metric, name), on=keys, how="left", maintain_order="left")
    model = pl.col("model").replace_strict(names, list(range(len(names))), return_dtype=pl.Int64)
    shown = ("pairs", "sources", "flips", "flips_0_to_1", "flips_1_to_0")
    return rates.select(
        model, pl.col("slice").alias("name"), *shown, "value", "lower", "upper", "mark"
    ).to_dicts()
