"""Ambiguous terms of a lexicon, which name a group only in their contexts."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from counterpoise.counterfactuals.substitution.spots import Spots
from counterpoise.counterfactuals.substitution.terms import SwapTable
from counterpoise.counterfactuals.terms.contexts import MARK, context_pattern


def in_context(spots: Spots, table: SwapTable) -> Spots:
    """The spots, ambiguous terms outside their contexts as names of nobody."""
    asked = spots.terms["key"].is_in([*table.contexts]).arg_true()
    if not len(asked):
        return spots
    terms = spots.terms[asked]
    around = terms.select(pl.col("before", "after").str.replace_all(MARK, " ", literal=True))
    near = (around["before"] + MARK + around["after"]).str.to_lowercase()
    outside = pl.Series([False] * len(terms), dtype=pl.Boolean)
    for key in terms["key"].unique():
        pattern = context_pattern(table.contexts[key])
        outside |= (terms["key"] == key) & ~near.str.contains(pattern)
    nobody = pl.Series([False]).new_from_index(0, len(spots.terms)).scatter(asked, outside)
    named = pl.when(~nobody).then(pl.col("slot", "group"))
    return replace(spots, terms=spots.terms.with_columns(named))
