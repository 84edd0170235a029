"""Where texts hold identity terms: whole words in Unicode, in any case, the longest first."""

from __future__ import annotations

import numpy as np
import polars as pl

from counterpoise.counterfactuals.matching.contexts import in_context
from counterpoise.counterfactuals.matching.disguises import disguised_spans
from counterpoise.counterfactuals.matching.spans import SPAN, term_spans
from counterpoise.counterfactuals.terms.lexicon import Lexicon
from counterpoise.errors import DataError, PlanError

_NAMES = ("term", "group", "category")


def matches(texts: pl.Series, lexicon: Lexicon, *, disguised: bool = False) -> pl.DataFrame:
    """Every term that the texts hold, as rows.

    A term is a whole word or phrase, in any case. A possessive ending is no part of it, nor is the
    rest of a hyphenated word. A space or hyphen in a term stands for any one to four of them, an
    apostrophe for a straight or a curly one. Of terms that overlap the first counts, and of those
    that begin together the longest. An ambiguous term counts in its contexts only.

    Args:
        texts: [rows], String; null holds nothing.
        lexicon: the terms.
        disguised: whether to look for letters drawn out (*gaaay*), signs for letters (*g@y*) and
            letters set apart (*g.a.y*) or by characters that take no room, in terms of at least 3
            letters.

    Returns:
        One row for each match and each group that it names, by row and place: `row` (UInt32),
        `start` and `end` (UInt32, in bytes of UTF-8), `text` (as it stands there), `term`, `group`,
        `category`.

    Raises:
        DataError: a series of something else than texts.
        PlanError: `texts` that are no series, a `lexicon` that is none.

    Example:
        >>> from counterpoise.counterfactuals.terms import identity_terms
        >>> found = matches(pl.Series(["A Muslim's house"]), identity_terms())
        >>> found.select("start", "end", "text", "group").row(0)
        (2, 8, 'Muslim', 'muslim')
    """
    check_lexicon(lexicon)
    _check_texts(texts)
    filled = texts.cast(pl.String).fill_null("")
    found = term_spans(filled, lexicon.terms)
    if disguised:
        others = pl.DataFrame([*disguised_spans(filled, lexicon.terms)], SPAN, orient="row")
        found = found.vstack(others).sort("row", "start", -pl.col("end").cast(pl.Int64))
    ways = lexicon.frame.select(*_NAMES, "ambiguous", "context").unique(maintain_order=True)
    named = _without_overlaps(found).join(ways, on="term", maintain_order="left_right")
    counting = named.filter(in_context(named, texts=filled)).drop("ambiguous", "context")
    # A term that is ambiguous in two ways can count in both.
    in_two_ways = ways.select(_NAMES).is_duplicated().any()
    return counting.unique(maintain_order=True) if in_two_ways else counting


def check_lexicon(lexicon: Lexicon) -> None:
    """Refuses what is no lexicon, such as the name of one.

    Raises:
        PlanError: another kind of value.
    """
    if isinstance(lexicon, Lexicon):
        return
    if isinstance(lexicon, str):
        raise PlanError(
            f"`lexicon` must be a Lexicon, got the text {lexicon!r}. Take the terms of a category: "
            "identity_terms().named('gender'), or of a file: load_terms('own.csv')."
        )
    raise PlanError(
        f"`lexicon` must be a Lexicon, got {type(lexicon).__name__}. Take identity_terms(), or "
        "load_terms('own.csv')."
    )


def _check_texts(texts: pl.Series) -> None:
    if not isinstance(texts, pl.Series):
        raise PlanError(
            f"`texts` must be a Polars series, got {type(texts).__name__}. Give pl.Series(texts)."
        )
    if texts.dtype not in (pl.String, pl.Categorical, pl.Enum, pl.Null):
        raise DataError(
            f"`texts` must hold texts, but they are {texts.dtype}. Give the column that holds "
            "them, or cast it to pl.String."
        )


def _without_overlaps(spans: pl.DataFrame) -> pl.DataFrame:
    """Of sorted spans those that begin no earlier than the last one kept in their row ends.

    A span that begins after all before it have ended is kept; the one after it, if that begins too
    early, is not. So one pass takes one span out of each run, and most texts have no run.
    """
    while spans.height:
        rows, starts, ends = (
            spans[name].to_numpy().astype(np.int64) for name in ("row", "start", "end")
        )
        ended = np.maximum.accumulate((rows << 32) + ends)
        inside = np.append([False], ((rows << 32) + starts)[1:] < ended[:-1])
        if not inside.any():
            break
        spans = spans.filter(~inside | np.append([False], inside[:-1]))
    return spans
