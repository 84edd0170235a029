from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from counterpoise.errors import DataError
from counterpoise.text import WordVectors, checked_embedding


def test_any_function_of_texts_may_stand_in_for_word_vectors() -> None:
    seen: list[list[str]] = []

    def lengths(texts: list[str]) -> list[list[int]]:
        seen.append(texts)
        return [[len(text), 1] for text in texts]

    embedded = checked_embedding(lengths, pl.Series(["a", None, "bcd"]))
    assert seen == [["a", "", "bcd"]]
    assert embedded.dtype == np.float32
    np.testing.assert_array_equal(embedded, [[1, 1], [0, 1], [3, 1]])


def test_word_vectors_pass_the_check() -> None:
    table = WordVectors.of(["cat"], [[1.0, 2.0]])
    np.testing.assert_array_equal(checked_embedding(table, ["a cat", ""]), [[1, 2], [0, 0]])


@pytest.mark.parametrize(
    ("returned", "dim"),
    [([], 0), (np.empty((0, 3)), 3), (np.empty((0, 0)), 0), (np.empty((0, 2, 5)), 0)],
)
def test_no_texts_are_no_rows(returned, dim: int) -> None:
    embedded = checked_embedding(lambda texts: returned, [])
    assert embedded.shape == (0, dim)
    assert embedded.dtype == np.float32


def test_a_row_for_no_text_is_refused() -> None:
    with pytest.raises(DataError) as refused:
        checked_embedding(lambda texts: [[1.0]], [])
    assert str(refused.value) == (
        "`embed` must return an array of shape (0, dim), got (1, 1). "
        "Let it return one row of numbers for each text, in their order."
    )


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (
            [1.0, 2.0],
            "`embed` must return an array of shape (2, dim), got (2,). "
            "Let it return one row of numbers for each text, in their order.",
        ),
        (
            [[1.0, 2.0]],
            "`embed` must return an array of shape (2, dim), got (1, 2). "
            "Let it return one row of numbers for each text, in their order.",
        ),
        (
            [[], []],
            "`embed` must return an array of shape (2, dim), got (2, 0). "
            "Let it return one row of numbers for each text, in their order.",
        ),
        (
            [[1.0], [2.0, 3.0]],
            "`embed` must return an array of shape (2, dim), got a list whose rows differ in "
            "length. Let it return the same number of columns for every text.",
        ),
        (
            [["a"], ["b"]],
            "`embed` must return real numbers, got an array of <U1. Let it return float32.",
        ),
        (
            [[1.0, 2.0], [np.nan, 1.0]],
            "`embed` must return finite float32 numbers, got NaN or infinity for 1 of 2 texts, "
            "first for text 1 (counted from 0). See what it does with that text; "
            "an empty one may need zeros.",
        ),
        (
            [[1e300], [1e300]],
            "`embed` must return finite float32 numbers, got NaN or infinity for 2 of 2 texts, "
            "first for text 0 (counted from 0). See what it does with that text; "
            "an empty one may need zeros.",
        ),
    ],
)
def test_an_embedding_of_another_shape_or_not_finite_is_refused(
    returned: list[object], message: str
) -> None:
    with pytest.raises(DataError) as refused:
        checked_embedding(lambda texts: returned, ["a", "b"])  # pyright: ignore
    assert str(refused.value) == message
