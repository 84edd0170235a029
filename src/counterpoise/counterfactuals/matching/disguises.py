"""Single words in disguise: drawn out, with signs for letters, or with something in between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import polars as pl

SHORTEST = 3
"""Letters of the shortest term that is looked for in disguise."""

DRAWN_OUT = 3
"""How often a letter stands at least where it is drawn out; two are ordinary spelling."""

_SIGNS = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "i", "!": "i"} | {"0": "o", "$": "s"})
_SIGNS |= str.maketrans({"5": "s", "7": "t"})

_HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters that take no room."""

_BETWEEN = rf"{_HIDDEN}.*_•·\-‐‑"
_LETTER = r"(?:[^\W_]|[@$!])"
_WORD = rf"{_LETTER}(?:[{_BETWEEN}]{{0,2}}{_LETTER})*"
"""One pattern for Rust, which sifts whole columns, and for Python, which says where."""

_SUSPECT = (
    rf"(?i-u:[a-z][@$!0-9][a-z@$!0-9]|[@$0-9][a-z])|(?i:[a-z0-9@$!][{_BETWEEN}]{{1,2}}[a-z0-9@$!])|"
    + "|".join(rf"(?i-u:{letter}{{{DRAWN_OUT}}})" for letter in "abcdefghijklmnopqrstuvwxyz")
)
"""What every word in disguise holds."""

Span = tuple[int, int, int, str, str]
"""Row, first byte, byte after the last, the text, the term."""


def disguised_spans(texts: pl.Series, terms: Sequence[str]) -> Iterator[Span]:
    """The words in disguise of each text that are one of the terms.

    A word is taken for a term when, with signs read as letters and what stands between them left
    out, each of its letters stands as often as in the term, or at least 3 times in a row; at least
    half of them must be written as letters. The whole word must be the term.

    Args:
        texts: [rows], String without null.
        terms: lower case; phrases and terms of less than 3 letters are left out.
    """
    suspects = texts.str.contains(_SUSPECT).arg_true()
    words = pl.DataFrame({"row": suspects, "word": texts.gather(suspects).str.extract_all(_WORD)})
    words = words.explode("word").filter(pl.col("word").str.contains(_SUSPECT))
    term_of = _terms_of(words["word"].unique().to_list(), terms)
    rows = words.filter(pl.col("word").is_in(list(term_of)))["row"].unique().sort()
    for row, text in zip(rows.to_list(), texts.gather(rows).to_list(), strict=True):
        for found in re.finditer(_WORD, text):
            if found.group() in term_of:
                word = found.group().rstrip("!")
                start = len(text[: found.start()].encode())
                yield row, start, start + len(word.encode()), word, term_of[found.group()]


def _terms_of(words: Sequence[str], terms: Sequence[str]) -> dict[str, str]:
    """Word -> the term that it is in disguise, for those that are one."""
    by_outline: dict[str, list[str]] = {}
    for term in terms:
        if term.isalpha() and len(term) >= SHORTEST:
            by_outline.setdefault(_outline(term), []).append(term)
    found = {word: _term_of(word.rstrip("!"), by_outline) for word in words}
    return {word: term for word, term in found.items() if term is not None}


def _term_of(word: str, by_outline: Mapping[str, Sequence[str]]) -> str | None:
    written = re.sub(rf"[{_BETWEEN}]", "", word).lower()
    letters = written.translate(_SIGNS)
    if 2 * sum(map(str.isalpha, written)) < len(written):
        return None
    candidates = by_outline.get(_outline(letters), ())
    return next((term for term in candidates if _is_drawn_out(letters, term)), None)


def _outline(letters: str) -> str:
    """The letters, each run of the same one as one."""
    return "".join(letter for letter, _ in groupby(letters))


def _is_drawn_out(letters: str, term: str) -> bool:
    runs = zip(_runs(letters), _runs(term), strict=True)
    return all(here == there or here >= max(DRAWN_OUT, there) for here, there in runs)


def _runs(letters: str) -> list[int]:
    return [len([*run]) for _, run in groupby(letters)]
