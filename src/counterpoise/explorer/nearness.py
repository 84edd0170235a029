"""How far other rows are from one: by features as the What-If Tool has it, by words, by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from jaxtyping import Float, Int64, UInt64

from counterpoise.explorer.features import Feature
from counterpoise.text.tokens import words_of

Distances = Float[np.ndarray, " rows"]
Power = Literal["L1", "L2"]

TEXT_BITS = np.uint64(20)
WORD_BITS = np.uint64(44)
"""A text's place in its block and a word's number, beside each other in 64 bits."""

MOST_TEXTS = 1 << 20
"""Texts of a block at most."""

WORD_MASK = (np.uint64(1) << WORD_BITS) - np.uint64(1)
LOW_MASK = np.uint64(0xFFFF)


def feature_distances(features: Sequence[Feature], row: int, *, power: Power) -> Distances:
    """[rows], how far every row is from `row` by its features.

    Of a number |a - b| / its standard deviation over all rows; of a category 0 where both have the
    same and else the probability that two rows have the same. L1 is their sum, L2 the square root
    of the sum of their squares: the distances of the What-If Tool. A value that is missing in one
    of the two counts as a category of its own, of a number as one standard deviation.

    Args:
        features: at least one.
        row: from which.
        power: `L1` or `L2`.
    """
    total = np.zeros(len(features[0].values))
    for feature in features:
        here = _differences(feature, row)
        total += here if power == "L1" else here * here
    return total if power == "L1" else np.sqrt(total)


def _differences(feature: Feature, row: int) -> Distances:
    values = feature.values
    if feature.levels is not None:
        shares = np.unique(values, return_counts=True)[1] / len(values)
        return (values != values[row]) * float((shares**2).sum())
    numbers = values.astype(np.float64)
    known = ~np.isnan(numbers)
    spread = float(numbers[known].std()) if known.any() else 0.0
    if spread > 0 and known[row]:
        distances = np.abs(numbers - numbers[row]) / spread
    else:
        distances = np.zeros(len(numbers))
    distances[known != known[row]] = 1.0
    return distances


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordBlock:
    """The different words of some texts, as numbers that stand for them.

    Attributes:
        words: [words of texts], of one text after another, rising within a text.
        offsets: [texts + 1], where each text's words begin; the last is their number.
    """

    words: UInt64[np.ndarray, " words"]
    offsets: Int64[np.ndarray, " texts_and_1"]

    @staticmethod
    def of(words: pl.Series, lengths: Int64[np.ndarray, " texts"]) -> WordBlock:
        """The words of texts, one text after another, of which each has so many."""
        texts = np.repeat(np.arange(len(lengths), dtype=np.uint64) << WORD_BITS, lengths)
        pairs = pl.Series(texts | (words.hash().to_numpy() >> TEXT_BITS)).unique().sort().to_numpy()
        counts = np.bincount((pairs >> WORD_BITS).astype(np.int64), minlength=len(lengths))
        offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
        return WordBlock(words=pairs & WORD_MASK, offsets=offsets)

    def shared(self, words: UInt64[np.ndarray, " mine"]) -> Int64[np.ndarray, " texts"]:
        """[texts], how many of `words`, which rise, each text has."""
        near = np.zeros(1 << 16, dtype=bool)
        near[words & LOW_MASK] = True
        likely = np.flatnonzero(near[self.words & LOW_MASK])
        found = np.zeros(len(self.words) + 1, dtype=np.int64)
        found[likely + 1] = np.isin(self.words[likely], words)
        return np.diff(found.cumsum()[self.offsets])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordSets:
    """The different words of every text.

    A word is told by a number of 44 bits. Of a million texts of 60 words, one in ten thousand
    questions meets two words with the same number.

    Attributes:
        blocks: the texts in order, some at a time.
        starts: [blocks], the first text of each.
    """

    blocks: tuple[WordBlock, ...]
    starts: Int64[np.ndarray, " blocks"]

    @staticmethod
    def of(texts: pl.Series) -> WordSets:
        """The words of texts: [rows], String."""
        blocks = tuple(
            WordBlock.of(words, lengths)
            for start in range(0, len(texts), MOST_TEXTS)
            for words, lengths in words_of(texts.slice(start, MOST_TEXTS))
        )
        counts = [len(block.offsets) - 1 for block in blocks]
        return WordSets(blocks=blocks, starts=np.cumsum([0, *counts])[:-1].astype(np.int64))

    def distances(self, row: int) -> Distances:
        """[texts], 1 - (words that a text shares with `row`) / (words of either); 0 of no words."""
        place = int(np.searchsorted(self.starts, row, side="right")) - 1
        block, at = self.blocks[place], row - self.starts[place]
        mine = block.words[block.offsets[at] : block.offsets[at + 1]]
        shared = np.concatenate([one.shared(mine) for one in self.blocks])
        counts = np.concatenate([np.diff(one.offsets) for one in self.blocks])
        either = counts + len(mine) - shared
        return np.where(either > 0, 1 - shared / np.maximum(either, 1), 0.0)


def embedding_distances(vectors: Float[np.ndarray, "rows dim"], row: int) -> Distances:
    """[rows], 1 - the cosine of the angle between the vectors; 1 where one is all zeros."""
    wide = vectors.astype(np.float64)
    lengths = np.linalg.norm(wide, axis=1)
    product = lengths * lengths[row]
    cosine = np.divide(wide @ wide[row], product, out=np.zeros(len(wide)), where=product > 0)
    return np.maximum(1 - cosine, 0.0)  # of equal vectors it may be off by a rounding
