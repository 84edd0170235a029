"""Where texts hold terms as whole words; those that begin at different places may overlap."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import polars as pl

from counterpoise.counterfactuals.matching.candidates import candidates
from counterpoise.counterfactuals.matching.laid import Laid
from counterpoise.counterfactuals.matching.patterns import HYPHENS, alternatives, spelling
from counterpoise.counterfactuals.matching.words import FirstWords

SPAN = {
    "row": pl.UInt32,
    "start": pl.UInt32,
    "end": pl.UInt32,
    "text": pl.String,
    "term": pl.String,
}
"""The columns of a span: its row, its bytes there, what they are and the term that they spell."""

_GAP_BYTES = 12
"""Bytes that a space or hyphen of a term can take in a text: four of three bytes."""


def term_spans(texts: pl.Series, terms: Sequence[str]) -> pl.DataFrame:
    """The spans (`SPAN`) of terms, by row and place; of those that begin together the longest.

    Args:
        texts: [rows], String without null.
        terms: in lower case.
    """
    if not len(texts) or not terms:
        return pl.DataFrame(schema=SPAN)
    known = FirstWords.of(terms)
    places = _places(texts, known=known, widest=_widest(terms))
    places = places.filter(~_after_a_letter(texts, places))
    certain = places["certain"].to_numpy()
    of_one_word = _spelt(places, terms, known=known, at=np.flatnonzero(certain))
    others = _matched(texts, places[np.flatnonzero(~certain)], terms)
    return _by_place(of_one_word, others) if others.height else of_one_word


def _places(texts: pl.Series, *, known: FirstWords, widest: int) -> pl.DataFrame:
    """Where terms may begin: `row`, `start`, and what else is to be known of the bytes there.

    That is: `before`, where the character before begins if it is not in ASCII, and otherwise
    `start`; `stop`, where to look no further for the end of an uncertain term; `word`, the first
    word by its place in `known`; `letters`, the first eight bytes; `certain`, as in `Candidates`.
    """
    parts = []
    for laid in Laid.batches(texts):
        found = candidates(laid, known)
        row = laid.rows_at(found.places)
        first = laid.firsts[row]
        before, stop = found.places.copy(), found.places.copy()
        foreign = np.flatnonzero(laid.data[before - 1] >= 0x80)
        before[foreign] = laid.character_start(before[foreign] - 1)
        open_ = np.flatnonzero(~found.certain)
        ends = first[open_] + laid.lengths[row[open_]]
        stop[open_] = laid.character_start(np.minimum(stop[open_] + widest, ends))
        parts.append(
            {
                "row": row + laid.row,
                "start": found.places - first,
                "before": before - first,
                "stop": stop - first,
                "word": found.words,
                "letters": laid.eights[found.places],
                "certain": found.certain,
            }
        )
    return pl.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _by_place(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """The spans of both, each by row and place, in that order."""
    both = pl.concat([one, other], rechunk=True)
    row, start = (both[name].to_numpy().astype(np.int64) for name in ("row", "start"))
    # To merge two sorted runs is what a stable sort is fastest at.
    return both[np.argsort((row << 32) + start, kind="stable")]


def _widest(terms: Sequence[str]) -> int:
    """The bytes that any of the terms can take, and a character after it."""
    gaps = [len(re.findall(rf"[\s{HYPHENS}]", term)) for term in terms]
    # The capital of a letter can take a byte more than the letter.
    widths = [2 * len(term.encode()) if not term.isascii() else len(term) for term in terms]
    widths = [width + 2 * term.count("'") for width, term in zip(widths, terms, strict=True)]
    return 4 + max(width + _GAP_BYTES * n for width, n in zip(widths, gaps, strict=True))


def _after_a_letter(texts: pl.Series, places: pl.DataFrame) -> pl.Series:
    """[places], Boolean: whether a letter outside ASCII stands before."""
    after = places["before"] < places["start"]
    before = cut(texts, *places.filter(after).select("row", "before", "start"))
    return after.scatter(after.arg_true(), before.str.contains(r"\w"))


def cut(texts: pl.Series, rows: pl.Series, starts: pl.Series, stops: pl.Series) -> pl.Series:
    """The bytes from start to stop, both between characters, of the texts at `rows`."""
    frame = pl.DataFrame({"text": texts.cast(pl.Binary).gather(rows), "start": starts})
    frame = frame.with_columns(length=stops - starts)
    return frame.select(pl.col("text").bin.slice("start", "length").cast(pl.String)).to_series()


def _spelt(
    places: pl.DataFrame, terms: Sequence[str], *, known: FirstWords, at: np.ndarray
) -> pl.DataFrame:
    """The spans of terms that are one short word, as the letters there spell it."""
    row, start, word, letters = (
        places[name].to_numpy()[at] for name in ("row", "start", "word", "letters")
    )
    lengths = known.lengths[word]
    spelt = letters & _FIRST_BYTES[lengths]
    capitals = np.flatnonzero(spelt != known.words[word])
    others, which = np.unique(spelt[capitals], return_inverse=True)
    texts = word.copy()
    texts[capitals] = len(known.words) + which
    spellings = [_decoded(number) for number in [*known.words.tolist(), *others.tolist()]]
    columns = {
        "row": pl.Series(row),
        "start": pl.Series(start),
        "end": pl.Series(start + lengths),
        "text": pl.Series(spellings, dtype=pl.String).gather(texts),
        "term": pl.Series(terms).gather(known.terms[word]),
    }
    return pl.DataFrame({name: columns[name].cast(dtype) for name, dtype in SPAN.items()})


_FIRST_BYTES = np.array([(1 << 8 * count) - 1 for count in range(9)], dtype=np.uint64)
"""What leaves the first 0, 1, ..., 8 bytes of a word."""


def _decoded(number: int) -> str:
    return number.to_bytes(8, "little").rstrip(b"\0").decode()


def _matched(texts: pl.Series, places: pl.DataFrame, terms: Sequence[str]) -> pl.DataFrame:
    """The spans of terms at places, as a regular expression finds them."""
    windows = cut(texts, *places.select("row", "start", "stop"))
    frame = places.select("row", "start", text=_beginning(windows, terms)).drop_nulls()
    frame = frame.join(_named(frame["text"].unique(), terms), on="text", maintain_order="left")
    frame = frame.with_columns(end=pl.col("start") + pl.col("text").str.len_bytes())
    return frame.select(pl.col(name).cast(dtype) for name, dtype in SPAN.items())


def _beginning(windows: pl.Series, terms: Sequence[str]) -> pl.Series:
    """The term that each window begins with, as it stands there; null where there is none.

    Windows of ASCII alone need no Unicode word boundary, which is slow.
    """
    batches = alternatives(terms)
    foreign = windows.str.len_bytes() != windows.str.len_chars()
    found = _first_of(windows, [rf"^(?:{any_})(?-u:\b)" for any_ in batches])
    ended = windows.filter(foreign) + "\n"
    judged = _first_of(ended, [rf"^(?:{any_})\W" for any_ in batches]).str.head(-1)
    return found.scatter(foreign.arg_true(), judged)


def _first_of(windows: pl.Series, patterns: Sequence[str]) -> pl.Series:
    """What the first of the patterns that matches matches, or null."""
    found = pl.coalesce(pl.lit(windows).str.extract(pattern, 0) for pattern in patterns)
    return pl.select(found).to_series()


def _named(found: pl.Series, terms: Sequence[str]) -> pl.DataFrame:
    """`text` and the `term` that it spells, for each different text."""
    by_spelling = {spelling(term): term for term in reversed(terms)}
    named = [by_spelling[spelling(text)] for text in found.to_list()]
    return pl.DataFrame({"text": found, "term": pl.Series(named, dtype=pl.String)})
