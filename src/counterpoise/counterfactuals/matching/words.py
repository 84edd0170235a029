"""The first words of terms, as tables in which the words of texts are looked up.

A word is taken as a number: its first eight letters or digits in lower case, as the bytes of a
little-endian uint64; those after a shorter word are zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

_FIRST = re.compile(rb"[a-z0-9]{1,8}")
_SECOND = re.compile(rb"[ '-]?([a-z0-9]{1,8})")
_NEXT = b"\0abcdefghijklmnopqrstuvwxyz0123456789"

_BITS = 16
_SPREAD_FOUR = np.uint32(0x9E3779B1)
_SPREAD_FIRST = np.uint64(0xC2B2AE3D27D4EB4F)
_SPREAD_SECOND = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWords:
    """The first words of terms, each once.

    Attributes:
        fours: [2^16], bool: the hashes of the four bytes that a first word may begin with.
        words: [words], uint64, rising.
        lengths: [words], the letters of each that are looked at.
        terms: [words], the place of the term that is this word and no more; -1 where none is.
        pairs: [2^16], bool: the hashes of a first word and what a term goes on with, a word or 0.
        longer: [words], bool: whether `pairs` holds the word as a first one.
        open: [words], bool: whether a term goes on in a way that `pairs` does not tell.
        other_letters: the first letters of the terms that do not begin with a word.
    """

    fours: np.ndarray
    words: np.ndarray
    lengths: np.ndarray
    terms: np.ndarray
    pairs: np.ndarray
    longer: np.ndarray
    open: np.ndarray
    other_letters: frozenset[str]

    @staticmethod
    def of(terms: Sequence[str]) -> FirstWords:
        """`terms`: in lower case, each beginning with a letter or digit."""
        openings = {place: found for place, term in enumerate(terms) if (found := _opening(term))}
        firsts = sorted({first for first, _ in openings.values()}, key=_number)
        whole = {first: place for place, (first, rest) in [*openings.items()][::-1] if rest == b""}
        unknown = {first for first, rest in openings.values() if rest is None}
        pairs = [(first, rest) for first, rest in openings.values() if rest]
        # After the first byte of a longer gap stands no letter.
        pairs += [(first, b"") for first, _ in pairs]
        longer = {first for first, _ in pairs}
        return FirstWords(
            fours=_table(four_hashes(_numbers(_fours(firsts)).astype(np.uint32))),
            words=_numbers(firsts),
            lengths=np.array([len(first) for first in firsts], dtype=np.int64),
            terms=np.array([whole.get(first, -1) for first in firsts], dtype=np.int64),
            pairs=_table(
                pair_hashes(
                    _numbers(first for first, _ in pairs), _numbers(rest for _, rest in pairs)
                )
            ),
            longer=np.array([first in longer for first in firsts], dtype=bool),
            open=np.array([first in unknown for first in firsts], dtype=bool),
            other_letters=frozenset(
                term[0] for place, term in enumerate(terms) if place not in openings
            ),
        )


def four_hashes(fours: np.ndarray) -> np.ndarray:
    """[fours], of uint32, which it overwrites."""
    fours *= _SPREAD_FOUR
    fours >>= np.uint32(32 - _BITS)
    return fours


def pair_hashes(firsts: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """[pairs], of two uint64."""
    return ((seconds + firsts * _SPREAD_FIRST) * _SPREAD_SECOND) >> np.uint64(64 - _BITS)


def _opening(term: str) -> tuple[bytes, bytes | None] | None:
    """The first word, and after it: nothing, the next letters, or None for anything else.

    What follows the first eight letters of a longer word counts as the next letters too.
    """
    text = term.lower().encode()
    first = _FIRST.match(text)
    if not first:
        return None
    if first.end() == len(text):
        return first.group(), b""
    # A letter outside ASCII may be the other case of one in ASCII.
    second = _SECOND.match(text, first.end()) if term.isascii() else None
    return first.group(), second and second.group(1)


def _fours(words: Iterable[bytes]) -> Iterator[bytes]:
    """What the words may begin with: after a short one stands no letter, and then anything."""
    for word in words:
        if len(word) >= 4:
            yield word[:4]
        else:
            for after in product(_NEXT, repeat=3 - len(word)):
                yield bytes([*word, 0, *after])


def _number(word: bytes) -> int:
    return int.from_bytes(word, "little")


def _numbers(words: Iterable[bytes]) -> np.ndarray:
    return np.array([*map(_number, words)], dtype=np.uint64)


def _table(hashes: np.ndarray) -> np.ndarray:
    table = np.zeros(1 << _BITS, dtype=bool)
    table[hashes] = True
    return table
