"""Swap tables: which terms can stand in each other's place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

import polars as pl

from counterpoise.counterfactuals.substitution.adjectives import noun_senses
from counterpoise.counterfactuals.substitution.sense import Sense
from counterpoise.counterfactuals.substitution.shipped import (
    GROUP_TERMS,
    lexicon_groups,
    lexicon_terms,
    shipped_terms,
    written_terms,
)
from counterpoise.counterfactuals.substitution.slot_names import FIXED, OTHER, PEJORATIVE
from counterpoise.counterfactuals.substitution.spellings import as_written
from counterpoise.counterfactuals.terms.lexicon import Lexicon
from counterpoise.errors import PlanError, choices

_NO_TERMS = pl.DataFrame(schema=dict.fromkeys((*GROUP_TERMS, "key"), pl.String()))


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapTable:
    """The terms of one category.

    Terms of two groups in one slot are each other's counterpart. Where a group has several terms
    in a slot the first is the one that is written, and all of them are looked for. A term of
    several words, one of them a term (*black people*), is written and not looked for, unless its
    slot is `fixed` or `phrases` says so.

    Attributes:
        category: what the groups divide, e.g. `gender`.
        frame: group (empty for `fixed`), slot, term, and key: the term in lower case.
        phrases: whether terms of several words are looked for too.
        contexts: key of an ambiguous term -> the context in which alone it names its group.
        unsought: rows like those of `frame`, whose terms are written and not looked for.
        others: rows like those of `frame`, of terms that are known and never changed.
        senses: what tells the slots of its terms, before what tells those of every table.
        names: group -> what the lexicon calls it, where that is another name.
    """

    category: str
    frame: pl.DataFrame
    phrases: bool = False
    contexts: Mapping[str, str] = field(default_factory=dict)
    unsought: pl.DataFrame = field(default_factory=lambda: _NO_TERMS)
    others: pl.DataFrame = field(default_factory=lambda: _NO_TERMS)
    senses: tuple[Sense, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the order of the table."""
        named = self.frame.filter(pl.col("group") != "")["group"]
        return tuple(named.unique(maintain_order=True).to_list())

    @property
    def sought(self) -> pl.DataFrame:
        """The rows whose term is looked for in texts."""
        rows = self.frame if self.phrases else self.frame.filter(~_of_terms(self.frame, self.frame))
        return pl.concat([rows, self.others])

    @property
    def written(self) -> pl.DataFrame:
        """One term for each group and slot: the one that is written."""
        changed = self.frame.filter(~pl.col("slot").is_in([FIXED, PEJORATIVE]))
        every = pl.concat([changed, self.unsought])
        return every.unique(["group", "slot"], keep="first", maintain_order=True)


def swap_table(category: str) -> SwapTable:
    """The table of a category that counterpoise brings.

    Raises:
        PlanError: for an unknown category.

    Example:
        >>> swap_table("gender").groups
        ('male', 'female')
    """
    known = shipped_terms()["category"].unique(maintain_order=True).to_list()
    if category not in known:
        raise PlanError(
            f"There is no swap table for `{category}`. {choices(known, str(category))} "
            "Make one of your own with swap_table_of(frame, category=...)."
        )
    return _shipped(category)


def swap_table_of(frame: pl.DataFrame, *, category: str) -> SwapTable:
    """A table of your own.

    Args:
        frame: group, slot, term (String); a `category` column, if any, chooses the rows.
        category: what the groups divide.

    Raises:
        PlanError: a column is missing or no String, no row is of the category, or a term is blank.
    """
    missing = [name for name in GROUP_TERMS if name not in frame.columns]
    if missing:
        raise PlanError(
            f"A swap table needs the columns group, slot and term, and lacks `{missing[0]}`. "
            f"{choices(frame.columns, missing[0])}"
        )
    if "category" in frame.columns:
        frame = frame.filter(pl.col("category").cast(pl.String) == category)
    if frame.is_empty():
        raise PlanError(
            f"The swap table of `{category}` must have rows, each with a term, got 0 rows with 0 "
            "blank terms."
        )
    for name in GROUP_TERMS:
        if frame.schema[name] not in (pl.String, pl.Null):
            raise PlanError(
                f"The column `{name}` of a swap table must be String, got {frame.schema[name]}. "
                "Cast it."
            )
    frame = frame.select(pl.col(GROUP_TERMS).cast(pl.String))
    blank = frame["term"].str.strip_chars().fill_null("") == ""
    if blank.any():
        raise PlanError(
            f"The swap table of `{category}` must have rows, each with a term, got "
            f"{frame.height} rows with {int(blank.sum())} blank terms."
        )
    return SwapTable(category=category, frame=_keyed(frame))


