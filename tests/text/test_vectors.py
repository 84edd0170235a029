from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from counterpoise.errors import DataError
from counterpoise.text import WordVectors, vectors

TABLE = WordVectors.of(["cat", "dog", "hat"], [[1, 0], [0, 2], [3, 3]])


def test_a_text_is_the_sum_of_its_words_over_the_root_of_their_number() -> None:
    texts = ["Cat, dog!", "cat cat dog", "the hat", "", "nothing known", "cat dog hat"]
    expected = [
        [1 / 2**0.5, 2 / 2**0.5],
        [2 / 3**0.5, 2 / 3**0.5],
        [3, 3],
        [0, 0],
        [0, 0],
        [4 / 3**0.5, 5 / 3**0.5],
    ]
    embedded = TABLE(texts)
    assert embedded.dtype == np.float32
    np.testing.assert_allclose(embedded, expected, rtol=1e-6)


def test_it_is_the_mean_scaled_by_the_root_of_the_number() -> None:
    words = np.array([[1, 0], [1, 0], [0, 2], [3, 3]])
    np.testing.assert_allclose(
        TABLE(["cat cat dog hat"])[0], words.mean(axis=0) * len(words) ** 0.5, rtol=1e-6
    )


def test_a_series_and_a_list_give_the_same() -> None:
    texts = ["cat", None, "dog's hat"]
    np.testing.assert_array_equal(TABLE(texts), TABLE(pl.Series(texts)))


def test_its_words_are_not_shown_by_accident() -> None:
    assert repr(TABLE) == "WordVectors(3 words, 2 numbers each)"


def test_no_texts_give_no_rows() -> None:
    assert TABLE([]).shape == (0, 2)


@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_the_size_of_a_block_changes_nothing(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice(["cat", "dog", "hat", "x"], n)) for n in rng.integers(0, 9, 50)]
    whole = TABLE(texts)
    monkeypatch.setattr(vectors, "ROWS_AT_ONCE", size)
    np.testing.assert_array_equal(TABLE(texts), whole)


def test_the_fingerprint_follows_words_and_numbers() -> None:
    same = WordVectors.of(pl.Series(["cat", "dog", "hat"]), TABLE.vectors.astype(np.float64))
    word = WordVectors.of(["cat", "dog", "hats"], TABLE.vectors)
    number = WordVectors.of(["cat", "dog", "hat"], TABLE.vectors + np.float32(1e-6))
    assert same.fingerprint == TABLE.fingerprint
    assert len({TABLE.fingerprint, word.fingerprint, number.fingerprint}) == 3
    assert len(TABLE.fingerprint) == 64


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    TABLE.save(tmp_path / "own.parquet")
    loaded = WordVectors.load(str(tmp_path / "own.parquet"))
    assert loaded.fingerprint == TABLE.fingerprint
    assert loaded.words.to_list() == ["cat", "dog", "hat"]
    assert [path.name for path in tmp_path.iterdir()] == ["own.parquet"]


@pytest.mark.parametrize(
    ("words", "numbers", "message"),
    [
        (
            ["a", "b"],
            [[1.0, 2.0]],
            "`vectors` must have shape (2, dim), one row for each word, got (1, 2). "
            "Give as many rows as words, and at least one.",
        ),
        (
            [],
            np.empty((0, 3)),
            "`vectors` must have shape (0, dim), one row for each word, got (0, 3). "
            "Give as many rows as words, and at least one.",
        ),
        (
            ["a", "b", "a"],
            np.ones((3, 1)),
            "`words` must be distinct strings, got `a` 2 times. Keep one of each and no null.",
        ),
        (
            ["a", "b", "c"],
            [[1.0], [np.inf], [np.nan]],
            "`vectors` must be finite, got NaN or infinity in that of `b` (2 words have such). "
            "Mend or remove them.",
        ),
    ],
)
def test_words_and_vectors_that_do_not_fit_are_refused(
    words: list[str], numbers: object, message: str
) -> None:
    with pytest.raises(DataError) as refused:
        WordVectors.of(words, np.asarray(numbers))
    assert str(refused.value) == message
