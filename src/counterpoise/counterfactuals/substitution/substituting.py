"""Texts about another group: identity terms put in the place of those of the same category.

*The woman lost her bag* becomes *the man lost his bag*. Which terms stand in each other's place
is in `terms`, which sense a term has in `senses`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from typing import Literal

import numpy as np
import polars as pl

from counterpoise.counterfactuals.draws import uniform_draws
from counterpoise.counterfactuals.substitution.bound import Bound
from counterpoise.counterfactuals.substitution.contexts import in_context
from counterpoise.counterfactuals.substitution.spots import Spots
from counterpoise.counterfactuals.substitution.terms import PEJORATIVE, SwapTable, swap_table
from counterpoise.counterfactuals.substitution.writing import counterparts, written
from counterpoise.errors import PlanError, choices

INSULT = "pejorative term"
MIXED = "names the group to be written too"
NO_COUNTERPART = "a term without counterpart"
NAMED = "a name of the group"
BOUND = "a word bound to the group"
NOBODY = "no term that surely names the group"
REASONS = (INSULT, MIXED, NO_COUNTERPART, NAMED, BOUND, NOBODY)
"""Why a text that holds a term gave no counterfactual; the first that is true is counted."""

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

_CHANGED = ("row", "term", "terms", "from_group", "to_group", "changes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitutions:
    """Counterfactual texts with what was changed in them.

    Attributes:
        frame: one row a counterfactual: `row` (of the text, UInt32), `counterfactual` (String),
            `category`, `term` (the first that was changed, in lower case), `terms` (List(String):
            the different ones, in order), `from_group` (the first group changed in the text),
            `to_group` (what stands in its place), `changes` (places changed, UInt32). Sorted by
            row.
        left_out: reason -> texts that hold a term of the groups and gave no counterfactual.
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
    _check(change, swaps)
    spots = in_context(Spots.of(texts, swaps), swaps)
    judged = _judged(spots, Bound.of(texts, spots.terms, swaps), swaps, change)
    frame = _written(texts, spots, swaps, change, judged.filter(pl.col("reason").is_null()))
    return Substitutions(frame=frame, left_out=_left_out(judged, frame["row"]))


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
        PlanError: an unknown category, `targets` below 1, or a seed below 0.

    Example:
        >>> texts = pl.Series(["A Muslim family moved in."])
        >>> every_substitution(texts, table="religion", targets=2).frame["changes"].to_list()
        [1, 1]
    """
    if targets is not None and targets < 1:
        raise PlanError(f"`targets` must be at least 1, or None for every one, got {targets}.")
    swaps = swap_table(table) if isinstance(table, str) else table
    spots = in_context(Spots.of(texts, swaps), swaps)
    bound = Bound.of(texts, spots.terms, swaps)
    changes = list(_changes(swaps, mixed=mixed))
    judged = pl.concat([_of_pair(spots, bound, swaps, change) for change in changes])
    possible = judged.filter(pl.col("reason").is_null())
    chosen = possible if targets is None else _drawn(possible, swaps, targets, seed, first)
    parts = chosen.partition_by("from_group", "to_group", as_dict=True)
    frames = [
        _written(texts, spots, swaps, change, parts[pair])
        for change in changes
        if (pair := next(iter(change.items()))) in parts
    ]
    frame = pl.concat([pl.DataFrame(schema=_SCHEMA), *frames])
    order = frame.sort("row", maintain_order=True)
    return Substitutions(frame=order, left_out=_left_out(judged, order["row"]))


def _check(change: Mapping[str, str], table: SwapTable) -> None:
    if not change:
        raise PlanError("`change` must map at least one group to another, got {}.")
    for group in (*change, *change.values()):
        if group not in table.groups:
            raise PlanError(
                f"The swap table of `{table.category}` has no group `{group}`. "
                f"{choices(table.groups, group)}"
            )
    same = [group for group, target in change.items() if group == target]
    if same:
        raise PlanError(f"`change` must map a group to another, got `{same[0]}` to itself.")


def _changes(table: SwapTable, *, mixed: Literal["swap", "leave"]) -> Iterator[Mapping[str, str]]:
    """The changes asked for; the first item of each is the pair that it is made for."""
    for group, target in permutations(table.groups, 2):
        yield {group: target, target: group} if mixed == "swap" else {group: target}


def _of_pair(
    spots: Spots, bound: Bound, table: SwapTable, change: Mapping[str, str]
) -> pl.DataFrame:
    """The judged texts in which the first group of a change comes first."""
    group = next(iter(change))
    judged = _judged(spots, bound, table, change)
    return judged.filter(pl.col("reason").is_not_null() | (pl.col("from_group") == group))


def _judged(
    spots: Spots, bound: Bound, table: SwapTable, change: Mapping[str, str]
) -> pl.DataFrame:
    """Each text that holds a term of the groups to change, and what is changed in it.

    `reason` says why it has no counterfactual, null where it has one.
    """
    names = list(change)
    keys = table.frame.filter(pl.col("group").is_in([*names, ""]))["key"].unique()
    added = [group for group in change.values() if group not in change]
    here = spots.terms.filter(
        pl.col("key").is_in(keys.implode()) | (pl.col("slot") == PEJORATIVE)
    ).select("row")
    flags = spots.terms.group_by("row", maintain_order=True).agg(
        insult=(pl.col("slot") == PEJORATIVE).any(),
        mixed=pl.col("group").is_in(added).any(),
    )
    changed = counterparts(spots, table, change).filter(pl.col("slot") != PEJORATIVE)
    found = (
        flags.join(here, on="row", how="semi")
        .join(_made(changed), on="row", how="left", maintain_order="left")
        .join(bound.beside(changed), on="row", how="left", maintain_order="left")
    )
    return found.select(*_CHANGED, reason=_reason())


def _made(changed: pl.DataFrame) -> pl.DataFrame:
    """What each text would change, and `lacking`: whether a term has no counterpart."""
    return changed.group_by("row", maintain_order=True).agg(
        term=pl.col("key").first(),
        terms=pl.col("key").unique(maintain_order=True),
        from_group=pl.col("group").first(),
        to_group=pl.col("to_group").first(),
        changes=pl.len().cast(pl.UInt32),
        lacking=pl.col("target").is_null().any(),
    )


def _reason() -> pl.Expr:
    return (
        pl.when(pl.col("insult"))
        .then(pl.lit(INSULT))
        .when(pl.col("changes").is_null())
        .then(pl.lit(NOBODY))
        .when(pl.col("mixed"))
        .then(pl.lit(MIXED))
        .when(pl.col("lacking"))
        .then(pl.lit(NO_COUNTERPART))
        .when(pl.col("named"))
        .then(pl.lit(NAMED))
        .when(pl.col("bound"))
        .then(pl.lit(BOUND))
    )


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


def _written(
    texts: pl.Series,
    spots: Spots,
    table: SwapTable,
    change: Mapping[str, str],
    judged: pl.DataFrame,
) -> pl.DataFrame:
    """The counterfactuals of judged texts; one that equals its text is none."""
    judged = judged.sort("row")
    new = written(spots, table, change, judged["row"])
    told = judged.with_columns(counterfactual=new, category=pl.lit(table.category))
    frame = told.select(list(_SCHEMA))
    return frame.filter(new != texts.gather(judged["row"]))


def _left_out(judged: pl.DataFrame, made: pl.Series) -> dict[str, int]:
    """Reason -> texts without a counterfactual, each counted once, for the first reason."""
    without = judged.filter(~pl.col("row").is_in(made.implode()) & pl.col("reason").is_not_null())
    first = without.group_by("row").agg(
        pl.col("reason").cast(pl.Enum(REASONS)).min().cast(pl.String)
    )
    counted = dict(first["reason"].value_counts().iter_rows())
    return {reason: counted[reason] for reason in REASONS if reason in counted}
