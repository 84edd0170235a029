"""`rows`, `select` and `texts`: the rows behind the counts."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from counterpoise.data import read
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.features import MISSING

from .conftest import BASE, LABELS, MENDED, TEXTS, asker, eight_rows, refusal, scores


def selected(ask, **predicate):
    return np.flatnonzero(ask("select", predicate=predicate).columns["selected"]).tolist()


def test_rows_are_columns_in_the_scores_own_precision(ask):
    columns = ask("rows").columns
    assert list(columns) == ["label", "score0", "score1", "slice1", "slice2"]
    assert columns["label"].tolist() == LABELS
    assert columns["score0"].tolist() == BASE
    assert columns["score1"].dtype == np.float32
    assert columns["score1"].tolist() == np.array(MENDED, dtype=np.float32).tolist()
    assert columns["slice1"].tolist() == [True, False, True, False, True, False, False, True]
    assert columns["slice2"].tolist() == [False, True, False, True, True, False, False, False]


def test_weights_come_where_there_are_some():
    ask = asker(Explorer(eight_rows(weights=[0.5] * 8), scores()))
    assert ask("rows").columns["weight"].tolist() == [0.5] * 8


def test_features_are_numbers_and_codes():
    frame = pl.DataFrame(
        {
            "label": [0, 1, 0],
            "age": [20, None, 40],
            "job": ["vet", "cook", "cook"],
            "works": [True, None, False],
        }
    )
    examples = read(frame, label="label", features=["age", "job", "works"])
    ask = asker(Explorer(examples, {"m": np.array([0.1, 0.2, 0.3])}))
    assert ask("describe").value["features"] == [
        {"name": "age", "kind": "number", "levels": None},
        {"name": "job", "kind": "category", "levels": ["cook", "vet"]},
        {"name": "works", "kind": "category", "levels": ["false", "true"]},
    ]
    columns = ask("rows").columns
    np.testing.assert_array_equal(columns["feature0"], np.array([20, np.nan, 40], dtype=np.float32))
    assert columns["feature1"].tolist() == [1, 0, 0]
    assert columns["feature2"].tolist() == [1, MISSING, 0]


@pytest.mark.parametrize(
    ("predicate", "rows"),
    [
        ({}, [0, 1, 2, 3, 4, 5, 6, 7]),
        ({"slices": [1]}, [0, 2, 4, 7]),
        ({"slices": [1, 2]}, [4]),
        ({"outcome": "fp", "model": 0, "threshold": 0.5}, [1, 7]),
        ({"outcome": "tn", "model": 0, "threshold": 0.5}, [0, 4, 6]),
        ({"outcome": "fn", "model": 0, "threshold": 0.5}, [3]),
        ({"outcome": "tp", "model": 0, "threshold": 0.5}, [2, 5]),
        ({"outcome": "tp", "model": 1, "threshold": 0.6}, [5]),
        ({"changed": [0, 1], "threshold": 0.5}, [1, 3, 7]),
        ({"search": "awful!"}, [2, 3]),
        ({"search": "AWFUL"}, [2, 3]),
        ({"search": "(a1"}, [6]),
        ({"search": "\x00"}, [7]),
        ({"search": "\U0001f680"}, [7]),
        ({"rows": [7, 1, 1]}, [1, 7]),
        ({"rows": []}, []),
        ({"x": ["score0", 0.4, 0.5]}, [3, 4]),
        ({"x": ["score0", 0.4, 0.7], "y": ["label", 1, 1]}, [2, 3]),
        ({"x": ["score0", 0.6, None]}, [1, 2, 5]),
        ({"ranges": [["score0", None, 0.5], ["label", 1, 1]]}, [3]),
        ({"ranges": [["score0", None, None]]}, [0, 1, 2, 3, 4, 5, 6, 7]),
        ({"ranges": []}, [0, 1, 2, 3, 4, 5, 6, 7]),
        ({"decisions": [[0, 1]], "threshold": 0.5}, [1, 2, 5, 7]),
        ({"decisions": [[0, 1], [1, 0]], "threshold": 0.5}, [1, 7]),
        ({"decisions": [[0, None]], "threshold": 0.5}, []),
        (
            {"lasso": ["score0", "label", [[0.3, -1], [0.55, -1], [0.55, 2], [0.3, 2]]]},
            [3, 4, 6, 7],
        ),
        ({"slices": [2], "search": "man", "changed": [0, 1], "threshold": 0.5}, [1]),
        ({"slices": [1], "outcome": None, "search": None, "rows": None}, [0, 2, 4, 7]),
    ],
)
def test_a_predicate_holds_where_all_that_it_says_does(ask, predicate, rows):
    assert selected(ask, **predicate) == rows


def test_a_score_that_ties_with_the_threshold_in_single_precision_is_negative(ask):
    assert selected(ask, outcome="fn", model=1, threshold=0.6) == [2, 3]


@pytest.mark.parametrize(
    ("predicate", "message"),
    [
        (
            {"slice": [1]},
            '`predicate` has no argument "slice". Did you mean `slices`? Available: `slices`, '
            "`outcome`, `model`, `threshold`, `search`, `rows`, `changed`, `x`, `y`, `decisions`, "
            "`ranges`, `levels`, `lasso`.",
        ),
        (
            {"slices": [3]},
            "`slices` of `predicate` must hold places from 0 to 2 of slices, got 3 among them. "
            "Change it.",
        ),
        (
            {"rows": "all"},
            '`rows` of `predicate` must be a list of up to 8 places of rows, got "all". '
            "Send fewer at a time.",
        ),
        (
            {"changed": [0], "threshold": 0.5},
            "`changed` of `predicate` must name two models, got [0]. Send for example [0, 1].",
        ),
        (
            {"x": ["score0", 0, "1"]},
            '`x` of `predicate` must be a column and two numbers, got ["score0", 0, "1"]. '
            'Send for example ["score0", 0.2, 0.4].',
        ),
        (
            {"x": ["score2", 0, 1]},
            "There is no column of numbers `score2`. Did you mean `score1`? "
            "Available: `label`, `score0`, `score1`.",
        ),
        (
            {"ranges": [["score0", 0]]},
            '`ranges` of `predicate` must be a list of up to 64 conditions, got [["score0", 0]]. '
            'Send for example [["score0", 0.2, null]].',
        ),
        (
            {"decisions": [[2, 1]], "threshold": 0.5},
            "`decisions` of `predicate` must name models from 0 to 1, got [[2, 1]]. Change it.",
        ),
        (
            {"decisions": [[0, True]], "threshold": 0.5},
            "`decisions` of `predicate` must be a list of up to 64 conditions, got [[0, true]]. "
            "Send for example [[0, 1]].",
        ),
        (
            {"levels": [["score0", [0]]]},
            "There is no column of categories `score0`. Available: none.",
        ),
        (
            {"lasso": ["score0", "label", [[0, 0], [1, 1]]]},
            "`lasso` of `predicate` must be two columns and 3 to 1,000 corners, got "
            '["score0", "label", [[0, 0], [1, 1]]]. '
            'Send for example ["score0", "label", [[0, 0], [1, 0], [1, 1]]].',
        ),
        (
            {"search": "x" * 10_001},
            "`search` must have up to 10,000 characters, got 10,001. Search for less.",
        ),
    ],
)
def test_a_predicate_that_cannot_be_is_refused(ask, predicate, message):
    assert refusal(ask("select", predicate=predicate)) == message


def test_a_level_or_its_absence_is_asked_for():
    frame = pl.DataFrame({"label": [0, 1, 0, 1], "job": ["vet", "cook", None, "cook"]})
    examples = read(frame, label="label", features=["job"])
    ask = asker(Explorer(examples, {"m": np.array([0.1, 0.2, 0.3, 0.4])}))
    assert selected(ask, levels=[["feature0", [0]]]) == [1, 3]
    assert selected(ask, levels=[["feature0", [1, None]]]) == [0, 2]
    assert selected(ask, levels=[["feature0", []]]) == []
    assert refusal(ask("select", predicate={"levels": [["feature0", [2]]]})) == (
        "`levels` of `predicate` must hold places of the 2 levels of `feature0`, got "
        '[["feature0", [2]]]. Change it.'
    )


def test_texts_come_as_they_are(ask):
    found = ask("texts", rows=[7, 0, 5, 7])
    assert found.columns["text"].to_list() == [TEXTS[7], TEXTS[0], "", TEXTS[7]]
    assert found.columns["known"].all()


def test_too_many_texts_are_refused(ask):
    assert refusal(ask("texts", rows=[0] * 10_001)) == (
        "`rows` of `texts` must be a list of up to 10,000 places of rows, got 10,001. "
        "Send fewer at a time."
    )
    assert refusal(ask("texts", rows=[0, -1])) == (
        "`rows` of `texts` must hold places from 0 to 7 of rows, got -1 among them. Change it."
    )


def test_a_megabyte_of_text_comes_back_and_can_be_searched():
    long = "no\x00thing " * 120_000 + "needle"
    frame = pl.DataFrame({"label": [0, 1], "text": [long, "x"]})
    ask = asker(Explorer(read(frame, label="label", text="text"), {"m": np.array([0.1, 0.9])}))
    assert ask("texts", rows=[0]).columns["text"].to_list() == [long]
    assert selected(ask, search="NEEDLE") == [0]
