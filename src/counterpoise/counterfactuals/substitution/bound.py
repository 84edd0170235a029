"""Words bound to a group that stay where they are: *pregnant*, *the Koran*, *Robert*.

A text about another group in which they stand beside its terms would be changed by half. Names
count only where a term for one person is changed: *Robert lost her bag*. *Robert met the women*
may have its women changed.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

from counterpoise.counterfactuals.substitution.changes import COUNTERFACTUAL

NAME, CAPITAL, WORD = "name", "Name", "word"
"""Kinds: a given name in any case, one that is an ordinary word in small letters, a word."""

_ONE_PERSON = (
    "contracted",
    *("subject", "object", "possessive", "possessive_pronoun", "reflexive", "title", "knight"),
    *("peer", "address", "man", "boy", "guy", "lad", "gentleman", "king", "prince", "duke"),
    *("baron", "emperor", "father", "dad", "daddy", "grandfather", "grandpa", "brother", "uncle"),
    *("son", "nephew", "husband", "boyfriend", "groom", "fiancé", "hero", "actor", "businessman"),
    *("congressman", "chairman", "spokesman", "councilman", "statesman", "monk", "wizard"),
)
"""Slots of terms for one person, who may bear a name of the text."""


def words_beside(texts: pl.Series, terms: pl.DataFrame, category: str) -> pl.DataFrame:
    """Row and change of texts that hold words bound to their terms; named: whether a name is one.

    Only the texts are searched that would change a term which the words are bound to.

    Args:
        texts: [rows], String.
        terms: row, change, group, to_group and slot of each term to change.
        category: of the groups.
    """
    parts = [pl.DataFrame(schema=_SCHEMA)]
    for from_group, to_group, named, pattern in _patterns(category):
        about = terms.filter(_bound(from_group, to_group, named=named))
        rows = about["row"].unique(maintain_order=True)
        held = rows.filter(texts.gather(rows).str.contains(pattern))
        found = about.filter(pl.col("row").is_in(held.implode()))
        parts.append(found.select(*COUNTERFACTUAL, named=named))
    return pl.concat(parts).group_by(COUNTERFACTUAL).agg(pl.col("named").any())


def _bound(from_group: str, to_group: str, *, named: bool) -> pl.Expr:
    """Whether a term is of the group (empty: of any) that words are bound to."""
    bound = pl.lit(value=True)
    for column, group in (("group", from_group), ("to_group", to_group)):
        bound = bound & (pl.col(column) == group) if group else bound
    return bound & pl.col("slot").is_in(_ONE_PERSON) if named else bound


_SCHEMA = {"row": pl.UInt32(), "change": pl.UInt32(), "named": pl.Boolean()}


@cache
def _patterns(category: str) -> tuple[tuple[str, str, bool, str], ...]:
    """Group left, group to be written, whether they are names, and what is searched for.

    Whole words, ASCII's, so that the search stays fast; capitals as told.
    """
    text = files("counterpoise.counterfactuals.substitution").joinpath("bound.csv").read_bytes()
    frame = pl.read_csv(text, infer_schema=False, comment_prefix="#").fill_null("")
    of_category = frame.filter(pl.col("category") == category)
    named = pl.col("kind") != WORD
    any_case = pl.format("(?i-u:{})", "pattern")
    words = pl.when(pl.col("kind") == CAPITAL).then("pattern").otherwise(any_case)
    found = of_category.group_by("from_group", "to_group", named=named, maintain_order=True).agg(
        pl.format(r"(?-u:\b)(?:{})(?-u:\b)", words.str.join("|"))
    )
    return tuple(found.iter_rows())
