import re

import numpy as np
import polars as pl
import pytest

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.errors import DataError, PlanError
from counterpoise.pair_audit.scoring import scores_of_sides

TEXTS = ["a queen", "a king", "a dog"]


def pairs(**columns):
    frame = {"source": [1, 0, 0], "counterfactual": ["a queen", "a king", "a prince"], **columns}
    return Pairs(frame=pl.DataFrame(frame), examples=3)


WITH_TEXT = {"text": ["a king", "a queen", "a queen"]}
ORDER = np.array([1, 2, 0])


def sides(some, score, *, examples=None, given=None, order=ORDER):
    return scores_of_sides("m", score, some, order=order, examples=examples, given=given or {})


def length(texts):
    return [len(text) / 10 for text in texts]


def test_a_callable_is_asked_once_about_each_distinct_text():
    asked = []

    def model(texts):
        asked.extend(texts)
        return length(texts)

    found = sides(pairs(**WITH_TEXT), model)
    assert sorted(asked) == ["a king", "a prince", "a queen"]
    assert found.before.tolist() == [0.7, 0.7, 0.6]
    assert found.after.tolist() == [0.6, 0.8, 0.7]


def test_texts_that_the_pairs_do_not_hold_are_those_of_the_examples(make_examples):
    examples = make_examples([0, 0, 0], texts=TEXTS)
    assert sides(pairs(), length, examples=examples).before.tolist() == [0.7, 0.7, 0.6]


def test_columns_and_arrays_are_taken_by_source(make_examples):
    some = pairs(after=[0.1, 0.2, 0.3])
    examples = make_examples([0, 0, 0], texts=TEXTS)
    for score in ([0.4, 0.5, 0.6], np.array([0.4, 0.5, 0.6])):
        for known in (examples, None):
            found = sides(some, score, examples=known, given={"m": "after"})
            assert found.before.tolist() == [0.4, 0.4, 0.5]
            assert found.after.tolist() == [0.2, 0.3, 0.1]


def test_without_examples_a_column_is_one_of_the_pairs():
    some = pairs(before=[0.5, 0.4, 0.4], after=[0.1, 0.2, 0.3])
    assert sides(some, "before", given={"m": "after"}).before.tolist() == [0.4, 0.4, 0.5]


def test_scores_that_exist_can_meet_a_model_for_the_counterfactuals():
    found = sides(pairs(), [0.4, 0.5, 0.6], given={"m": length})
    assert found.before.tolist() == [0.4, 0.4, 0.5]
    assert found.after.tolist() == [0.6, 0.8, 0.7]


def test_only_valid_pairs_are_scored():
    some = pairs(**WITH_TEXT, reason=[None, "one word left", None], after=[0.1, 0.2, 0.3])
    order = np.array([1, 0])
    assert sides(some, length, order=order).after.tolist() == [0.8, 0.7]
    given = sides(some, [0.4, 0.5, 0.6], given={"m": "after"}, order=order)
    assert given.before.tolist() == [0.4, 0.5]
    assert given.after.tolist() == [0.3, 0.1]


def test_a_side_without_a_score_leaves_the_pair_undecided():
    found = sides(pairs(**WITH_TEXT), lambda texts: [None if "ki" in t else 0.5 for t in texts])
    assert found.decided.tolist() == [False, True, False]


def test_the_words_for_a_bad_score_never_show_the_text():
    expected = (
        "distinct text 2 of the pairs: score `m` must be a probability from 0 to 1, "
        "but here it is 2.0. Score every row, and pass logits through a sigmoid first. "
        "Scores of a regression are out of scope."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        sides(pairs(**WITH_TEXT), lambda texts: [0.5, 2.0, 0.5])


def test_texts_that_nobody_knows_are_an_error():
    expected = (
        "A model can be run only on known texts, and 3 of 3 pairs have no `text`. "
        "Give the examples that they were made from, read with text: examples=..."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        sides(pairs(), length)


def test_a_column_that_the_pairs_do_not_have_is_an_error():
    with pytest.raises(DataError) as caught:
        sides(pairs(before=[0.1, 0.2, 0.3]), "befor", given={"m": [0.1, 0.2, 0.3]})
    assert str(caught.value).startswith(
        "Without `examples`, the scores of `m` must be a column of the pairs, and there is no "
        "column `befor`. Did you mean `before`? Available: `source`,"
    )


def test_scores_of_the_originals_alone_are_not_enough():
    expected = (
        "Model `m` has scores of the examples but none of their counterfactual texts. "
        "Give them: counterfactual_scores={'m': [pairs] probabilities}. Available: none."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        sides(pairs(), [0.4, 0.5, 0.6])
