"""The tables that counterpoise brings, as they stand in its files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import polars as pl

from counterpoise.counterfactuals.terms.lexicon import identity_terms

GROUP_TERMS = ("group", "slot", "term")
"""What tables and files of terms have in common."""


@cache
def shipped_terms() -> pl.DataFrame:
    """Category, group, slot and term of what is looked for and written."""
    return _frame("terms.csv")


def written_terms(category: str) -> pl.DataFrame:
    """Group, slot and term of what is written only."""
    return _frame("written_terms.csv").filter(category=category).select(GROUP_TERMS)


def lexicon_groups(category: str) -> Mapping[str, str]:
    """Group of a table -> what the lexicon calls it, where that is another name."""
    frame = _frame("lexicon_groups.csv").filter(category=category)
    return dict(frame.select("group", "lexicon_group").iter_rows())


def lexicon_terms(category: str) -> pl.DataFrame:
    """Term and context (empty: any) of what the lexicon has in a category.

    A term with a space or hyphen stands there with either, as the lexicon would find it.
    """
    frame = identity_terms().named(category).frame.select("term", "context")
    spelt = [frame["term"], *(frame["term"].str.replace_all("[ -]", gap) for gap in " -")]
    return pl.concat(frame.with_columns(term=terms) for terms in spelt).unique(
        "term", maintain_order=True
    )


@cache
def _frame(name: str) -> pl.DataFrame:
    text = files("counterpoise.counterfactuals.substitution").joinpath(name).read_bytes()
    return pl.read_csv(text, infer_schema=False, comment_prefix="#")
