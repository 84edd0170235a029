"""Pairs whose two texts share most of their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Real

import numpy as np
import polars as pl

from counterpoise.counterfactuals.checks.common_ends import WORD, LaidBytes, common_beginnings
from counterpoise.counterfactuals.checks.originals import originals
from counterpoise.counterfactuals.checks.record import Check
from counterpoise.errors import PlanError

_SPACE = np.zeros(256, dtype=bool)
_SPACE[[9, 10, 13, 32]] = True


def similarity(at_least: float) -> Check:
    """A check that the two texts of a pair share most of their words.

    similarity = 2 |A ∩ B| / (|A| + |B|)

    A and B are the words of the two texts, in lower case, each as often as it stands there. A word
    is a run of letters, digits and _; every character outside ASCII counts as a letter. Two texts
    without a word have everything in common.

    Args:
        at_least: least similarity, in [0, 1].

    Raises:
        PlanError: a bound outside [0, 1].

    Source: Dice 1945, *Measures of the Amount of Ecologic Association Between Species*, and
    Sørensen 1948, on multisets of words.

    Example:
        >>> made = ["The woman ran.", "It rains."]
        >>> pairs = pl.DataFrame({"text": ["The man ran."] * 2, "counterfactual": made})
        >>> similarity(0.5)(pairs).to_list()
        [True, False]
    """
    if not isinstance(at_least, Real) or not 0 <= at_least <= 1:
        raise PlanError(
            f"`at_least` must be a share of words in [0, 1], got {at_least!r}. "
            "0 lets every pair pass, 1 only those with the same words."
        )

    def judge(frame: pl.DataFrame) -> np.ndarray:
        # What both have in common at their ends is enough for nearly all, and quickly told.
        passed = _Compared.of(frame).least_similarities() >= at_least
        passed[~passed] = similarities(frame.filter(~passed)) >= at_least
        return passed

    return Check(name="similarity", judge=judge)


def similarities(pairs: pl.DataFrame) -> np.ndarray:
    """[pairs], the share of words that the two texts have in common, in [0, 1].

    Args:
        pairs: columns `text` and `counterfactual`, String.

    Raises:
        DataError: an original is not known.
    """
    compared = _Compared.of(pairs)
    return compared.share(compared.outside + _shared(*compared.middles()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """Texts of pairs, which differ between what they have in common at their ends.

    Attributes:
        texts: [pairs], the originals and the counterfactuals.
        lengths: [pairs], their bytes.
        first: [pairs], bytes in common at the beginning, up to a space.
        last: [pairs], bytes in common at the end, from a space.
        outside: [pairs], words in common at the ends.
        total: [pairs], words of both texts.
    """

    texts: tuple[pl.Series, pl.Series]
    lengths: tuple[np.ndarray, np.ndarray]
    first: np.ndarray
    last: np.ndarray
    outside: np.ndarray
    total: np.ndarray

    @staticmethod
    def of(pairs: pl.DataFrame) -> _Compared:
        texts = (originals(pairs), pairs["counterfactual"])
        one, other = LaidBytes.of(texts[0]), LaidBytes.of(texts[1])
        first, last = _common_ends(one, other)
        places, none = one.word_places(), np.zeros_like(first)
        outside = _words(one, places, none, first)
        outside += _words(one, places, one.lengths - last, one.lengths)
        total = _words(one, places, none, one.lengths)
        total += _words(other, other.word_places(), none, other.lengths)
        lengths = (one.lengths, other.lengths)
        return _Compared(
            texts=texts, lengths=lengths, first=first, last=last, outside=outside, total=total
        )

    def middles(self) -> Iterator[pl.Series]:
        """[pairs], what stands between the ends, of either text."""
        for texts, lengths in zip(self.texts, self.lengths, strict=True):
            length = lengths - self.last - self.first
            frame = pl.DataFrame({"text": texts.cast(pl.Binary), "first": self.first})
            cut = pl.col("text").bin.slice("first", pl.Series(length)).cast(pl.String)
            yield frame.select(cut).to_series()

    def share(self, common: np.ndarray) -> np.ndarray:
        """[pairs], the similarity of texts with so many words in common."""
        ones = np.ones(len(self.total))
        return np.divide(2 * common, self.total, out=ones, where=self.total > 0)

    def least_similarities(self) -> np.ndarray:
        """[pairs], what the similarity is at least."""
        return self.share(self.outside)


def _common_ends(one: LaidBytes, other: LaidBytes) -> tuple[np.ndarray, np.ndarray]:
    """[pairs], the bytes in common up to a space at the beginning, from one at the end."""
    mirrored, other_mirrored = one.reversed(), other.reversed()
    first = _after_a_space(one, common_beginnings(one, other))
    left = np.minimum(one.lengths, other.lengths) - first
    last = np.minimum(common_beginnings(mirrored, other_mirrored), left)
    return first, _after_a_space(mirrored, last)


def _words(laid: LaidBytes, places: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """[rows], the words that begin between two places of each text."""
    until = np.searchsorted(places, laid.firsts + ends)
    return until - np.searchsorted(places, laid.firsts + begins)


def _after_a_space(laid: LaidBytes, common: np.ndarray) -> np.ndarray:
    """[rows], the bytes in common, less those behind the last space among them."""
    shortened = common.copy()
    active = np.flatnonzero(shortened > 0)
    while len(active):
        inside = ~_SPACE[laid.data[laid.firsts[active] + shortened[active] - 1]]
        active = active[inside]
        shortened[active] -= 1
        active = active[shortened[active] > 0]
    return shortened


def _shared(one: pl.Series, other: pl.Series) -> np.ndarray:
    """[rows], the words that both hold, each as often as the one that holds it less often."""
    counts = _word_counts(one).join(_word_counts(other), on=["pair", "word"])
    least = counts.select("pair", n=pl.min_horizontal("n", "n_right"))
    pair, n = least["pair"].to_numpy(), least["n"].to_numpy()
    return np.bincount(pair, weights=n, minlength=len(one))


def _word_counts(texts: pl.Series) -> pl.DataFrame:
    """`pair`, `word` in lower case and `n`, how often it stands there."""
    words = texts.str.to_lowercase().str.extract_all(WORD).alias("word").to_frame()
    numbered = words.with_columns(pair=pl.int_range(pl.len(), dtype=pl.Int64))
    rows = numbered.explode("word", empty_as_null=True).drop_nulls()
    return rows.group_by("pair", "word").agg(n=pl.len())
