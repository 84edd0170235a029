"""Regular expressions for terms, and the one spelling that all forms of a term share."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

HYPHENS = r"\-‐‑"
"""The hyphens of a hyphenated word: of ASCII, of Unicode, and the one that does not break."""

GAP = rf"(?u:[\s{HYPHENS}]{{1,4}})"
"""What may stand where a term has a space or a hyphen."""

APOSTROPHE = r"(?u:['’])"


_MOST = 2000
"""Terms in one pattern: with many more, a pattern outgrows what the engine allows."""


def alternatives(terms: Sequence[str]) -> list[str]:
    """Patterns for any of the terms, longest first, in any case; the first that matches counts.

    A term in ASCII is matched in either case of ASCII alone: no *ſ* is an *s*, no *İ* an *i*.
    """
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    patterns = [
        f"(?{'i-u' if term.isascii() else 'iu'}:{''.join(map(_character, term))})"
        for term in longest_first
    ]
    return ["|".join(patterns[first : first + _MOST]) for first in range(0, len(patterns), _MOST)]


def _character(character: str) -> str:
    if character in " -‐‑":
        return GAP
    if character in "'’":
        return APOSTROPHE
    return character if character.isalnum() else pl.escape_regex(character)


def spelling(text: str) -> str:
    """What a term and every text that matches it have in common."""
    return re.sub(rf"[\s{HYPHENS}]+", " ", text.casefold().replace("’", "'"))
