"""Which words stand near which, and how much more often than chance would have it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import cast

import numpy as np
from scipy import sparse

from counterpoise.progress import Progress, silent
from counterpoise.text.tokens import Tokens

TOKENS_AT_ONCE = 1_000_000
"""Tokens whose neighbours are counted together; the counts of a block stay under 150 MB."""


def neighbour_counts(
    tokens: Tokens, words: int, *, window: int = 5, progress: Progress = silent
) -> sparse.csr_array:
    """How often each word stands near each other word of the same text, nearer counting more.

    C[w, c] = sum over places of w and c at most `window` words apart in one text of 1 / distance.

    Words outside the vocabulary are not counted but keep their place.

    Args:
        tokens: the texts.
        words: the size of their vocabulary.
        window: the largest distance counted, in words, >= 1.
        progress: told the number of texts done.

    Returns:
        Symmetric, float64, [words, words].
    """
    total = sparse.csr_array((words, words), dtype=np.float64)
    with progress("counting neighbouring words", len(tokens)) as advance:
        for first, last in _row_blocks(tokens):
            total = total + _following_counts(tokens, first, last, words=words, window=window)
            advance(last - first)
    return sparse.csr_array(total + total.T)


def ppmi(counts: sparse.csr_array, *, smoothing: float = 0.75) -> sparse.csr_array:
    """Positive pointwise mutual information of words and their smoothed contexts.

    PPMI[w, c] = max(0, log(P(w, c) / (P(w) P'(c)))),
    P'(c) = (sum_w C[w, c])^smoothing / sum_c' (sum_w C[w, c'])^smoothing.

    Args:
        counts: C, [words, contexts], >= 0.
        smoothing: in (0, 1]; below 1 it lifts rare contexts, which chance otherwise favours.

    Returns:
        Float32, [words, contexts], zeros not stored.

    Source:
        Levy, Goldberg and Dagan 2015, Improving Distributional Similarity with Lessons Learned
        from Word Embeddings.
    """
    words, contexts = cast(tuple[int, int], counts.shape)
    cells = counts.tocoo()
    row, column = cells.coords
    of_word = np.bincount(row, cells.data, words)
    of_context = np.bincount(column, cells.data, contexts) ** smoothing
    values = np.log(cells.data * of_context.sum() / (of_word[row] * of_context[column]))
    kept = values > 0
    positive = values[kept].astype(np.float32)
    return sparse.coo_array((positive, (row[kept], column[kept])), shape=(words, contexts)).tocsr()


def _row_blocks(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """First and last row (not included) of blocks of about `TOKENS_AT_ONCE` tokens."""
    steps = np.arange(TOKENS_AT_ONCE, tokens.offsets[-1], TOKENS_AT_ONCE)
    inner = np.searchsorted(tokens.offsets, steps)
    edges = np.unique(np.concatenate([[0], inner, [len(tokens)]])).tolist()
    yield from pairwise(edges)


def _following_counts(
    tokens: Tokens, first: int, last: int, *, words: int, window: int
) -> sparse.csr_array:
    """Counts of (word, a word after it) in the rows from `first` up to `last`."""
    start, end = tokens.offsets[first], tokens.offsets[last]
    ids = tokens.ids[start:end]
    row = np.repeat(np.arange(last - first), np.diff(tokens.offsets[first : last + 1]))
    lefts, rights, weights = [], [], []
    for distance in range(1, min(window, len(ids) - 1) + 1):
        left, right = ids[:-distance], ids[distance:]
        counted = (row[:-distance] == row[distance:]) & (left >= 0) & (right >= 0)
        lefts.append(left[counted])
        rights.append(right[counted])
        weights.append(np.full(len(lefts[-1]), 1 / distance))
    if not weights:
        return sparse.csr_array((words, words), dtype=np.float64)
    cells = (np.concatenate(lefts), np.concatenate(rights))
    return sparse.coo_array((np.concatenate(weights), cells), shape=(words, words)).tocsr()
