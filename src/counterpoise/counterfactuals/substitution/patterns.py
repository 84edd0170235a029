"""The regular expression that finds the terms of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, takewhile
from operator import eq, itemgetter

import polars as pl


def any_of(terms: Iterable[str]) -> str:
    r"""The pattern of any of the terms, the longest first, in any case.

    They are whole words as far as ASCII goes, so that the search stays fast; what touches a term
    is looked at afterwards.

    Args:
        terms: distinct, lower case.

    Example:
        >>> print(any_of(["he", "her", "hers", "fiancé"]))
        (?i:fiancé)|(?-u:\b)(?i-u:he(?:r(?:s)?)?)(?-u:\b)
    """
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    foreign = ["".join(_parts(term)) for term in longest_first if not term.isascii()]
    words = sorted(_parts(term) for term in longest_first if term.isascii())
    found = [f"(?i:{'|'.join(foreign)})"] if foreign else []
    if words:
        found.append(rf"(?-u:\b)(?i-u:{_branches(words)})(?-u:\b)")
    return "|".join(found)


def _parts(term: str) -> tuple[str, ...]:
    """The patterns of the letters of a term; a space stands for any white space."""
    spelt = " ".join(term.split())
    return tuple({" ": r"\s+", "'": "(?:'|’)"}.get(c) or pl.escape_regex(c) for c in spelt)


def _branches(words: Sequence[tuple[str, ...]]) -> str:
    """The pattern of any of the words, sorted: a beginning that words share stands there once.

    The engine then follows one path where it would follow one for each word, which is faster.
    """
    shared = takewhile(lambda parts: eq(*parts), zip(words[0], words[-1], strict=False))
    start = [part for part, _ in shared]
    ends = [word[len(start) :] for word in words]
    longer = groupby(filter(None, ends), key=itemgetter(0))
    branches = "|".join(_branches([*group]) for _, group in longer)
    optional = "?" if () in ends else ""
    return "".join(start) + (f"(?:{branches}){optional}" if branches else "")
