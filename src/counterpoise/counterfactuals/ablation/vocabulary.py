"""Words of English by class, looked up for many words of a text at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

_BITS = 19
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(9)], dtype=np.uint64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A table of words, hashed.

    A word is told by its first eight bytes, its last eight and its length.

    Attributes:
        keys: [words], one number for each word; the first is no word.
        table: [2^19], hash of a key -> its place in `keys`.
        multiplier: with which no two keys have one hash.
        classes: class -> [words], bool.
    """

    keys: np.ndarray
    table: np.ndarray
    multiplier: np.uint64
    classes: Mapping[str, np.ndarray]

    @staticmethod
    def of(classes: Mapping[str, str]) -> Vocabulary:
        """The table of classes: class -> its words, set apart by spaces."""
        words = [*dict.fromkeys(word for text in classes.values() for word in text.split())]
        data = (" ".join(words)).encode() + b" " * 8
        lengths = np.array([len(word.encode()) for word in words])
        starts = np.cumsum(lengths + 1) - (lengths + 1)
        keys = np.concatenate([[np.uint64(0)], word_keys(data, starts, starts + lengths)])
        multiplier = _SPREAD
        while len(np.unique(_hashes(keys, multiplier))) < len(keys):
            multiplier = multiplier + np.uint64(2)
        table = np.zeros(1 << _BITS, dtype=np.int16)
        table[_hashes(keys, multiplier)] = np.arange(len(keys))
        members = {name: np.isin(["", *words], text.split()) for name, text in classes.items()}
        return Vocabulary(keys=keys, table=table, multiplier=multiplier, classes=members)

    def members(self, *names: str) -> np.ndarray:
        """[words], bool: whether each is in one of these classes."""
        return np.logical_or.reduce([self.classes[name] for name in names])

    def codes(self, lowered: bytes, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """[words], the place of each in the table; 0: not in it."""
        keys = word_keys(lowered, starts, ends)
        found = self.table[_hashes(keys, self.multiplier)]
        return np.where(self.keys[found] == keys, found, 0)


def word_keys(lowered: bytes, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """[words], a number that no two words are likely to share; 0 for a word of no length.

    Args:
        lowered: words in lower case, at least eight bytes after the last.
        starts: [words], where each begins.
        ends: [words], where each ends.
    """
    every = np.ndarray(len(lowered) - 7, dtype="<u8", buffer=lowered, strides=(1,))
    lengths = ends - starts
    keys = every[starts] & _MASKS[np.minimum(lengths, 8)]
    longer = np.flatnonzero(lengths > 8)
    tails = every[ends[longer] - 8] + lengths[longer].astype(np.uint64)
    keys[longer] = keys[longer] * _SPREAD + tails
    return keys


def _hashes(keys: np.ndarray, multiplier: np.uint64) -> np.ndarray:
    return (keys * multiplier) >> np.uint64(64 - _BITS)


@cache
def vocabulary() -> Vocabulary:
    """The words that counterpoise knows."""
    text = files("counterpoise.counterfactuals.ablation").joinpath("vocabulary.toml").read_text()
    return Vocabulary.of(tomllib.loads(text))
