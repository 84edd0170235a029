"""`nearest`: distances by hand, and the row that is decided otherwise."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from counterpoise.data import read
from counterpoise.explorer import nearness
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.features import Feature
from counterpoise.explorer.nearness import WordSets, embedding_distances, feature_distances
from counterpoise.text.tokens import vocabulary, word_tokens

from .conftest import asker, eight_rows, refusal, scores


def table():
    """Standard deviation of `age` 10; two rows share a `job` with probability 3/8."""
    return pl.DataFrame(
        {
            "label": [0, 0, 1, 1],
            "age": [20.0, 40.0, 20.0, 40.0],
            "job": ["cook", "cook", "vet", "pilot"],
        }
    )


def features():
    return [Feature.of(table()[name]) for name in ("age", "job")]


def test_l1_adds_up_differences_in_standard_deviations_and_shared_chances():
    found = feature_distances(features(), 0, power="L1")
    np.testing.assert_allclose(found, [0, 2, 0.375, 2.375])


def test_l2_is_the_square_root_of_the_sum_of_squares():
    found = feature_distances(features(), 0, power="L2")
    np.testing.assert_allclose(found, [0, 2, 0.375, math.sqrt(4 + 0.375**2)])


def test_a_number_that_is_the_same_everywhere_tells_nothing():
    same = Feature.of(pl.Series("n", [3, 3, 3]))
    assert feature_distances([same], 0, power="L1").tolist() == [0, 0, 0]


def test_a_missing_number_is_one_standard_deviation_away_and_a_missing_name_is_a_category():
    number = Feature.of(pl.Series("n", [1.0, None, 3.0, None]))
    assert feature_distances([number], 0, power="L1").tolist() == [0, 1, 2, 1]
    assert feature_distances([number], 1, power="L1").tolist() == [1, 0, 1, 0]
    name = Feature.of(pl.Series("c", ["a", None, "a", None]))
    assert feature_distances([name], 1, power="L1").tolist() == [0.5, 0, 0.5, 0]


def test_words_are_compared_as_sets():
    sets = WordSets.of(pl.Series(["A cat, a CAT!", "the cat", "", "dogs bark", None]))
    np.testing.assert_allclose(sets.distances(0), [0, 2 / 3, 1, 1, 1])
    np.testing.assert_allclose(sets.distances(2), [1, 1, 0, 1, 0])


def test_distances_by_words_are_those_of_pythons_sets():
    random = np.random.default_rng(4)
    stock = ["a", "the", "The", "cat's", "cat’s", "naïve", "NAÏVE", "кот", "42", "x-y", "é"]
    rows = [" ".join(random.choice(stock, size)) for size in random.integers(0, 9, 200)]
    texts = pl.Series([None if row % 40 == 7 else text for row, text in enumerate(rows)])
    known = vocabulary(texts)
    tokens = word_tokens(texts, known)
    words = [set(part.tolist()) for part in np.split(tokens.ids, tokens.offsets[1:-1])]
    sets = WordSets.of(texts)
    for row in (0, 7, 60, 199):
        expected = [
            1 - len(words[row] & other) / len(words[row] | other) if words[row] | other else 0
            for other in words
        ]
        np.testing.assert_allclose(sets.distances(row), expected, rtol=1e-15)


def test_words_are_the_same_in_every_block_of_texts(monkeypatch):
    texts = pl.Series(["a cat", "the cat", "", "a dog", "cat a", None, "the dog"])
    whole = WordSets.of(texts)
    monkeypatch.setattr(nearness, "MOST_TEXTS", 2)
    parted = WordSets.of(texts)
    assert len(parted.blocks) == 4
    for row in range(len(texts)):
        np.testing.assert_array_equal(parted.distances(row), whole.distances(row))


def test_no_words_at_all_are_no_distance():
    assert WordSets.of(pl.Series(["", "..."])).distances(1).tolist() == [0, 0]


def test_embeddings_are_compared_by_their_angle():
    vectors = np.array([[1, 0], [2, 0], [0, 1], [-1, 0], [0, 0]], dtype=np.float32)
    np.testing.assert_allclose(embedding_distances(vectors, 0), [0, 0, 1, 2, 1], atol=1e-12)


def test_the_nearest_row_that_is_decided_otherwise_is_found():
    examples = read(table(), label="label", features=["age", "job"])
    ask = asker(Explorer(examples, {"m": np.array([0.1, 0.2, 0.9, 0.8])}))
    assert ask("describe").value["distances"] == ["L1", "L2"]
    found = ask("nearest", row=0, model=0, threshold=0.5, distance="L1").value
    assert found == {"row": 2, "distance": pytest.approx(0.375)}
    found = ask("nearest", row=3, model=0, threshold=0.5, distance="L2").value
    assert found == {"row": 1, "distance": pytest.approx(0.375)}


def test_texts_are_near_by_words_or_by_a_given_embedding():
    def embed(texts):
        return [[len(text), 1.0] for text in texts]

    ask = asker(Explorer(eight_rows(), scores(), embedding=embed))
    assert ask("describe").value["distances"] == ["words", "embedding"]
    # "The queen is awful!" and "The king is awful!" share three words of five.
    found = ask("nearest", row=2, model=0, threshold=0.5, distance="words").value
    assert found == {"row": 3, "distance": pytest.approx(0.4)}
    found = ask("nearest", row=2, model=0, threshold=0.5, distance="embedding").value
    assert found["row"] == 6
    assert 0 <= found["distance"] < 1e-9


def test_where_all_rows_are_decided_alike_there_is_none(ask):
    assert ask("nearest", row=0, model=0, threshold=1, distance="words").value is None


def test_a_row_without_a_decision_has_no_nearest():
    values = pl.Series([None, 0.2, 0.7, 0.4, 0.5, 0.9, 0.3, 0.6])
    ask = asker(Explorer(eight_rows(), {"m": values}))
    assert refusal(ask("nearest", row=0, model=0, threshold=0.5, distance="words")) == (
        "`row` of `nearest` must have a decision, and model `m` gave row 0 none. "
        "Choose another row or model."
    )
    found = ask("nearest", row=1, model=0, threshold=0.5, distance="words").value
    assert found["row"] != 0


def test_a_distance_that_cannot_be_taken_is_refused(ask):
    assert refusal(ask("nearest", row=0, model=0, threshold=0.5, distance="L1")) == (
        '`distance` of `nearest` cannot be "L1". Available: `words`.'
    )
