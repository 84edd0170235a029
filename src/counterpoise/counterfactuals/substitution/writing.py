"""Texts written anew with other terms: case, article and apostrophe made to fit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from counterpoise.counterfactuals.articles import takes_an
from counterpoise.counterfactuals.substitution.spots import Spots
from counterpoise.counterfactuals.substitution.terms import SwapTable

_SENTENCE_START = r"(?:^|[.!?…][\"”’')]*\s+|\n\s*|(?:^|\s)[\"“(]\s*)$"
_ARTICLE = r"^((?s:.*)\b|)([aA])([nN]?)(\s+[\"“‘'(*]*)$"


def written(
    spots: Spots, table: SwapTable, change: Mapping[str, str], rows: pl.Series
) -> pl.Series:
    """[rows], String: the texts of `rows` with the groups of `change` in each other's place.

    Args:
        spots: of the texts.
        table: whose terms are written.
        change: group -> the group in its place.
        rows: which rows, in order, each with a counterpart for every term to change.
    """
    pieces = spots.pieces.with_row_index("place").filter(pl.col("row").is_in(rows.implode()))
    changes = _changes(spots, table, change, rows)
    new = pieces["piece"]
    at = pieces["place"].search_sorted(changes["place"]).to_numpy()
    if len(at):
        new = _put(_with_gaps(new, at, changes), at, changes["new"])
    parts = pl.DataFrame({"row": pieces["row"], "piece": new})
    return parts.group_by("row", maintain_order=True).agg(pl.col("piece").str.join())["piece"]


def counterparts(spots: Spots, table: SwapTable, change: Mapping[str, str]) -> pl.DataFrame:
    """The terms of the groups to change, with `target`: what stands in its place, null if none."""
    targets = table.written.select("slot", to_group="group", target="term")
    return (
        spots.terms.filter(pl.col("group").is_in(list(change)) & pl.col("slot").is_not_null())
        .with_columns(to_group=pl.col("group").replace_strict(change, return_dtype=pl.String))
        .join(targets, on=["slot", "to_group"], how="left", maintain_order="left")
    )


def _changes(
    spots: Spots, table: SwapTable, change: Mapping[str, str], rows: pl.Series
) -> pl.DataFrame:
    """[changes]: place, word and its new spelling, and what was near."""
    terms = counterparts(spots, table, change).filter(pl.col("row").is_in(rows.implode()))
    terms = terms.with_columns(starts=pl.col("before").str.contains(_SENTENCE_START))
    spelling = ["word", "canonical", "target", "starts"]
    distinct = terms.select(spelling).unique(maintain_order=True)
    new = [spelt(*found[:3], starts=found[3]) for found in distinct.iter_rows()]
    fresh = distinct.with_columns(new=pl.Series(new, dtype=pl.String))
    return terms.join(fresh, on=spelling, how="left", maintain_order="left")


def spelt(word: str, canonical: str, target: str, *, starts: bool) -> str:
    """The target in the case of the word in whose place it is written.

    Args:
        word: as the text has it.
        canonical: the same term as the table has it: *Muslim*, *atheist*.
        target: the new term as the table has it.
        starts: whether it begins a sentence.

    Example:
        >>> spelt("Muslim", "Muslim", "atheist", starts=False)
        'atheist'
        >>> spelt("HE", "he", "she", starts=True)
        'SHE'
    """
    if word.isupper() and len(word) > 1:
        new = target.upper()
    elif word[0].isupper() and (starts or canonical[0].islower()):
        new = target[0].upper() + target[1:]
    elif word == canonical or word[0].isupper():
        new = target
    else:
        new = target.lower()
    return new.replace("'", "’") if "’" in word else new


def _with_gaps(pieces: pl.Series, at: np.ndarray, changes: pl.DataFrame) -> pl.Series:
    """The pieces, with the gaps around the changed terms at `at` made to fit what is written."""
    toggled = takes_an(changes["new"]) != takes_an(changes["word"])
    upper = changes["new"].str.contains(r"^\p{Lu}{2}").filter(toggled)
    before = at[toggled.to_numpy()] - 1
    pieces = _put(pieces, before, _with_article(pieces.gather(before), upper))
    return _put(pieces, at + 1, _with_apostrophe(pieces.gather(at + 1), changes))


def _with_article(gaps: pl.Series, upper: pl.Series) -> pl.Series:
    """Gaps that end in *a* with *an*, and the other way round; others as they are."""
    ends_in_an = gaps.str.contains(r"\b[aA][nN]\s+[\"“‘'(*]*$")
    without = gaps.str.replace(_ARTICLE, "${1}${2}${4}")
    small, large = (gaps.str.replace(_ARTICLE, f"${{1}}${{2}}{n}${{4}}") for n in "nN")
    upper = upper & gaps.str.contains(r"A\s+[\"“‘'(*]*$")
    pick = pl.when(ends_in_an).then(without).when(upper).then(large).otherwise(small)
    return pl.select(pick).to_series()


def _with_apostrophe(gaps: pl.Series, changes: pl.DataFrame) -> pl.Series:
    """Gaps with *'* after a plural that ends in s and *'s* after any other."""
    was, now = (changes[name].str.contains(r"(?i)[^s]s$") for name in ("word", "new"))
    gained = gaps.str.replace(r"^(['’])(\s+\w)", "${1}s${2}")
    dropped = gaps.str.replace(r"^(['’])[sS]\b", "${1}")
    pick = pl.when(was & ~now & _long(changes)).then(gained)
    return pl.select(
        pick.when(~was & now & _long(changes)).then(dropped).otherwise(gaps)
    ).to_series()


def _long(changes: pl.DataFrame) -> pl.Series:
    """Pronouns, *his* among them, have no possessive of this kind."""
    return changes["word"].str.len_chars() > 3


def _put(values: pl.Series, at: np.ndarray, by: pl.Series) -> pl.Series:
    """`values` with those at the places `at` replaced, in order, by `by`."""
    place = np.arange(len(values))
    place[at] = len(values) + np.arange(len(by))
    return pl.concat([values, by], rechunk=True).gather(place)
