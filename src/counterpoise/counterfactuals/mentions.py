"""Group columns of who a text mentions, derived from its words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.matching.finding import check_lexicon
from counterpoise.counterfactuals.terms.lexicon import Lexicon
from counterpoise.data.examples import Examples
from counterpoise.data.lists import list_column
from counterpoise.errors import DataError

PREFIX = "mentions_"
"""What the name of every derived column begins with; it tells them from annotated ones."""


def mentions(examples: Examples, lexicon: Lexicon, *, disguised: bool = False) -> Examples:
    """The examples with a group column `mentions_<category>` for each category of the lexicon.

    These are found by words, not annotated by people: a text can be about a group without a term,
    or hold a term and be about something else. They stand beside annotated groups, never in their
    place. No row is null, for every text was looked at; [] mentions none of the groups.

    Args:
        examples: must have text.
        lexicon: the terms.
        disguised: whether to look for terms in disguise too, as in `matches`.

    Raises:
        DataError: the examples have no text, or already a column of that name.
        PlanError: a `lexicon` that is none.
    """
    check_lexicon(lexicon)
    names = [f"{PREFIX}{category}" for category in lexicon.categories]
    for name in names:
        if name in examples.frame.columns:
            raise DataError(
                f"The column `{name}` is to be made of the texts, but the examples already have "
                "one. Leave it out when reading, or give it another name."
            )
    found = matches(examples.texts, lexicon, disguised=disguised)
    columns = [
        _column(found, lexicon=lexicon, category=category, rows=len(examples)).alias(name)
        for category, name in zip(lexicon.categories, names, strict=True)
    ]
    frame = examples.frame.with_columns(columns)
    return replace(examples, frame=frame, groups=(*examples.groups, *names))


def _column(found: pl.DataFrame, *, lexicon: Lexicon, category: str, rows: int) -> pl.Series:
    """[rows], List(Enum): the groups of one category, each once, in the lexicon's order."""
    here = found.filter(pl.col("category") == category).select("row", "group")
    known = pl.Enum(lexicon.groups(category))
    pairs = here.cast({"group": known}).unique().sort("row", "group")
    return list_column(
        rows=pairs["row"].to_numpy().astype(np.int64),
        values=pairs["group"],
        present=np.ones(rows, dtype=bool),
    )
