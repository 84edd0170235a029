"""A vector for each word, and from them a vector for each text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from os import PathLike
from pathlib import Path

import numpy as np
import polars as pl
from jaxtyping import Float32
from numpy.typing import ArrayLike
from scipy import sparse

from counterpoise.errors import DataError
from counterpoise.text.tokens import Texts, Tokens, word_tokens
from counterpoise.text.vector_parquet import read_parquet_vectors, write_parquet_vectors

ROWS_AT_ONCE = 16_384
"""Texts whose words are counted and summed together."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WordVectors:
    """Words in lower case with their vectors; called on texts, it gives each text's vector.

    Made by `learn_vectors`, `read_vectors` or `WordVectors.of`. Two are the same when their
    fingerprints are.

    Attributes:
        words: String, [words], distinct.
        vectors: [words, dim], finite.
        left_out: reason -> number of a file's words that are not here.
    """

    words: pl.Series
    vectors: Float32[np.ndarray, "words dim"]
    left_out: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        words: pl.Series | Iterable[str],
        vectors: ArrayLike,
        *,
        left_out: Mapping[str, int] | None = None,
    ) -> WordVectors:
        """Words and vectors, checked.

        Args:
            words: [words], distinct; a word that is not in lower case is never met in a text.
            vectors: [words, dim], finite.
            left_out: reason -> number of words that were passed over.

        Raises:
            DataError: when they do not fit together, repeat a word, or are not finite.
        """
        listed = words if isinstance(words, pl.Series) else pl.Series(list(words), dtype=pl.String)
        array = np.ascontiguousarray(vectors, dtype=np.float32)
        _check(listed, array)
        return cls(words=listed.alias("word"), vectors=array, left_out=dict(left_out or {}))

    def __repr__(self) -> str:
        # Without the words: some are not for every screen.
        return f"WordVectors({len(self.words):,} words, {self.dim} numbers each)"

    @property
    def dim(self) -> int:
        """Numbers a word."""
        return self.vectors.shape[1]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the words and vectors, in hex: equal when both are."""
        digest = sha256(f"{len(self.words)} {self.dim}\n".encode())
        digest.update("\0".join(self.words).encode())
        digest.update(self.vectors.astype("<f4", copy=False).tobytes())
        return digest.hexdigest()

    def __call__(self, texts: Texts) -> Float32[np.ndarray, "rows dim"]:
        """Each text's vector: the sum of its words' vectors over sqrt(n).

        v(text) = (v(w1) + ... + v(wn)) / sqrt(n), with w1 ... wn the text's known words; that is
        their mean times sqrt(n), the "sqrtn" combiner. Repeated words count each time.

        Args:
            texts: [rows], strings.

        Returns:
            [rows, dim]; zeros for a text without known words.

        Raises:
            DataError: when `texts` are not strings.
        """
        placed = word_tokens(texts, self.words)
        rows = np.empty((len(placed), self.dim), dtype=np.float32)
        for start in range(0, len(placed), ROWS_AT_ONCE):
            counts = _counts(placed, start, len(self.words))
            known = np.maximum(counts.sum(axis=1), 1)
            rows[start : start + ROWS_AT_ONCE] = counts @ self.vectors / np.sqrt(known)[:, None]
        return rows

    def save(self, path: str | PathLike[str]) -> None:
        """Write Parquet with the columns `word` and `vector`, whole or not at all."""
        write_parquet_vectors(Path(os.path.expanduser(path)), self.words, self.vectors)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> WordVectors:
        """What `save` wrote.

        Raises:
            DataError: when the file holds something else.
        """
        table = read_parquet_vectors(Path(os.path.expanduser(path)), most=None).checked()
        return cls.of(table.words, table.vectors)


def _counts(placed: Tokens, start: int, words: int) -> sparse.csr_array:
    """How often each known word is in each text of a block of rows: [rows, words]."""
    offsets = placed.offsets[start : start + ROWS_AT_ONCE + 1]
    ids = placed.ids[offsets[0] : offsets[-1]]
    known = ids >= 0
    before = np.concatenate([[0], np.cumsum(known)])
    columns = ids[known]
    ones = np.ones(len(columns), dtype=np.float32)
    cells = (ones, columns, before[offsets - offsets[0]])
    return sparse.csr_array(cells, shape=(len(offsets) - 1, words))


def _check(words: pl.Series, vectors: Float32[np.ndarray, "words dim"]) -> None:
    if vectors.ndim != 2 or vectors.shape[0] != len(words) or vectors.size == 0:
        raise DataError(
            f"`vectors` must have shape ({len(words)}, dim), one row for each word, "
            f"got {vectors.shape}. Give as many rows as words, and at least one."
        )
    if words.null_count() or words.n_unique() < len(words):
        again = words.filter(words.is_duplicated() | words.is_null())[0]
        raise DataError(
            f"`words` must be distinct strings, got `{again}` {(words.eq_missing(again)).sum()} "
            "times. Keep one of each and no null."
        )
    broken = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if broken.size:
        raise DataError(
            f"`vectors` must be finite, got NaN or infinity in that of `{words[int(broken[0])]}` "
            f"({broken.size:,} words have such). Mend or remove them."
        )
