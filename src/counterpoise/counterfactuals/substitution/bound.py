"""Words bound to a group that stay where they are: *pregnant*, *the Koran*, *Robert*.

A text about another group in which they stand beside its terms would be changed by half. Names
count only where a term for one person is changed: *Robert lost her bag*. *Robert met the women*
may have its women changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from counterpoise.counterfactuals.substitution.terms import SwapTable

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The texts that hold words bound to a group.

    Attributes:
        frame: row (UInt32), from_group (whose words they are; empty for any), to_group (beside
            whose terms they cannot stand; empty for any), named (whether they are names).
    """

    frame: pl.DataFrame

    @staticmethod
    def of(texts: pl.Series, terms: pl.DataFrame, table: SwapTable) -> Bound:
        """Bound words in texts ([rows], String) whose `terms` (row, group) are known."""
        parts = [pl.DataFrame(schema=_SCHEMA)]
        for from_group, to_group, named, pattern in _patterns(table.category):
            about = terms if not from_group else terms.filter(pl.col("group") == from_group)
            rows = about["row"].unique(maintain_order=True)
            held = rows.filter(texts.gather(rows).str.contains(pattern))
            known = {"from_group": from_group, "to_group": to_group, "named": named}
            parts.append(pl.DataFrame({"row": held, **known}, schema=_SCHEMA))
        return Bound(frame=pl.concat(parts))

    def beside(self, changed: pl.DataFrame) -> pl.DataFrame:
        """Rows (row, named, bound) in which changed terms have such words beside them.

        Args:
            changed: row, group, to_group and slot of each term to change.
        """
        keyed = changed.with_columns(one=pl.col("slot").is_in(_ONE_PERSON), anyone=pl.lit(""))
        sides = [("group", "anyone"), ("anyone", "to_group")]
        hits = pl.concat(
            keyed.join(
                self.frame,
                left_on=["row", *sides_of],
                right_on=["row", "from_group", "to_group"],
            ).select("row", "one", name="named")
            for sides_of in sides
        )
        return (
            hits.filter(~pl.col("name") | pl.col("one"))
            .group_by("row")
            .agg(named=pl.col("name").any(), bound=(~pl.col("name")).any())
        )


_SCHEMA = {
    "row": pl.UInt32(),
    "from_group": pl.String(),
    "to_group": pl.String(),
    "named": pl.Boolean(),
}


@cache
def _patterns(category: str) -> tuple[tuple[str, str, bool, str], ...]:
    """Group left, group to be written, whether they are names, and what is searched for."""
    text = files("counterpoise.counterfactuals.substitution").joinpath("bound.csv").read_bytes()
    frame = pl.read_csv(text, infer_schema=False, comment_prefix="#").fill_null("")
    of_category = frame.filter(pl.col("category") == category)
    keys = ["from_group", "to_group", "kind"]
    found = of_category.group_by(keys, maintain_order=True).agg(pl.col("pattern").str.join("|"))
    return tuple(
        (from_group, to_group, kind != WORD, _search(kind, pattern))
        for from_group, to_group, kind, pattern in found.iter_rows()
    )


def _search(kind: str, pattern: str) -> str:
    """Whole words, ASCII's, so that the search stays fast; capitals as told."""
    cases = "" if kind == CAPITAL else "(?i-u)"
    ends = r"(?-u:\b)"
    return f"{cases}{ends}(?:{pattern}){ends}"
