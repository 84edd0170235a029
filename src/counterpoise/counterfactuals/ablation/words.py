"""Texts as words and the gaps between them, so that the neighbours of a term are a step away.

All texts are laid end to end as bytes. Every word is a pair of places in them; the class of a word
or of a gap is looked up for all words asked about at once, and only for these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from counterpoise.counterfactuals.ablation.vocabulary import vocabulary

SPACE, HYPHEN, APOSTROPHE, COMMA, SLASH, AMPERSAND, OPENING, END, OTHER = range(9)
"""What stands between two words. END ends a sentence, a line or a text; OPENING is a quotation
mark or parenthesis that opens; OTHER is all else, a closing one among it."""

_PAD = 6
"""Words that are none, before the first and after the last."""

_BLOCK = 1 << 16

_IS_WORD = bytes(b >= 0x80 or chr(b).isalnum() or b == ord("_") for b in range(256))
_SIGNS = (0xC2, 0xE2, 0xEF, 0xF0)
"""First bytes of characters that are signs, spaces or pictures more often than letters."""

_GAPS = (
    (SPACE, r"[ \t\xa0]+"),
    (HYPHEN, r"[-‐‑]"),
    (APOSTROPHE, r"['’]"),
    (COMMA, r"[ \t]*,[ \t]*"),
    (SLASH, r" ?/ ?"),
    (AMPERSAND, r"[ \t]*(?:&|&amp;|\+)[ \t]*"),
    (END, r"(?s:.*[.!?…\n].*)"),
    (OPENING, r"(?s:.*[\s(\[{*_#:,;-][\"'“‘«*_(\[{#@]+)|[\"“‘(\[{*_#@]"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of texts laid end to end; a word is named by its place in `starts`.

    Attributes:
        data: the texts, with a line feed before each and eight after the last.
        lowered: the same with ASCII letters in lower case.
        starts: [words], place of the first byte of each; with a few words of no length at each end.
        ends: [words], place after its last byte.
    """

    data: bytes
    lowered: bytes
    starts: np.ndarray
    ends: np.ndarray

    @staticmethod
    def of(data: bytes) -> Words:
        """The words of texts that are laid end to end."""
        edges = _edges(data)
        first, last = np.zeros(_PAD, dtype=np.int64), np.full(_PAD, len(data) - 8, dtype=np.int64)
        return Words(
            data=data,
            lowered=data.lower(),
            starts=np.concatenate([first, edges[0::2], last]),
            ends=np.concatenate([first, edges[1::2], last]),
        )

    def at(self, places: np.ndarray) -> np.ndarray:
        """[places], the last word that begins no later than each place in `data`."""
        return np.searchsorted(self.starts[:-_PAD], places, side="right") - 1

    def codes(self, words: np.ndarray) -> np.ndarray:
        """[words], the place of each in the vocabulary; 0: not in it."""
        return vocabulary().codes(self.lowered, self.starts[words], self.ends[words])

    def gaps(self, words: np.ndarray) -> np.ndarray:
        """[words], what stands before each word: one of `SPACE`, `HYPHEN`, ..., `OTHER`."""
        starts, ends = self.ends[words - 1], self.starts[words]
        letters = np.frombuffer(self.data, dtype=np.uint8)
        found = _ONE_BYTE[letters[np.minimum(starts, len(letters) - 1)]]
        longer = np.flatnonzero(ends - starts != 1)
        found[longer] = self._long_gaps(starts[longer], ends[longer])
        return found

    def ends_in(self, words: np.ndarray, *endings: str) -> np.ndarray:
        """[words], bool: whether each ends in one of these, with two letters or more before it."""
        letters = np.frombuffer(self.lowered, dtype=np.uint8)
        ends = self.ends[words]
        lengths = ends - self.starts[words]
        found = np.zeros(len(words), dtype=bool)
        for ending in endings:
            fits = np.flatnonzero(lengths > len(ending) + 1)
            for back, letter in enumerate(reversed(ending), start=1):
                fits = fits[letters[ends[fits] - back] == ord(letter)]
            found[fits] = True
        return found

    def _long_gaps(self, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """The classes of gaps of other lengths than one; of more than eight bytes, `END`."""
        eights = eight_bytes(self.data, starts) & _masks(ends - starts)
        # No gap, as beyond the first and last word, is no different from a long one.
        eights[(ends <= starts) | (ends - starts > 8)] = 0
        distinct, which = np.unique(eights, return_inverse=True)
        spelt = [bytes(row).rstrip(b"\0") for row in distinct.astype("<u8").view("V8")]
        classes = [_gap_of_bytes(text) for text in spelt]
        return np.array(classes, dtype=np.int8)[which] if len(classes) else np.zeros(0, np.int8)


def eight_bytes(data: bytes, places: np.ndarray) -> np.ndarray:
    """[places], the eight bytes from each place on, as one number."""
    every = np.ndarray(len(data) - 7, dtype="<u8", buffer=data, strides=(1,))
    return every[np.minimum(places, len(data) - 8)]


def _masks(lengths: np.ndarray) -> np.ndarray:
    return _MASKS[np.clip(lengths, 0, 8)]


_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(9)], dtype=np.uint64)


@lru_cache(maxsize=1 << 16)
def _gap_of_bytes(text: bytes) -> int:
    return _gap(text.decode(errors="ignore"))


def _gap(text: str) -> int:
    if not text:
        return END
    return next((kind for kind, pattern in _GAPS if re.fullmatch(pattern, text)), OTHER)


_ONE_BYTE = np.array([_gap(chr(b)) if b < 128 else OTHER for b in range(256)], dtype=np.int8)


def _edges(data: bytes) -> np.ndarray:
    """Where words begin and end, by turns."""
    letters = np.frombuffer(data, dtype=np.uint8)
    is_word = np.frombuffer(data.translate(_IS_WORD), dtype=bool)
    foreign = np.flatnonzero(letters >= 0x80)
    if len(foreign):
        is_word = is_word.copy()
        is_word[foreign] = _foreign_words(letters[foreign])
    before, after = is_word[:-1], is_word[1:]
    found = [
        np.flatnonzero(before[first : first + _BLOCK] != after[first : first + _BLOCK]) + first + 1
        for first in range(0, len(before), _BLOCK)
    ]
    return np.concatenate([*found, np.zeros(0, dtype=np.int64)])


def _foreign_words(letters: np.ndarray) -> np.ndarray:
    """[bytes outside ASCII], bool: whether each belongs to a letter, as its first byte tells."""
    is_first = letters >= 0xC0
    firsts = np.maximum.accumulate(np.where(is_first, np.arange(len(letters)), 0))
    return ~np.isin(letters[firsts], _SIGNS)
