"""The words of texts: lower case, any script, as numbers into a vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from jaxtyping import Int32, Int64

from counterpoise.errors import DataError

WORD = r"[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}\p{N}]+)*"
"""A run of letters, marks and digits of any script; an apostrophe counts only inside it."""

APOSTROPHES = "[’‘ʼ＇]"
"""What keyboards and typesetters put for the straight apostrophe."""

BYTES_AT_ONCE = 1 << 25
"""Text split together; its words take about ten times as much memory."""

Texts = pl.Series | Sequence[str | None]
"""A String series, or a sequence of strings; a null is a text with no words."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tokens:
    """The words of some texts, one text after another.

    Attributes:
        ids: [tokens], each word's place in the vocabulary, or -1 where it is not in it.
        offsets: [rows + 1], where each text's words begin in `ids`; the last is their number.
    """

    ids: Int32[np.ndarray, " tokens"]
    offsets: Int64[np.ndarray, " rows_and_1"]

    def __len__(self) -> int:
        return len(self.offsets) - 1


def text_series(texts: Texts) -> pl.Series:
    """`texts` as a String series: [rows].

    Raises:
        DataError: when they are not strings.
    """
    if isinstance(texts, str):
        raise DataError(
            "`texts` must be a sequence of strings, got one string. Put it in a list: [text]."
        )
    if not isinstance(texts, pl.Series):
        try:
            return pl.Series("text", list(texts), dtype=pl.String)
        except TypeError:
            kinds = sorted({type(text).__name__ for text in texts} - {"str", "NoneType"})
            raise DataError(
                f"`texts` must hold strings, got {', '.join(kinds)} among them. "
                "Turn every text into a string first."
            ) from None
    if not isinstance(texts.dtype, pl.String | pl.Categorical | pl.Enum | pl.Null):
        raise DataError(
            f"`texts` must hold strings, got a series of {texts.dtype}. "
            "Name the column that holds the text."
        )
    return texts.cast(pl.String)


def vocabulary(texts: Texts, *, most: int | None = None) -> pl.Series:
    """The distinct words of `texts`, the most frequent first, equal counts by alphabet.

    Args:
        texts: [rows], strings.
        most: at most this many words; None for all.

    Returns:
        String, [words].

    Raises:
        DataError: when `texts` are not strings.

    Example:
        >>> vocabulary(["A cat saw a cat.", "The cat!"]).to_list()
        ['cat', 'a', 'saw', 'the']
    """
    counts = [
        words.alias("word").value_counts(name="count") for words, _ in words_of(text_series(texts))
    ]
    empty = pl.DataFrame(schema={"word": pl.String, "count": pl.UInt32})
    total = pl.concat([empty, *counts], how="vertical_relaxed").group_by("word").sum()
    ordered = total.sort(["count", "word"], descending=[True, False])["word"]
    return ordered if most is None else ordered.head(most)


def word_tokens(texts: Texts, words: pl.Series) -> Tokens:
    """The words of each text as places in `words`.

    A possessive that is not in `words` counts as the word it is made from: `women's` as `women`.

    Args:
        texts: [rows], strings.
        words: String, [words], distinct and in lower case: the vocabulary.

    Returns:
        Ids in [-1, len(words)) in the order of the texts.

    Raises:
        DataError: when `texts` are not strings.

    Example:
        >>> word_tokens(["A cat", "", "The CAT’S hat"], pl.Series(["cat", "hat"])).ids
        array([-1,  0, -1,  0,  1], dtype=int32)
    """
    series, known = text_series(texts), pl.Enum(words)
    ids = [np.empty(0, dtype=np.int32)]
    lengths = [np.zeros(1, dtype=np.int64)]
    for found, length in words_of(series):
        ids.append(_places(found, known))
        lengths.append(length)
    return Tokens(ids=np.concatenate(ids), offsets=np.cumsum(np.concatenate(lengths)))


def words_of(texts: pl.Series) -> Iterator[tuple[pl.Series, Int64[np.ndarray, " rows"]]]:
    """For each block of rows: the words one after another, and how many each text has.

    Args:
        texts: String, [rows].
    """
    for first, last in _row_blocks(texts):
        found = _plain(texts.slice(first, last - first)).str.extract_all(WORD)
        lengths = found.list.len().to_numpy().astype(np.int64)
        # Exploding an empty list leaves one null.
        yield found.explode().drop_nulls(), lengths


def _row_blocks(texts: pl.Series) -> Iterator[tuple[int, int]]:
    """First and last row (not included) of blocks of about `BYTES_AT_ONCE`."""
    ends = texts.str.len_bytes().fill_null(0).cast(pl.Int64).cum_sum().to_numpy()
    steps = np.arange(BYTES_AT_ONCE, ends[-1] if len(ends) else 0, BYTES_AT_ONCE)
    inner = np.searchsorted(ends, steps)
    yield from pairwise(np.unique(np.concatenate([[0], inner, [len(texts)]])).tolist())


def _plain(texts: pl.Series) -> pl.Series:
    """Lower case, straight apostrophes, and accents joined to their letters."""
    lowered = texts.fill_null("").str.to_lowercase().str.replace_all(APOSTROPHES, "'")
    return lowered.str.normalize("NFC") if lowered.str.contains(r"\p{M}").any() else lowered


def _places(found: pl.Series, known: pl.Enum) -> Int32[np.ndarray, " tokens"]:
    """Each word's place in the vocabulary, its base's if it is a possessive, or -1."""
    possessive = found.str.ends_with("'s").arg_true().to_numpy()
    bases = found.gather(possessive).str.strip_suffix("'s")
    # One cast for both: each builds an index of the vocabulary anew.
    cast = pl.concat([found, bases]).cast(known, strict=False)
    places = cast.to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
    own, base = places[: len(found)].copy(), places[len(found) :]
    own[possessive] = np.where(own[possessive] < 0, base, own[possessive])
    return own
