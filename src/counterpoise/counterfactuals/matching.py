"""Where texts hold identity terms: whole words in Unicode, in any case, the longest first."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import polars as pl

from counterpoise.counterfactuals.matching_candidates import Laid, candidates
from counterpoise.counterfactuals.matching_disguises import disguised_spans
from counterpoise.counterfactuals.matching_patterns import HYPHENS, alternatives, spelling
from counterpoise.counterfactuals.terms.contexts import MARK, context_pattern
from counterpoise.counterfactuals.terms.lexicon import Lexicon

AROUND = 60
"""Bytes before and after an ambiguous term in which its context is looked for."""

_GAP_BYTES = 12
"""Bytes that a space or hyphen of a term can take in a text: four of three bytes."""

_SCHEMA = {
    "row": pl.UInt32,
    "start": pl.UInt32,
    "end": pl.UInt32,
    "text": pl.String,
    "term": pl.String,
}


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

    Example:
        >>> from counterpoise.counterfactuals.terms import identity_terms
        >>> found = matches(pl.Series(["A Muslim's house"]), identity_terms())
        >>> found.select("start", "end", "text", "group").row(0)
        (2, 8, 'Muslim', 'muslim')
    """
    filled = texts.cast(pl.String).fill_null("")
    found = _plain(filled, lexicon.terms)
    if disguised:
        others = pl.DataFrame([*disguised_spans(filled, lexicon.terms)], _SCHEMA, orient="row")
        found = found.vstack(others).sort("row", "start", -pl.col("end").cast(pl.Int64))
    spans = _without_overlaps(found)
    return _in_context(_with_groups(spans, lexicon), texts=filled)


def _plain(texts: pl.Series, terms: Sequence[str]) -> pl.DataFrame:
    """Spans of terms as whole words; those that begin at different places may overlap."""
    if not len(texts) or not terms:
        return pl.DataFrame(schema=_SCHEMA)
    laid = Laid.of(texts)
    places = candidates(laid, terms)
    which = laid.rows_at(places)
    whole = ~_after_a_letter(texts, laid, places=places, which=which)
    places, which = places[whole], which[whole]
    ends = np.minimum(places + _widest(terms), laid.firsts[which] + laid.lengths[which])
    starts, stops = places - laid.firsts[which], laid.character_start(ends) - laid.firsts[which]
    texts_found = _matched(_cut(texts, which, starts, stops), terms)
    frame = pl.DataFrame({"row": which, "start": starts, "text": texts_found}).drop_nulls()
    frame = frame.join(_named(frame["text"].unique(), terms), on="text", maintain_order="left")
    frame = frame.with_columns(end=pl.col("start") + pl.col("text").str.len_bytes())
    return frame.select(pl.col(name).cast(dtype) for name, dtype in _SCHEMA.items())


def _widest(terms: Sequence[str]) -> int:
    """The bytes that any of the terms can take, and a character after it."""
    gaps = [len(re.findall(rf"[\s{HYPHENS}]", term)) for term in terms]
    # The capital of a letter can take a byte more than the letter.
    widths = [2 * len(term.encode()) if not term.isascii() else len(term) for term in terms]
    widths = [width + 2 * term.count("'") for width, term in zip(widths, terms, strict=True)]
    return 4 + max(width + _GAP_BYTES * n for width, n in zip(widths, gaps, strict=True))


def _after_a_letter(
    texts: pl.Series, laid: Laid, *, places: np.ndarray, which: np.ndarray
) -> np.ndarray:
    """[places], bool: whether a letter outside ASCII stands before."""
    after = np.frombuffer(laid.data, dtype=np.uint8)[places - 1] >= 0x80
    places, which = places[after], which[after]
    begins = laid.character_start(places - 1) - laid.firsts[which]
    before = _cut(texts, which, begins, places - laid.firsts[which])
    after[after] = before.str.contains(r"\w").to_numpy()
    return after


def _cut(texts: pl.Series, which: np.ndarray, starts: np.ndarray, stops: np.ndarray) -> pl.Series:
    """The bytes from start to stop, both between characters, of the texts at `which`."""
    frame = pl.DataFrame({"text": texts.cast(pl.Binary).gather(which), "start": starts})
    frame = frame.with_columns(length=pl.Series(stops - starts, dtype=pl.Int64))
    return frame.select(pl.col("text").bin.slice("start", "length").cast(pl.String)).to_series()


def _matched(windows: pl.Series, terms: Sequence[str]) -> pl.Series:
    """The term that each window begins with, as it stands there; null where there is none.

    Windows of ASCII alone need no Unicode word boundary, which is slow.
    """
    window, batches = pl.col("window"), alternatives(terms)
    frame = windows.alias("window").to_frame().with_row_index("place")
    plain = window.str.len_bytes() == window.str.len_chars()
    by_ascii = pl.coalesce(window.str.extract(rf"^(?:{any_})(?-u:\b)", 0) for any_ in batches)
    by_unicode = pl.coalesce(window.str.extract(rf"^({any_})(?:\W|$)", 1) for any_ in batches)
    foreign = frame.filter(~plain).select("place", text=by_unicode)
    ascii_only = frame.filter(plain).select("place", text=by_ascii)
    return pl.concat([ascii_only, foreign]).sort("place")["text"]


def _named(found: pl.Series, terms: Sequence[str]) -> pl.DataFrame:
    """`text` and the `term` that it spells, for each different text."""
    by_spelling = {spelling(term): term for term in reversed(terms)}
    named = [by_spelling[spelling(text)] for text in found.to_list()]
    return pl.DataFrame({"text": found, "term": pl.Series(named, dtype=pl.String)})


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


def _with_groups(spans: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    names = ["term", "group", "category", "ambiguous", "context"]
    rows = lexicon.frame.select(names).unique(maintain_order=True)
    return spans.join(rows, on="term", maintain_order="left_right")


def _in_context(found: pl.DataFrame, *, texts: pl.Series) -> pl.DataFrame:
    """The matches, without ambiguous ones outside their contexts; once for each group."""
    counts = ~found["ambiguous"]
    doubtful = found.with_row_index("place").filter("ambiguous")
    around = _around(doubtful, texts=texts)
    for context in doubtful["context"].unique():
        here = (doubtful["context"] == context).arg_true()
        seen = around.gather(here).str.contains(context_pattern(context))
        counts[doubtful["place"].gather(here).filter(seen)] = True
    kept = found.filter(counts).drop("ambiguous", "context")
    return kept.unique(maintain_order=True) if doubtful.height else kept


def _around(found: pl.DataFrame, *, texts: pl.Series) -> pl.Series:
    """The words around each match in lower case, `MARK` in its place."""
    which, starts, ends = (
        found[name].to_numpy().astype(np.int64) for name in ("row", "start", "end")
    )
    used, place = np.unique(which, return_inverse=True)
    near = texts.gather(used)
    laid = Laid.of(near)
    first = laid.firsts[place]
    begins = laid.character_start(first + np.maximum(starts - AROUND, 0)) - first
    stops = np.minimum(ends + AROUND, laid.lengths[place])
    stops = laid.character_start(first + stops) - first
    sides = [_cut(near, place, begins, starts), _cut(near, place, ends, stops)]
    before, after = (side.str.replace_all(MARK, " ", literal=True) for side in sides)
    return (before + MARK + after).str.to_lowercase()
