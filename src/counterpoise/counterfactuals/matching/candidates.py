"""Where in texts a term may begin, and which it is where its letters alone tell.

The first four letters of all words are looked up at once, then the first eight of those that are
left, then the words after those with which a longer term begins. No match slips; of the few places
left most hold a term of one word, and a regular expression judges the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from counterpoise.counterfactuals.matching.laid import ROOM, Laid
from counterpoise.counterfactuals.matching.words import (
    FirstWords,
    four_hashes,
    pair_hashes,
)

_BLOCK = 1 << 18
"""Bytes looked at in one go: they fit the processor's cache, even where one text does not."""

_LETTERS = bytes(byte for byte in range(128) if chr(byte).isalnum())
_OF_A_WORD = np.isin(np.arange(256), [*_LETTERS, ord("_")])
_WITHIN_A_TERM = np.isin(np.arange(256), [*_LETTERS, *b"'- \t\n\v\f\r"])

_ASCII_IN_ANOTHER_CASE = "\u017f\u212a"
"""The letters outside ASCII that are *s* and *k* in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Places where a term may begin, rising.

    Attributes:
        places: [places], in `Laid.data`.
        words: [places], the first word there by its place in `FirstWords`; -1 where unknown.
        certain: [places], bool: whether that word is a term and no longer term begins there. A
            letter outside ASCII may still stand before it.
    """

    places: np.ndarray
    words: np.ndarray
    certain: np.ndarray


def candidates(laid: Laid, known: FirstWords) -> Candidates:
    """The places in texts where one of the terms may begin whose first words are known."""
    others = known.other_letters
    if any(letter.isascii() or letter in _ASCII_IN_ANOTHER_CASE for letter in others):
        return _uncertain(_wherever_a_word_may_begin(laid.data))
    blocks = [*_of_blocks(laid.data, known)]
    if others:
        foreign = _wherever_a_word_may_begin(laid.data)
        blocks.append(_uncertain(foreign[laid.data[foreign] >= 0x80]))
    return _merged(blocks)


def _of_blocks(data: np.ndarray, known: FirstWords) -> Iterator[Candidates]:
    for first in range(0, len(data) - ROOM, _BLOCK):
        block = data[first : first + _BLOCK + ROOM]
        letters, is_letter = _letters(block)
        begins = np.flatnonzero(is_letter[1 : 1 - ROOM] > is_letter[:-ROOM]) + 1
        places, words = _known_words(letters, begins, known)
        yield _judged(block, letters, places=places, words=words, known=known, first=first)


def _letters(block: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Letters in lower case and digits, 0 for all else ([bytes], uint8); where they are (bool)."""
    lowered = block | 0x20
    is_letter = (lowered - 0x61) < 26
    is_letter |= (block - 0x30) < 10
    lowered *= is_letter.view(np.uint8)
    return lowered, is_letter


def _known_words(
    letters: np.ndarray, places: np.ndarray, known: FirstWords
) -> tuple[np.ndarray, np.ndarray]:
    """The places of words that begin with one of the first words, its letters alone; and which."""
    fours = np.take(_numbers_from(letters, np.dtype("<u4")), places)
    places = _where(np.take(known.fours, four_hashes(fours)), places)
    found = _words_at(letters, places)
    words = np.minimum(np.searchsorted(known.words, found), len(known.words) - 1)
    same = known.words[words] == found
    return _where(same, places), _where(same, words)


def _where(kept: np.ndarray, values: np.ndarray) -> np.ndarray:
    """`values[kept]`, but faster where few are."""
    return np.take(values, np.flatnonzero(kept))


def _numbers_from(data: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """The number that begins at each byte, but for the last few."""
    return np.ndarray(len(data) - dtype.itemsize + 1, dtype, buffer=data.data, strides=(1,))


def _words_at(letters: np.ndarray, places: np.ndarray) -> np.ndarray:
    """[places], uint64: the first eight letters from each place up to one that is none."""
    found = _numbers_from(letters, np.dtype("<u8"))[places]
    empty = (found - np.uint64(0x0101010101010101)) & ~found & np.uint64(0x8080808080808080)
    return found & ((empty & (~empty + np.uint64(1))) - np.uint64(1))


def _judged(
    block: np.ndarray,
    letters: np.ndarray,
    *,
    places: np.ndarray,
    words: np.ndarray,
    known: FirstWords,
    first: int,
) -> Candidates:
    ends = places + known.lengths[words]
    after = block[ends]
    uncertain = known.open[words] | (after >= 0x80)
    longer = np.flatnonzero(known.longer[words] & _WITHIN_A_TERM[after])
    seconds = _words_at(letters, ends[longer] + (letters[ends[longer]] == 0))
    uncertain[longer] |= known.pairs[pair_hashes(known.words[words[longer]], seconds)]
    certain = ~uncertain & ~_OF_A_WORD[after] & (known.terms[words] >= 0)
    kept = (uncertain | certain) & (block[places - 1] != ord("_"))
    return Candidates(places=places[kept] + first, words=words[kept], certain=certain[kept])


def _wherever_a_word_may_begin(data: np.ndarray) -> np.ndarray:
    """Every character, ASCII space apart, that no letter or digit in ASCII stands before."""
    starts = (data[1:-ROOM] > 32) & ((data[1:-ROOM] & 0xC0) != 0x80)
    return np.flatnonzero(starts & ~_OF_A_WORD[data[: -ROOM - 1]]) + 1


def _uncertain(places: np.ndarray) -> Candidates:
    nothing = np.zeros(len(places), dtype=np.int64)
    return Candidates(places=places, words=nothing - 1, certain=nothing.astype(bool))


def _merged(parts: Sequence[Candidates]) -> Candidates:
    places = np.concatenate([part.places for part in parts])
    # Sorted runs one after the other, mostly: what a stable sort is fastest at.
    order = np.argsort(places, kind="stable")
    return Candidates(
        places=places[order],
        words=np.concatenate([part.words for part in parts])[order],
        certain=np.concatenate([part.certain for part in parts])[order],
    )
