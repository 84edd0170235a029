from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from counterpoise.text import cooccurrence, vocabulary, word_tokens
from counterpoise.text.cooccurrence import neighbour_counts, ppmi


def counts(texts: list[str], words: list[str], window: int) -> list[list[float]]:
    """Neighbour counts as nested lists."""
    found = word_tokens(texts, pl.Series(words, dtype=pl.String))
    return neighbour_counts(found, len(words), window=window).toarray().tolist()


def test_a_neighbour_counts_by_one_over_its_distance_on_both_sides() -> None:
    table = counts(["a b c"], ["a", "b", "c"], window=2)
    assert table == [[0, 1, 0.5], [1, 0, 1], [0.5, 1, 0]]


def test_a_word_beyond_the_window_is_no_neighbour() -> None:
    assert counts(["a b c"], ["a", "b", "c"], window=1) == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]


def test_an_unknown_word_is_not_counted_but_keeps_its_place() -> None:
    assert counts(["a x b"], ["a", "b"], window=5) == [[0, 0.5], [0.5, 0]]


def test_words_of_different_texts_are_no_neighbours() -> None:
    assert counts(["a", "b", "", "a"], ["a", "b"], window=5) == [[0, 0], [0, 0]]


def test_a_word_beside_itself_counts_once_from_each_side() -> None:
    assert counts(["a a"], ["a"], window=5) == [[2]]


@pytest.mark.parametrize("size", [1, 7, 50])
def test_the_size_of_a_block_changes_nothing(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice([*"abcdef"], n)) for n in rng.integers(0, 12, 40)]
    known = vocabulary(texts)
    found = word_tokens(texts, known)
    whole = neighbour_counts(found, len(known)).toarray()
    monkeypatch.setattr(cooccurrence, "TOKENS_AT_ONCE", size)
    np.testing.assert_allclose(neighbour_counts(found, len(known)).toarray(), whole, rtol=1e-12)


def test_ppmi_of_a_corpus_worked_by_hand() -> None:
    # C: a-b 1, a-c 1; sums a 2, b 1, c 1. Smoothed: 2^0.75, 1, 1, together s = 2^0.75 + 2.
    found = word_tokens(["a b", "a c"], pl.Series(["a", "b", "c"]))
    table = ppmi(neighbour_counts(found, 3)).toarray()
    s = 2**0.75 + 2
    from_a, to_a = np.log(s / 2), np.log(s / 2**0.75)
    expected = [[0, from_a, from_a], [to_a, 0, 0], [to_a, 0, 0]]
    np.testing.assert_allclose(table, expected, rtol=1e-6)
    assert from_a == pytest.approx(0.6103, abs=1e-4)


def test_what_is_rarer_than_chance_is_zero_and_not_stored() -> None:
    # C: a-a 8, a-b 1, b-a 1; sums a 9, b 1. P(a, a) = 8/10 is less than P(a)^2 = 81/100.
    found = word_tokens(["a a", "a a", "a a", "a a", "a b"], pl.Series(["a", "b"]))
    table = ppmi(neighbour_counts(found, 2), smoothing=1.0)
    expected = [[0, np.log(10 / 9)], [np.log(10 / 9), 0]]
    np.testing.assert_allclose(table.toarray(), expected, rtol=1e-6)
    assert table.nnz == 2
