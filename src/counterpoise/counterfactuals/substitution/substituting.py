"""Texts about another group: identity terms put in the place of those of the same category.

*The woman lost her bag* becomes *the man lost his bag*. Which terms stand in each other's place
is in `terms`, which sense a term has in `senses`, which texts are left as they are in `judging`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import polars as pl

from counterpoise.counterfactuals.draws import uniform_draws
from counterpoise.counterfactuals.substitution.arguments import check_change, check_draw
from counterpoise.counterfactuals.substitution.changes import Changes
from counterpoise.counterfactuals.substitution.contexts import in_context
from counterpoise.counterfactuals.substitution.judging import Judged
from counterpoise.counterfactuals.substitution.spots import Spots
from counterpoise.counterfactuals.substitution.terms import SwapTable, swap_table
from counterpoise.counterfactuals.substitution.writing import written

_SCHEMA = {
    "row": pl.UInt32(),
    "counterfactual": pl.String(),
    "category": pl.String(),
    "term": pl.String(),
    "terms": pl.List(pl.String()),
    "from_group": pl.String(),
    "to_group": pl.String(),
    "changes": pl.UInt32(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitutions:
    """Counterfactual texts with what was changed in them.

    Attributes:
        frame: one row a counterfactual: `row` (of the text, UInt32), `counterfactual` (String),
            `category`, `term` (the first that was changed, in lower case), `terms` (List(String):
            the different ones, in order), `from_group` (the first group changed in the text),
            `to_group` (what stands in its place), `changes` (places changed, UInt32). Sorted by
            row.
        left_out: reason -> texts that hold a term of the groups and gave no counterfactual. Of
            every group of a shipped table, texts count too that hold only terms of the lexicon's
            category that the table does not know.
    """

    frame: pl.DataFrame
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.frame.height


def substitutions(
    texts: pl.Series, change: Mapping[str, str], *, table: str | SwapTable
) -> Substitutions:
    """The texts with each group of `change` replaced by the group it is mapped to.

    `{"male": "female"}` leaves out texts that name women already, since two people would become
    one. `{"male": "female", "female": "male"}` swaps both at once, in the same text too. All
    pronouns and nouns of a text change together.

    Args:
        texts: [rows], String; null: none.
        change: group -> the group in its place.
        table: a category (`gender`, `religion`, ...) or a table of your own.

    Raises:
        PlanError: an unknown category or group, an empty `change`, a group mapped to itself.

    Example:
        >>> texts = pl.Series(["The woman lost her bag.", "Ask her.", "It rains."])
        >>> made = substitutions(texts, {"female": "male"}, table="gender")
        >>> made.frame["counterfactual"].to_list()
        ['The man lost his bag.', 'Ask him.']
    """
    swaps = swap_table(table) if isinstance(table, str) else table
    check_change(change, swaps)
    # Only the groups of `change` are asked for, and the other terms belong to none of them.
    swaps = replace(swaps, others=swaps.others.clear())
    spots = in_context(Spots.of(texts, swaps), swaps)
    judged = Judged.of(texts, spots.terms, swaps, Changes.of(change))
    return _substituted(texts, spots, judged, judged.possible, category=swaps.category)


def every_substitution(
    texts: pl.Series,
    *,
    table: str | SwapTable,
    mixed: Literal["swap", "leave"] = "swap",
    targets: int | None = None,
    seed: int = 0,
    first: int = 0,
) -> Substitutions:
    """A counterfactual for every text and ordered pair of groups of a category.

    Args:
        texts: [rows], String; null: none.
        table: a category (`gender`, `religion`, ...) or a table of your own.
        mixed: what happens where a text names both groups of a pair: `swap` them (one
            counterfactual, from the group named first), or `leave` the text out.
        targets: how many counterfactuals of each text at most, drawn at random; None: every one.
        seed: of the draw, at least 0. What is drawn of a text hangs on the seed, its index and
            what can be made of it.
        first: the index of the first text.

    Raises:
        PlanError: an unknown category or way of `mixed`, `targets` below 1, a seed or index below
            0, or one of them no whole number.

    Example:
        >>> texts = pl.Series(["A Muslim family moved in."])
        >>> every_substitution(texts, table="religion", targets=2).frame["changes"].to_list()
        [1, 1]
    """
    check_draw(mixed=mixed, targets=targets, seed=seed, first=first)
    swaps = swap_table(table) if isinstance(table, str) else table
    spots = in_context(Spots.of(texts, swaps), swaps)
    changes = Changes.of_pairs(swaps.groups, mixed=mixed)
    judged = Judged.of(texts, spots.terms, swaps, changes)
    chosen = judged.possible
    if targets is not None:
        chosen = _drawn(chosen, swaps, targets, seed, first)
    return _substituted(texts, spots, judged, chosen, category=swaps.category)


def _drawn(
    possible: pl.DataFrame, table: SwapTable, targets: int, seed: int, first: int
) -> pl.DataFrame:
    """At most so many rows of each text, each as likely as any other."""
    place = {group: number for number, group in enumerate(table.groups)}
    groups = [
        possible[name].replace_strict(place, return_dtype=pl.UInt32).to_numpy()
        for name in ("from_group", "to_group")
    ]
    rows = possible["row"].to_numpy().astype(np.uint64) + np.uint64(first)
    draw = pl.Series("draw", uniform_draws(rows, *groups, seed=seed))
    rank = pl.col("draw").rank("ordinal").over("row")
    return possible.with_columns(draw).filter(rank <= targets).drop("draw")


def _substituted(
    texts: pl.Series, spots: Spots, judged: Judged, chosen: pl.DataFrame, *, category: str
) -> Substitutions:
    """The counterfactuals chosen of those judged; one that equals its text is none."""
    new = written(spots, judged.terms, chosen)
    told = chosen.with_columns(counterfactual=new, category=pl.lit(category))
    frame = told.select(list(_SCHEMA)).filter(new != texts.gather(chosen["row"]))
    return Substitutions(frame=frame, left_out=judged.left_out(frame["row"]))
