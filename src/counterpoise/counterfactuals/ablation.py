"""Texts with their identity terms taken out, and mended where that left a hole.

A term is matched as a whole word, in any case, by Rust's regular expressions over whole columns.
Word boundaries in Unicode are slow there. They differ from ASCII ones only where a letter outside
ASCII touches the term, so only the few texts in which one does are matched with Unicode ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from counterpoise.counterfactuals.articles import CONSONANT_SOUND, VOWEL_SOUND
from counterpoise.counterfactuals.terms import TermList

SUFFIX = r"(?:['’](?:s|d|ll|ve|re))?"
"""What clings to a word and goes with it: *the man's house*, *he'll*."""

FOREIGN_LETTER = r"[\w--[:ascii:]]"
"""A letter or digit outside ASCII."""


def ablate(texts: pl.Series, terms: TermList) -> pl.Series:
    """The texts without any of the terms.

    Spaces around a term are closed up, an article is made to fit the word that now follows it
    (*a gay artist* becomes *an artist*) or goes with a noun that leaves nothing after it
    (*I am a woman.* becomes *I am.*), and an ending that clings to a term goes with it.

    Args:
        texts: [rows], String.
        terms: whole words or phrases, matched in any case, the longest first.

    Returns:
        [rows], String; equal to the input where it holds no term.
    """
    plain, touched = _maybe_holding(texts, terms)
    for where, edge in ((plain, ASCII_EDGE), (touched, UNICODE_EDGE)):
        if where.any():
            without = _without(texts.filter(where), _Patterns.of(terms, edge=edge))
            texts = _replaced(texts, where, without)
    return texts


def holds_term(texts: pl.Series, terms: TermList) -> pl.Series:
    """[rows], Boolean: whether the text holds at least one of the terms as a whole word."""
    plain, touched = _maybe_holding(texts, terms)
    unicode_edges = _Patterns.of(terms, edge=UNICODE_EDGE)
    holding = texts.filter(touched).str.contains(unicode_edges.term)
    return plain | _replaced(touched, touched, holding)


ASCII_EDGE = r"(?-u:\b)"
UNICODE_EDGE = r"\b"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patterns:
    """Regular expressions for one list of terms, with one kind of word boundary.

    Attributes:
        term: a term as a whole word.
        touched: a term that a letter outside ASCII touches.
        removed: a term with what goes with it: a space, an ending, a hyphen before it.
        compound: a term that begins a hyphenated word, with its hyphen.
        article: an article with the terms that follow it; its first letter is a group.
    """

    term: str
    touched: str
    removed: str
    compound: str
    article: str

    @staticmethod
    def of(terms: TermList, *, edge: str) -> _Patterns:
        letters = "(?i-u:" if all(term.isascii() for term in terms.terms) else "(?i:"
        words = f"{letters}{_alternatives(terms.terms)})"
        word = f"{edge}{words}{SUFFIX}{edge}"
        whole = f"(?:-{words}{SUFFIX}{edge}|{word})"
        return _Patterns(
            term=f"{edge}{words}{edge}",
            touched=f"{FOREIGN_LETTER}{words}|{words}{FOREIGN_LETTER}",
            removed=rf"(?m:^)(?:{whole}[ \t]?)+|[ \t]?{whole}",
            compound=f"{word}-",
            article=rf"{edge}((?i-u:a))(?i-u:n?)[ \t]{word}-?(?:[ \t]?{whole}-?)*",
        )


def _alternatives(terms: Sequence[str]) -> str:
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    return "|".join(r"\s+".join(map(pl.escape_regex, term.split())) for term in longest_first)


def _maybe_holding(texts: pl.Series, terms: TermList) -> tuple[pl.Series, pl.Series]:
    """Which texts hold a term for certain, and which do if Unicode word boundaries say so too.

    Returns:
        Two Booleans, [rows]; no row is true in both.
    """
    if not all(term[0].isascii() and term[-1].isascii() for term in terms.terms):
        return pl.Series(np.zeros(len(texts), dtype=bool)), texts.is_not_null()
    edges = _Patterns.of(terms, edge=ASCII_EDGE)
    found = texts.str.contains(edges.term).fill_null(value=False)
    here = texts.filter(found)
    foreign = here.str.len_bytes() != here.str.len_chars()
    foreign = _replaced(foreign, foreign, here.filter(foreign).str.contains(edges.touched))
    touched = _replaced(found, found, foreign)
    return found & ~touched, touched


def _replaced(values: pl.Series, where: pl.Series, by: pl.Series) -> pl.Series:
    """`values` with those at `where` ([rows], Boolean) replaced, in order, by `by`."""
    place = np.arange(len(values))
    place[where.to_numpy()] = len(values) + np.arange(len(by))
    return pl.concat([values, by], rechunk=True).gather(place)


def _without(texts: pl.Series, patterns: _Patterns) -> pl.Series:
    articled = texts.str.contains(patterns.article)
    texts = _replaced(texts, articled, _with_articles(texts.filter(articled), patterns.article))
    hyphened = texts.str.contains("-", literal=True)
    parted = texts.filter(hyphened).str.replace_all(patterns.compound, "")
    return _replaced(texts, hyphened, parted).str.replace_all(patterns.removed, "")


def _with_articles(texts: pl.Series, article: str) -> pl.Series:
    """Takes out terms that follow an article, and makes the article fit what comes next."""
    return (
        texts.str.replace_all(rf"{article}[ \t]*((?i:{CONSONANT_SOUND}))", "${1} ${2}")
        .str.replace_all(rf"{article}[ \t]*((?i:{VOWEL_SOUND}))", "${1}n ${2}")
        .str.replace_all(rf"{article}[ \t]*(\w)", "${1} ${2}")
        .str.replace_all(rf"[ \t]?{article}", "")
    )
