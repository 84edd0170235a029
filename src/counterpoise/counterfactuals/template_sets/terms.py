"""Which terms a text of a template set holds, and which groups they name."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import polars as pl

from counterpoise.errors import PlanError

TermGroups = Mapping[str, tuple[str, str]]
"""Term -> its category and group."""

COLUMNS = ("template", "term", "terms", "category", "group")
"""The columns that say where a text comes from."""

_BETWEEN = "\x1f"  # in no text, unlike a comma


@cache
def madlibs_terms() -> TermGroups:
    """The English terms of the madlibs, each with its category and group."""
    path = files("counterpoise.counterfactuals.template_sets").joinpath("terms.toml")
    return {
        term: (category, group)
        for category, groups in tomllib.loads(path.read_text(encoding="utf-8")).items()
        for group, terms in groups.items()
        for term in terms
    }


def checked_terms(terms: TermGroups, *, taken: Sequence[str]) -> TermGroups:
    """The terms, each with a category and a group.

    Args:
        terms: as the caller gave them.
        taken: names that no category may have.

    Raises:
        PlanError: none, or one that is not of this form.
    """
    if not terms:
        raise PlanError("`terms` must hold at least one term, got none. None is the English ones.")
    for term, named in terms.items():
        if not (term.strip() and isinstance(named, tuple) and len(named) == 2 and all(named)):
            raise PlanError(
                f"`terms` must give each term a category and a group, got {{{term!r}: {named!r}}}. "
                "Write {'blind': ('disability', 'blind')}."
            )
        if named[0] in taken:
            raise PlanError(
                f"`terms` has the category `{named[0]}`, which is a column already. Choose a name "
                f"that is none of {', '.join(taken)}."
            )
    return terms


def found_terms(texts: pl.Series, terms: TermGroups) -> pl.Series:
    """[rows], List(String): the terms of each text, in their order; [] for none."""
    return texts.str.extract_all(_pattern(terms)).fill_null(pl.lit([], dtype=pl.List(pl.String)))


def with_slots(texts: pl.Series, terms: TermGroups, *, slot: str) -> pl.Series:
    """[rows], the texts with `slot` for each of the terms."""
    return texts.str.replace_all(_pattern(terms), slot.replace("$", "$$"))


def _pattern(terms: TermGroups) -> str:
    """Any of the terms, the longest first, as whole words in scripts that part words."""
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    return "|".join(
        f"{_edge(term[0])}{pl.escape_regex(term)}{_edge(term[-1])}" for term in longest_first
    )


def _edge(letter: str) -> str:
    wide = unicodedata.east_asian_width(letter) in "WF"
    return "" if wide or not letter.isalnum() else r"\b"


def groups_of_terms(found: pl.Series, terms: TermGroups) -> pl.DataFrame:
    """What the terms found say of each row.

    Args:
        found: [rows], List(String), from `found_terms`.
        terms: all of them.

    Returns:
        [rows] of `terms` (a list), `term`, `category` and `group` (with ", " between several;
        null for none), and one List(Enum) of groups for each category.
    """
    keys = found.list.join(_BETWEEN)
    different = keys.unique(maintain_order=True)
    lists = [[term for term in key.split(_BETWEEN) if term] for key in different]
    said = {
        "term": [", ".join(some) or None for some in lists],
        "category": [", ".join(terms[term][0] for term in some) or None for some in lists],
        "group": [", ".join(terms[term][1] for term in some) or None for some in lists],
    }
    columns = [
        different.alias("key"),
        *(pl.Series(name, values, dtype=pl.String) for name, values in said.items()),
        pl.Series("terms", lists, dtype=pl.List(pl.Enum([*terms]))),
        *(_groups(category, lists, terms) for category in categories(terms)),
    ]
    rows = pl.DataFrame({"key": keys})
    return rows.join(pl.DataFrame(columns), on="key", how="left", maintain_order="left").drop("key")


def categories(terms: TermGroups) -> tuple[str, ...]:
    """The categories of the terms, in their order."""
    return tuple(dict.fromkeys(category for category, _ in terms.values()))


def _groups(category: str, lists: Sequence[Sequence[str]], terms: TermGroups) -> pl.Series:
    known = dict.fromkeys(group for named, group in terms.values() if named == category)
    groups = [
        [*dict.fromkeys(terms[term][1] for term in some if terms[term][0] == category)]
        for some in lists
    ]
    return pl.Series(category, groups, dtype=pl.List(pl.Enum([*known])))
