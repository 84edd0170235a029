"""Texts written anew with other terms: case, article and apostrophe made to fit."""

from __future__ import annotations

import numpy as np
import polars as pl

from counterpoise.counterfactuals.articles import takes_an
from counterpoise.counterfactuals.substitution.changes import COUNTERFACTUAL
from counterpoise.counterfactuals.substitution.spots import Spots

_SENTENCE_START = r"(?:^|[.!?…][\"”’')]*\s+|\n\s*|(?:^|\s)[\"“(]\s*)$"
_ARTICLE = r"^((?s:.*)\b|)([aA])([nN]?)(\s+[\"“‘'(*]*)$"
_MAY_BE_ARTICLE = r"[aA][nN]?\s+[\"“‘'(*]*$"


def written(spots: Spots, terms: pl.DataFrame, chosen: pl.DataFrame) -> pl.Series:
    """[counterfactuals], String: texts with other terms in the place of theirs.

    Args:
        spots: of the texts.
        terms: `Judged.terms`: what each change puts in the place of which terms.
        chosen: row and change of each counterfactual, all of whose terms have a target.
    """
    copies = chosen.select(COUNTERFACTUAL).join(
        spots.rows, on="row", how="left", maintain_order="left"
    )
    lengths = copies["pieces"].to_numpy()
    # How much further on a piece is among the copies than in `spots.pieces`.
    shift = np.cumsum(lengths) - lengths - copies["first"].to_numpy()
    copy = np.repeat(np.arange(len(copies)), lengths)
    pieces = spots.pieces.gather(np.arange(len(copy)) - shift[copy])
    shifted = copies.select(COUNTERFACTUAL).with_columns(shift=pl.Series(shift))
    changed = terms.join(shifted, on=COUNTERFACTUAL, maintain_order="left")
    new = _changed(pieces, changed, (changed["place"] + changed["shift"]).to_numpy())
    parts = pl.DataFrame({"copy": copy, "piece": new}).group_by("copy", maintain_order=True)
    # Several times faster than `str.join` of each group.
    return parts.agg("piece")["piece"].list.join("")


def _changed(pieces: pl.Series, terms: pl.DataFrame, at: np.ndarray) -> pl.Series:
    """The pieces with those of the terms, which are `at` places, and the gaps beside them anew."""
    spelling = _spelling(terms)
    toggled = spelling.filter("toggled")
    before = at[spelling["toggled"].to_numpy()] - 1
    pieces = _put(pieces, before, _with_article(pieces.gather(before), toggled["upper"]))
    for name, (pattern, by) in _APOSTROPHES.items():
        after = at[spelling[name].to_numpy()] + 1
        pieces = _put(pieces, after, pieces.gather(after).str.replace(pattern, by))
    return _put(pieces, at, spelling["new"])


def _spelling(terms: pl.DataFrame) -> pl.DataFrame:
    """[terms]: new (what is written for each) and what the gaps beside it must be made to fit."""
    starts = pl.col("before").str.contains(_SENTENCE_START)
    found = terms.select("word", "canonical", "target", starts=starts)
    distinct = found.unique(maintain_order=True)
    spelt_anew = [spelt(*row[:3], starts=row[3]) for row in distinct.iter_rows()]
    word, new = distinct["word"], pl.Series("new", spelt_anew, dtype=pl.String)
    was, now = (words.str.contains(r"(?i)[^s]s$") for words in (word, new))
    # Pronouns, *his* among them, have no possessive of this kind.
    long = word.str.len_chars() > 3
    fresh = distinct.with_columns(
        new,
        toggled=takes_an(new) != takes_an(word),
        upper=new.str.contains(r"^\p{Lu}{2}"),
        gained=was & ~now & long,
        dropped=~was & now & long,
    )
    return found.join(fresh, on=found.columns, how="left", maintain_order="left")


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
        >>> spelt("ADHD", "ADHD", "autism", starts=False)
        'autism'
    """
    acronym = canonical.isupper()
    if word.isupper() and len(word) > 1 and not acronym:
        new = target.upper()
    elif word[0].isupper() and (starts or canonical[0].islower()):
        new = target[0].upper() + target[1:]
    elif word == canonical or word[0].isupper():
        new = target
    else:
        new = target.lower()
    return new.replace("'", "’") if "’" in word else new


def _with_article(gaps: pl.Series, upper: pl.Series) -> pl.Series:
    """Gaps that end in *a* with *an*, and the other way round; others as they are."""
    # Few gaps end so, and a search for what would be replaced in the others takes long.
    few = gaps.str.contains(_MAY_BE_ARTICLE).arg_true()
    return _put(gaps, few.to_numpy(), _with_other_article(gaps.gather(few), upper.gather(few)))


def _with_other_article(gaps: pl.Series, upper: pl.Series) -> pl.Series:
    ends_in_an = gaps.str.contains(r"\b[aA][nN]\s+[\"“‘'(*]*$")
    without = gaps.str.replace(_ARTICLE, "${1}${2}${4}")
    small, large = (gaps.str.replace(_ARTICLE, f"${{1}}${{2}}{n}${{4}}") for n in "nN")
    upper = upper & gaps.str.contains(r"A\s+[\"“‘'(*]*$")
    pick = pl.when(ends_in_an).then(without).when(upper).then(large).otherwise(small)
    return pl.select(pick).to_series()


_APOSTROPHES = {
    "gained": (r"^(['’])(\s+\w)", "${1}s${2}"),
    "dropped": (r"^(['’])[sS]\b", "${1}"),
}
"""What becomes of a gap after a plural that ends in s, where the new word is none; and back."""


def _put(values: pl.Series, at: np.ndarray, by: pl.Series) -> pl.Series:
    """`values` with those at the places `at` replaced, in order, by `by`."""
    place = np.arange(len(values))
    place[at] = len(values) + np.arange(len(by))
    return pl.concat([values, by], rechunk=True).gather(place)
