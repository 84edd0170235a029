"""Any function from texts to numbers, called and checked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float32
from numpy.typing import ArrayLike

from counterpoise.errors import DataError
from counterpoise.text.tokens import Texts, text_series

Embedding = Callable[[list[str]], ArrayLike]
"""From [rows] texts to [rows, dim] numbers: `WordVectors`, or any sentence encoder."""


def checked_embedding(embed: Embedding, texts: Texts) -> Float32[np.ndarray, "rows dim"]:
    """What `embed` makes of `texts`, sure to be one row of finite numbers for each.

    Args:
        embed: called once, with a list of strings (a null becomes the empty string).
        texts: [rows], strings.

    Returns:
        [rows, dim], finite; of no texts [0, dim], or [0, 0] where `embed` does not say dim.

    Raises:
        DataError: when `texts` are not strings, or `embed` returns anything else than that.

    Example:
        >>> checked_embedding(lambda texts: [[len(text), 1] for text in texts], ["a", "bcd"])
        array([[1., 1.],
               [3., 1.]], dtype=float32)
    """
    given = text_series(texts).fill_null("").to_list()
    returned = embed(given)
    try:
        numbers = np.asarray(returned)
    except ValueError:
        raise DataError(
            f"`embed` must return an array of shape ({len(given)}, dim), "
            f"got a {type(returned).__name__} whose rows differ in length. "
            "Let it return the same number of columns for every text."
        ) from None
    if numbers.shape[:1] == (0,) and not given:
        # A list of no rows cannot say how many columns each would have.
        return np.empty((0, numbers.shape[1] if numbers.ndim == 2 else 0), dtype=np.float32)
    _check_shape(numbers, len(given))
    with np.errstate(over="ignore"):
        vectors = numbers.astype(np.float32, copy=False)
    _check_finite(vectors)
    return vectors


def _check_shape(numbers: np.ndarray, rows: int) -> None:
    if numbers.ndim != 2 or numbers.shape[0] != rows or numbers.shape[1] == 0:
        raise DataError(
            f"`embed` must return an array of shape ({rows}, dim), got {numbers.shape}. "
            "Let it return one row of numbers for each text, in their order."
        )
    if numbers.dtype.kind not in "fiub":
        raise DataError(
            f"`embed` must return real numbers, got an array of {numbers.dtype}. "
            "Let it return float32."
        )


def _check_finite(vectors: Float32[np.ndarray, "rows dim"]) -> None:
    broken = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if broken.size:
        raise DataError(
            f"`embed` must return finite float32 numbers, got NaN or infinity for {broken.size:,} "
            f"of {len(vectors):,} texts, first for text {broken[0]} (counted from 0). "
            "See what it does with that text; an empty one may need zeros."
        )
