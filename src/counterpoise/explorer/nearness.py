"""How far other rows are from one: by features as the What-If Tool has it, by words, by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from jaxtyping import Float

from counterpoise.explorer.features import Feature
from counterpoise.text.tokens import Tokens, vocabulary, word_tokens

Distances = Float[np.ndarray, " rows"]
Power = Literal["L1", "L2"]


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
class WordSets:
    """The different words of every text.

    Attributes:
        rows: [words of texts], of which text.
        words: [words of texts], which word; a text has each once.
        counts: [texts], how many different words it has.
        vocabulary: how many words there are.
    """

    rows: np.ndarray
    words: np.ndarray
    counts: np.ndarray
    vocabulary: int

    @staticmethod
    def of(texts: pl.Series) -> WordSets:
        """The words of texts: [rows], String."""
        known = vocabulary(texts)
        tokens: Tokens = word_tokens(texts, known)
        lengths = np.diff(tokens.offsets)
        rows = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
        pairs = pl.Series(rows * len(known) + tokens.ids).unique().sort().to_numpy()
        rows, words = np.divmod(pairs, max(len(known), 1))
        return WordSets(
            rows=rows,
            words=words,
            counts=np.bincount(rows, minlength=len(lengths)),
            vocabulary=len(known),
        )

    def distances(self, row: int) -> Distances:
        """[texts], 1 - (words that a text shares with `row`) / (words of either); 0 of no words."""
        mine = np.zeros(max(self.vocabulary, 1), dtype=bool)
        mine[self.words[slice(*np.searchsorted(self.rows, [row, row + 1]))]] = True
        shared = np.bincount(self.rows, weights=mine[self.words], minlength=len(self.counts))
        either = self.counts + self.counts[row] - shared
        return np.where(either > 0, 1 - shared / np.maximum(either, 1), 0.0)


def embedding_distances(vectors: Float[np.ndarray, "rows dim"], row: int) -> Distances:
    """[rows], 1 - the cosine of the angle between the vectors; 1 where one is all zeros."""
    wide = vectors.astype(np.float64)
    lengths = np.linalg.norm(wide, axis=1)
    product = lengths * lengths[row]
    cosine = np.divide(wide @ wide[row], product, out=np.zeros(len(wide)), where=product > 0)
    return np.maximum(1 - cosine, 0.0)  # of equal vectors it may be off by a rounding
