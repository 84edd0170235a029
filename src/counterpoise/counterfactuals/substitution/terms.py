"""The swap table: which terms of two groups stand in each other's place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

import polars as pl

from counterpoise.counterfactuals.terms.lexicon import Lexicon
from counterpoise.errors import PlanError, choices

COLUMNS = ("category", "group", "slot", "term")
FIXED = "fixed"
"""Slot of phrases that hold a term and name nobody (*man-made*): never changed."""

UNSURE = "unsure"
"""Slot of a place where a term names its group in words that cannot be changed alone."""

PEJORATIVE = "pejorative"
"""Slot of insults: a text that holds one is not a text about another group with a word changed."""


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
    """

    category: str
    frame: pl.DataFrame
    phrases: bool = False
    contexts: Mapping[str, str] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the order of the table."""
        named = self.frame.filter(pl.col("group") != "")["group"]
        return tuple(named.unique(maintain_order=True).to_list())

    @property
    def sought(self) -> pl.DataFrame:
        """The rows whose term is looked for in texts."""
        if self.phrases:
            return self.frame
        words = pl.col("key").str.split(" ")
        lone = set(self.frame["key"].unique())
        of_terms = words.list.eval(pl.element().is_in(lone)).list.any()
        several = pl.col("key").str.contains(r"\s")
        return self.frame.filter(~several | ~of_terms | (pl.col("slot") == FIXED))

    @property
    def written(self) -> pl.DataFrame:
        """One term for each group and slot: the one that is written."""
        changed = self.frame.filter(~pl.col("slot").is_in([FIXED, PEJORATIVE]))
        return changed.unique(["group", "slot"], keep="first", maintain_order=True)


def swap_table(category: str) -> SwapTable:
    """The table of a category that counterpoise brings.

    Raises:
        PlanError: for an unknown category.

    Example:
        >>> swap_table("gender").groups
        ('male', 'female')
    """
    known = _shipped()
    if category not in known:
        raise PlanError(
            f"There is no swap table for `{category}`. {choices(known, category)} "
            "Make one of your own with swap_table_of(frame, category=...)."
        )
    return known[category]


def swap_table_of(frame: pl.DataFrame, *, category: str) -> SwapTable:
    """A table of your own.

    Args:
        frame: group, slot, term (String); a `category` column, if any, chooses the rows.
        category: what the groups divide.

    Raises:
        PlanError: a column is missing, no row is of the category, or a term is blank.
    """
    missing = [name for name in COLUMNS[1:] if name not in frame.columns]
    if missing:
        raise PlanError(
            f"A swap table needs the columns group, slot and term, and lacks `{missing[0]}`. "
            f"{choices(frame.columns, missing[0])}"
        )
    if "category" in frame.columns:
        frame = frame.filter(pl.col("category") == category)
    blank = frame["term"].str.strip_chars().fill_null("") == ""
    if frame.is_empty() or blank.any():
        raise PlanError(
            f"The swap table of `{category}` must have rows, each with a term, got "
            f"{frame.height} rows with {int(blank.sum())} blank terms."
        )
    # Table without group for a phrase that names nobody: null and empty are the same.
    frame = frame.select(pl.col("group").fill_null(""), "slot", "term")
    keyed = frame.with_columns(key=pl.col("term").str.to_lowercase())
    return SwapTable(category=category, frame=keyed)


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


def _table_of(lexicon: Lexicon, category: str) -> SwapTable:
    slot = (
        pl.when("pejorative")
        .then(pl.lit(PEJORATIVE))
        .when(pl.col("slot") == "")
        .then("only: " + pl.col("term"))
        .otherwise("slot")
    )
    rows = lexicon.frame.with_columns(slot=slot)
    ambiguous = rows.filter("ambiguous").select("term", "context")
    return replace(
        swap_table_of(rows, category=category), phrases=True, contexts=dict(ambiguous.iter_rows())
    )


@cache
def _shipped() -> Mapping[str, SwapTable]:
    """Every table by category."""
    text = files("counterpoise.counterfactuals.substitution").joinpath("terms.csv").read_bytes()
    frame = pl.read_csv(text, schema=dict.fromkeys(COLUMNS, pl.String))
    categories = frame["category"].unique(maintain_order=True).to_list()
    return {category: swap_table_of(frame, category=category) for category in categories}
