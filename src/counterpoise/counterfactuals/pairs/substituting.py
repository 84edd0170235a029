"""Pairs of a text and the same text about another group."""

from __future__ import annotations

from dataclasses import dataclass

from counterpoise.counterfactuals.pairs.originals import Originals
from counterpoise.counterfactuals.pairs.record import Pairs
from counterpoise.counterfactuals.substitution import every_substitution, with_lexicon_names
from counterpoise.counterfactuals.substitution.terms import SwapTable, swap_table, swap_tables_of
from counterpoise.counterfactuals.terms import Lexicon
from counterpoise.data.examples import Examples


def substitution_pairs(
    examples: Examples,
    terms: str | Lexicon | SwapTable,
    *,
    targets: int | None = None,
    seed: int = 0,
) -> Pairs:
    """Pairs of every text with the same text about another group of a category.

    Args:
        examples: must have text.
        terms: `gender`, `religion`, `sexual_orientation`, `race_and_nationality`, `disability` or
            `age`; a swap table of your own; or a lexicon (`load_terms`), in which terms of two
            groups with the same category and slot stand in each other's place.
        targets: how many other groups at most for each text and category, drawn at random; None:
            every one.
        seed: of the draw.

    Returns:
        Pairs whose `left_out` counts the texts that were left as they are, by reason. Groups have
        the names of the lexicon: *old* is `older`. Two groups that the lexicon has as one, such as
        blind and deaf, keep their own names where one stands in the place of the other.

    Raises:
        DataError: the examples have no text.
        PlanError: an unknown category, a lexicon without two terms that can stand in each other's
            place, or `targets` below 1.

    Example:
        >>> from counterpoise import read
        >>> import polars as pl
        >>> frame = pl.DataFrame({"y": [0], "text": ["She lost her bag."]})
        >>> pairs = substitution_pairs(read(frame, label="y", text="text"), "gender")
        >>> pairs.texts.to_list(), pairs.frame["terms"].to_list()
        (['He lost his bag.'], [['she', 'her']])
    """
    return substituted(Originals.of(examples), swaps_of(terms), targets=targets, seed=seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swaps:
    """What may stand in whose place.

    Attributes:
        name: what pairs call it.
        tables: one for each category.
    """

    name: str
    tables: tuple[SwapTable, ...]


def swaps_of(terms: str | Lexicon | SwapTable) -> Swaps:
    """The swap tables that are meant."""
    if isinstance(terms, Lexicon):
        return Swaps(name=terms.name, tables=swap_tables_of(terms))
    table = swap_table(terms) if isinstance(terms, str) else terms
    return Swaps(name=table.category, tables=(table,))


def substituted(
    originals: Originals, swaps: Swaps, *, targets: int | None = None, seed: int = 0
) -> Pairs:
    """Pairs of texts with the same texts about other groups."""
    parts = []
    for table in swaps.tables:
        made = every_substitution(
            originals.texts, table=table, targets=targets, seed=seed, first=originals.first
        )
        frame = with_lexicon_names(made.frame, table)
        parts.append(
            originals.paired(frame, generator=f"substitution:{swaps.name}", left_out=made.left_out)
        )
    return parts[0].merged(*parts[1:]) if len(parts) > 1 else parts[0]
