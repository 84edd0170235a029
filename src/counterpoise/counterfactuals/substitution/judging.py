"""Which texts can be about another group, what would change in them, and why others cannot be."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from counterpoise.counterfactuals.substitution.agreement import of_a_woman
from counterpoise.counterfactuals.substitution.bound import words_beside
from counterpoise.counterfactuals.substitution.changes import COUNTERFACTUAL, Changes
from counterpoise.counterfactuals.substitution.slot_names import (
    OF_A_WOMAN,
    OTHER,
    PEJORATIVE,
)
from counterpoise.counterfactuals.substitution.terms import SwapTable

INSULT = "pejorative term"
MIXED = "names the group to be written too"
NO_COUNTERPART = "a term without counterpart"
NAMED = "a name of the group"
BOUND = "a word bound to the group"
NOBODY = "no term that surely names the group"
UNSWAPPED = "only terms that the table does not swap"
REASONS = (INSULT, MIXED, NO_COUNTERPART, NAMED, BOUND, UNSWAPPED, NOBODY)
"""Why a text that holds a term gave no counterfactual; the first that is true is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What each change would change in each text, and whether it may.

    Attributes:
        frame: [texts x changes of their terms]: row, change, pair (of the first group changed),
            term, terms, from_group, to_group, changes (as in `Substitutions`), and reason: why
            nothing is written, null where it may be.
        terms: [terms x their changes], those of `Spots.terms` with change, pair, to_group and
            target: what stands in the place of each, null where it has no counterpart.
        unchanged: row and reason of texts that hold a term and in which nothing would change.
    """

    frame: pl.DataFrame
    terms: pl.DataFrame
    unchanged: pl.DataFrame

    @staticmethod
    def of(texts: pl.Series, terms: pl.DataFrame, table: SwapTable, changes: Changes) -> Judged:
        """Texts ([rows], String) judged by their terms (see `Spots`), which are of the table."""
        insults = terms.filter(pl.col("slot") == PEJORATIVE)["row"].unique()
        clean = terms.filter(~pl.col("row").is_in(insults.implode()))
        changed = _changed(clean, table, changes)
        frame = _with_words_beside(_made(changed, _mixed(clean, changes)), texts, changed, table)
        others = clean.filter(~pl.col("row").is_in(frame["row"].implode()))
        named = table.frame.filter(pl.col("group").is_in([*changes.groups, ""]))["key"].unique()
        nobody = others.filter(pl.col("key").is_in(named.implode()))["row"].unique()
        unswapped = others.filter(pl.col("slot") == OTHER)["row"].unique()
        unchanged = [
            _because(INSULT, insults),
            _because(UNSWAPPED, unswapped),
            _because(NOBODY, nobody),
        ]
        return Judged(frame=frame, terms=changed, unchanged=pl.concat(unchanged))

    @property
    def possible(self) -> pl.DataFrame:
        """The rows of `frame` without reason, by row and pair."""
        return self.frame.filter(pl.col("reason").is_null()).sort("row", "pair")

    def left_out(self, made: pl.Series) -> dict[str, int]:
        """Reason -> texts that are not among the rows `made`, counted for the first reason.

        Where nothing speaks against a text and it was not made, it would have been as it was.
        """
        every = pl.concat([self.frame.select("row", "reason"), self.unchanged])
        without = every.fill_null(NO_COUNTERPART).filter(~pl.col("row").is_in(made.implode()))
        first = without.group_by("row").agg(pl.col("reason").cast(pl.Enum(REASONS)).min())
        counted = dict(first["reason"].cast(pl.String).value_counts().iter_rows())
        return {reason: counted[reason] for reason in REASONS if reason in counted}


def _changed(terms: pl.DataFrame, table: SwapTable, changes: Changes) -> pl.DataFrame:
    """The terms that each change changes, in order, and what stands in their place."""
    targets = table.written.select("slot", to_group="group", target="term")
    changed = terms.join(changes.frame, on="group", maintain_order="left")
    keys = ["slot", "to_group"]
    changed = changed.join(targets, on=keys, how="left", maintain_order="left")
    of_women = targets.filter(pl.col("slot").str.ends_with(OF_A_WOMAN))
    return _agreeing(changed, of_women) if len(of_women) else changed


def _agreeing(changed: pl.DataFrame, of_women: pl.DataFrame) -> pl.DataFrame:
    """The same with the form for a woman where there is one, and a woman is told of."""
    forms = of_women.select(
        pl.col("slot").str.strip_suffix(OF_A_WOMAN), "to_group", for_her="target"
    )
    found = changed.join(forms, on=["slot", "to_group"], how="left", maintain_order="left")
    for_her = pl.when(of_a_woman(found)).then("for_her")
    return found.with_columns(target=pl.coalesce(for_her, "target")).drop("for_her")


def _mixed(terms: pl.DataFrame, changes: Changes) -> pl.DataFrame:
    """Texts that name a group already that a change would write: row, change, mixed."""
    found = terms.select("row", "group").join(changes.added, on="group")
    return found.select(*COUNTERFACTUAL, mixed=True).unique()


def _made(changed: pl.DataFrame, mixed: pl.DataFrame) -> pl.DataFrame:
    """What each text would change, and the reasons against it that its terms give."""
    made = changed.group_by(COUNTERFACTUAL, maintain_order=True).agg(
        pair=pl.col("pair").first(),
        term=pl.col("key").first(),
        terms=pl.col("key").unique(maintain_order=True),
        from_group=pl.col("group").first(),
        to_group=pl.col("to_group").first(),
        changes=pl.len().cast(pl.UInt32),
        lacking=pl.col("target").is_null().any(),
    )
    reason = pl.when("mixed").then(pl.lit(MIXED)).when("lacking").then(pl.lit(NO_COUNTERPART))
    told = made.join(mixed, on=COUNTERFACTUAL, how="left", maintain_order="left")
    return told.select(pl.exclude("mixed", "lacking"), reason=reason)


def _with_words_beside(
    made: pl.DataFrame, texts: pl.Series, changed: pl.DataFrame, table: SwapTable
) -> pl.DataFrame:
    """What each text would change, with the reasons that the words beside its terms give."""
    free = made.filter(pl.col("reason").is_null())
    beside = words_beside(texts, changed.join(free, on=COUNTERFACTUAL, how="semi"), table.category)
    reason = pl.when("named").then(pl.lit(NAMED)).when(~pl.col("named")).then(pl.lit(BOUND))
    told = made.join(beside, on=COUNTERFACTUAL, how="left", maintain_order="left")
    return told.with_columns(pl.coalesce("reason", reason).alias("reason")).drop("named")


def _because(reason: str, rows: pl.Series) -> pl.DataFrame:
    return rows.to_frame().with_columns(reason=pl.lit(reason))
