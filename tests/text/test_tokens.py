from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from counterpoise.errors import DataError
from counterpoise.text import tokens as module
from counterpoise.text import vocabulary, word_tokens


def words_of(text: str) -> list[str]:
    """The words of one text, in their order."""
    known = vocabulary([text])
    return known.gather(word_tokens([text], known).ids).to_list()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The CAT, the dog; 3 hats!", ["the", "cat", "the", "dog", "3", "hats"]),
        ("snake_case and kebab-case", ["snake", "case", "and", "kebab", "case"]),
        ("'tis the boys' dog", ["tis", "the", "boys", "dog"]),
        ("don't — I’m, we‘re, she＇s", ["don't", "i'm", "we're", "she's"]),
        ("Élan ÜBER ΣΟΦΟΣ мир 世界 हिन्दी", ["élan", "über", "σοφος", "мир", "世界", "हिन्दी"]),
        ("cafe\u0301 café", ["café", "café"]),
        ("  \n\t ?!", []),
    ],
)
def test_words_are_lower_case_runs_of_letters_and_digits(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


def test_ids_are_places_in_the_vocabulary_and_offsets_part_the_texts() -> None:
    found = word_tokens(["a cat", "", None, "The hat: a HAT"], pl.Series(["hat", "a"]))
    assert found.ids.tolist() == [1, -1, -1, 0, 1, 0]
    assert found.offsets.tolist() == [0, 2, 2, 2, 6]
    assert (found.ids.dtype, found.offsets.dtype, len(found)) == (np.int32, np.int64, 4)


def test_a_possessive_counts_as_its_base_unless_it_is_in_the_vocabulary_itself() -> None:
    texts = ["women's cat's men’s it's"]
    assert word_tokens(texts, pl.Series(["women", "cat", "cat's"])).ids.tolist() == [0, 2, -1, -1]


def test_the_vocabulary_is_ordered_by_count_then_alphabet() -> None:
    assert vocabulary(["b a", "B c", "a b"]).to_list() == ["b", "a", "c"]
    assert vocabulary(["b a", "B c", "a b"], most=2).to_list() == ["b", "a"]


@pytest.mark.parametrize("texts", [[], [""], [None], pl.Series([], dtype=pl.String)])
def test_no_words_make_an_empty_vocabulary_and_no_tokens(texts: list[str]) -> None:
    known = vocabulary(texts)
    assert known.dtype == pl.String
    assert known.is_empty()
    found = word_tokens(texts, known)
    assert found.ids.size == 0
    assert found.offsets.tolist() == [0] * (len(texts) + 1)


def random_texts(rows: int) -> list[str]:
    """Texts of random printable ASCII, most of it letters."""
    rng = np.random.default_rng(3)
    letters = np.array([*"abcABC01 ''", *map(chr, range(32, 127))])
    chance = np.r_[np.full(11, 0.08), np.full(95, 0.12 / 95)]
    return ["".join(rng.choice(letters, 60, p=chance)) for _ in range(rows)]


def test_counts_equal_those_of_scikit_learn() -> None:
    texts = random_texts(400)
    oracle = CountVectorizer(token_pattern=r"[a-z0-9]+(?:'[a-z0-9]+)*")
    expected = oracle.fit_transform(texts).toarray()
    names = pl.Series(oracle.get_feature_names_out().tolist())
    found = word_tokens(texts, names)
    counts = np.zeros_like(expected)
    np.add.at(counts, (np.repeat(np.arange(400), np.diff(found.offsets)), found.ids), 1)
    np.testing.assert_array_equal(counts, expected)
    assert set(vocabulary(texts)) == set(names)


@pytest.mark.parametrize("size", [1, 61, 1000, 4_800, 4_801])
def test_the_size_of_a_block_changes_nothing(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["", *random_texts(80), ""]
    known = vocabulary(texts)
    whole = word_tokens(texts, known)
    monkeypatch.setattr(module, "BYTES_AT_ONCE", size)
    assert vocabulary(texts).to_list() == known.to_list()
    np.testing.assert_array_equal(word_tokens(texts, known).ids, whole.ids)
    np.testing.assert_array_equal(word_tokens(texts, known).offsets, whole.offsets)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (
            "one text",
            "`texts` must be a sequence of strings, got one string. Put it in a list: [text].",
        ),
        (
            ["a", 1, None, 2.5],
            "`texts` must hold strings, got float, int among them. "
            "Turn every text into a string first.",
        ),
        (
            pl.Series([1]),
            "`texts` must hold strings, got a series of Int64. "
            "Name the column that holds the text.",
        ),
    ],
)
def test_what_is_not_text_is_refused(texts: object, message: str) -> None:
    with pytest.raises(DataError) as refused:
        vocabulary(texts)  # pyright: ignore[reportArgumentType]
    assert str(refused.value) == message


def test_a_categorical_column_is_text() -> None:
    assert vocabulary(pl.Series(["a b", "b"], dtype=pl.Categorical)).to_list() == ["b", "a"]