def swap_tables_of(lexicon: Lexicon) -> tuple[SwapTable, ...]:
    """A table for each category of a lexicon in which two groups share a slot.

    A term without slot is looked for and has no counterpart, so that no text is written in which
    it would be left beside changed ones.

    Raises:
        PlanError: no category has such groups.
    """
    tables = tuple(_table_of(lexicon.named(name), name) for name in lexicon.categories)
    usable = tuple(table for table in tables if table.written["slot"].is_duplicated().any())
    if not usable:
        raise PlanError(
            "A lexicon must have terms of two groups with the same category and slot, so that they "
            f"can stand in each other's place, and `{lexicon.name}` has none. Fill in `slot`."
        )
    return usable


_PRONOUNS = {
    "pronoun:subject": "subject",
    "pronoun:object": "object",
    "pronoun:determiner": "possessive",
    "pronoun:possessive": "possessive_pronoun",
    "pronoun:reflexive": "reflexive",
}
"""Slots of the lexicon -> what the senses of *her* and *his* call them."""


def _table_of(lexicon: Lexicon, category: str) -> SwapTable:
    slotted = pl.col("slot") != ""
    # Whom a term names in a slot counts; where it has one, that it names others too does not.
    rows = lexicon.frame.filter(slotted | ~slotted.any().over("term"))
    slot = (
        pl.when("pejorative")
        .then(pl.lit(PEJORATIVE))
        .when(slotted)
        .then(pl.col("slot").replace(_PRONOUNS))
        .otherwise("only: " + pl.col("term"))
    )
    rows = rows.with_columns(slot=slot)
    ambiguous = rows.filter("ambiguous").select("term", "context")
    table = swap_table_of(
        rows.with_columns(as_written(pl.col("term"))).drop("category"), category=category
    )
    contexts = dict(ambiguous.iter_rows())
    return replace(table, phrases=True, contexts=contexts, senses=noun_senses(rows))


@cache
def _shipped(category: str) -> SwapTable:
    frame = shipped_terms().filter(category=category)
    table = swap_table_of(frame, category=category)
    known = lexicon_terms(category)
    known = known.filter(~pl.col("term").is_in(table.frame["key"].implode()))
    rows = known.select(group=pl.lit(""), slot=pl.lit(OTHER), term="term", key="term")
    words = rows.with_columns(pl.col("key").str.replace_all("-", " "))
    others = rows.filter(~_of_terms(words, table.frame))
    return replace(
        table,
        unsought=_keyed(written_terms(category)),
        others=others,
        contexts=dict(known.filter(pl.col("context") != "").iter_rows()),
        names=lexicon_groups(category),
    )


def _keyed(frame: pl.DataFrame) -> pl.DataFrame:
    # A phrase that names nobody has no group: null and empty are the same.
    filled = frame.select(pl.col("group").fill_null(""), "slot", "term")
    return filled.with_columns(key=pl.col("term").str.to_lowercase())


def _of_terms(rows: pl.DataFrame, terms: pl.DataFrame) -> pl.Series:
    """[rows]: whether it is of several words, of which some are terms, and not fixed."""
    words = pl.col("key").str.split(" ")
    held = words.list.eval(pl.element().is_in(terms["key"].implode())).list.any()
    several = pl.col("key").str.contains(r"\s")
    return rows.select(several & held & (pl.col("slot") != FIXED)).to_series()
