"""Ambiguous terms of a lexicon, which name a group only in their contexts."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from counterpoise.counterfactuals.substitution.spots import Spots
from counterpoise.counterfactuals.substitution.terms import SwapTable
from counterpoise.counterfactuals.terms.contexts import MARK, context_pattern


def in_context(spots: Spots, table: SwapTable) -> Spots:
    """The spots, ambiguous terms outside their contexts as names of nobody."""
    if not table.contexts:
        return spots
    terms = spots.terms
    around = terms.select(pl.col("before", "after").str.replace_all(MARK, " ", literal=True))
    near = (around["before"] + MARK + around["after"]).str.to_lowercase()
    outside = pl.Series([False] * len(terms), dtype=pl.Boolean)
    for key, context in table.contexts.items():
        outside |= (terms["key"] == key) & ~near.str.contains(context_pattern(context))
    nobody = pl.when(~outside).then(pl.col("slot", "group"))
    return replace(spots, terms=terms.with_columns(nobody))
