"""`counterfactuals`: a text without its identity terms, and about other groups."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from counterpoise.counterfactuals.ablation import ablations
from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.substitution import (
    every_substitution,
    swap_table,
    with_lexicon_names,
)
from counterpoise.counterfactuals.terms import identity_terms
from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame

LONGEST = 20_000
"""Characters of a text that counterfactuals are made of."""

SWAPPED = (
    *("gender", "religion", "sexual_orientation"),
    *("race_and_nationality", "disability", "age"),
)
"""The categories that have a swap table."""

TOLD = ("generator", "term", "from_group", "to_group")


def counterfactuals(contents: Contents, asked: Arguments) -> Frame:
    """[{text, generator, term, from_group, to_group}, …], each text once."""
    text = asked.text("text")
    if len(text) > LONGEST:
        raise PlanError(
            f"`text` of `counterfactuals` must have up to {LONGEST:,} characters, got "
            f"{len(text):,}. Shorten it."
        )
    made = pl.concat(_made(pl.Series([text]))).unique("text", keep="first", maintain_order=True)
    return Frame(value=made.to_dicts())


def _made(texts: pl.Series) -> Iterator[pl.DataFrame]:
    nobody = pl.lit(None, dtype=pl.String).alias("to_group")
    for category in matches(texts, identity_terms())["category"].unique(maintain_order=True):
        taken = ablations(texts, identity_terms().named(category)).frame.with_columns(nobody)
        yield _told(taken, f"ablation:{category}")
    for category in SWAPPED:
        table = swap_table(category)
        swapped = with_lexicon_names(every_substitution(texts, table=table).frame, table)
        yield _told(swapped, f"substitution:{category}")


def _told(made: pl.DataFrame, generator: str) -> pl.DataFrame:
    named = made.with_columns(generator=pl.lit(generator))
    return named.select(pl.col("counterfactual").alias("text"), *TOLD)
