"""States and predicates that name what the page knows by its place."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from counterpoise.data import read
from counterpoise.errors import PlanError
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.named_state import Names, predicate_of_names, state_of_names
from counterpoise.explorer.report_explorer import ReportExplorer

from .conftest import asker

NAMES = Names(
    models=["base", "mended"],
    metrics=["accuracy", "false_positive_rate"],
    slices=["overall", "gender=f", "gender=m", "twice", "twice"],
    families=["gender", "faith"],
)


def tabular() -> Explorer:
    frame = pl.DataFrame(
        {
            "label": [0, 1, 1, 0],
            "income": [10.0, 20.0, 30.0, 40.0],
            "trade": ["baker", "mason", "baker", "baker"],
            "sex": ["f", "f", "m", "m"],
        }
    )
    examples = read(frame, label="label", groups=["sex"], features=["income", "trade"])
    return Explorer(examples, {"base": [0.1, 0.9, 0.4, 0.6]})


def test_a_state_of_names_means_what_its_places_mean(explorer):
    metrics = [one["name"] for one in asker(explorer)("describe").value["metrics"]]
    explorer.state = {
        "models": ["mended"],
        "metric": "false_negative_rate",
        "slices": ["gender=m", 1],
        "baseline_slice": "gender=f",
        "family": "gender",
        "predicate": {"slices": ["gender=f"], "outcome": "fp", "model": "base", "threshold": 0.5},
        "sort": {"column": "score of mended", "down": True},
        "x": "score of mended",
        "y": "score0",
        "colour": "gender=m",
        "facets": "gender",
        "saved": [{"name": "mine", "predicate": {"slices": ["gender=m"]}}],
    }
    assert explorer.state == {
        **explorer.state,
        "models": [1],
        "metric": metrics.index("false_negative_rate"),
        "slices": [2, 1],
        "baseline_slice": 1,
        "family": 0,
        "predicate": {"slices": [1], "outcome": "fp", "model": 0, "threshold": 0.5},
        "sort": {"column": "score1", "down": True},
        "x": "score1",
        "y": "score0",
        "colour": "slice2",
        "facets": "family0",
        "saved": [{"name": "mine", "predicate": {"slices": [2]}}],
    }
    assert explorer.selected()["row"].to_list() == [7]


def test_a_slice_that_was_saved_has_a_name_too(explorer):
    explorer.state = {"saved": [{"name": "mine", "predicate": {"rows": [2, 5]}}]}
    explorer.state = {**explorer.state, "slices": ["saved=mine"]}
    assert explorer.state["slices"] == [3]


@pytest.mark.parametrize(
    ("predicate", "places"),
    [
        ({"model": "mended"}, {"model": 1}),
        ({"changed": ("base", "mended")}, {"changed": [0, 1]}),
        ({"decisions": [["mended", 1], [0, None]]}, {"decisions": [[1, 1], [0, None]]}),
        ({"x": ["score of base", 0.2, None]}, {"x": ["score0", 0.2, None]}),
        ({"ranges": [["label", 1, 1]]}, {"ranges": [["label", 1, 1]]}),
        (
            {"lasso": ["score of base", "score1", [[0, 0], [1, 0], [1, 1]]]},
            {"lasso": ["score0", "score1", [[0, 0], [1, 0], [1, 1]]]},
        ),
    ],
)
def test_every_part_of_a_predicate_takes_names(predicate: Any, places: Any):
    assert predicate_of_names(predicate, NAMES) == places


def test_places_and_what_means_nothing_are_left_as_they_are():
    left = {
        "tab": "examples",
        "models": [0, 7],
        "metric": None,
        "x": "score1",
        "predicate": {"slices": [1], "x": [], "levels": [["feature9"]], "search": "gender=f"},
        "sort": {"column": "text", "down": False},
        "colour": "family1",
        "saved": "mine",
        "elsewhere": "mended",
    }
    assert state_of_names(left, NAMES) == left
    assert state_of_names([1], NAMES) == [1]


def test_what_is_compared_and_drawn_is_named():
    given = {"compare": ["mended", "base"], "curves": ["overall", "gender=m"]}
    assert state_of_names(given, NAMES) == {"compare": [1, 0], "curves": [0, 2]}


def test_levels_of_features_are_named():
    explorer = tabular()
    found = explorer.selected({"levels": [["trade", ["mason"]]]})
    assert found["row"].to_list() == [1]
    found = explorer.selected({"levels": [["trade", ["baker", None]]], "x": ["income", 15, None]})
    assert found["row"].to_list() == [2, 3]


def test_rows_are_selected_without_showing_them(explorer):
    before = explorer.state
    found = explorer.selected(
        {"slices": ["gender=f"], "changed": ["base", "mended"], "threshold": 0.5}
    )
    assert found["row"].to_list() == [7]
    assert explorer.state == before
    assert explorer.selected({}).height == 8


def test_a_report_alone_takes_names_too(explorer):
    alone = ReportExplorer(explorer.report)
    alone.state = {
        "slices": ["gender=m"],
        "models": ["mended"],
        "predicate": {"slices": ["gender=f"]},
    }
    assert alone.state["slices"] == [2]
    assert alone.state["models"] == [1]
    assert alone.state["predicate"] == {"slices": [1]}


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (
            {"predicate": {"slices": ["gender=ff"]}},
            'There is no slice "gender=ff". Did you mean `gender=f`? Available: `overall`, '
            "`gender=f`, `gender=m`, `twice`, `twice`.",
        ),
        (
            {"baseline_slice": "twice"},
            'A name must mean one slice, and "twice" means those at the places [3, 4]. '
            "Give the place.",
        ),
        (
            {"models": "mended"},
            '`models` must be a list of names or places, got the text "mended". '
            'Send for example ["mended"].',
        ),
        (
            {"metric": "fpr"},
            'There is no metric "fpr". Available: `accuracy`, `false_positive_rate`.',
        ),
        (
            {"x": "score of amended"},
            'There is no column "score of amended". Did you mean `score of mended`? '
            "Available: `label`, `score of base`, `score of mended`.",
        ),
        (
            {"facets": "gender=f"},
            'There is no facet "gender=f". Did you mean `gender`? '
            "Available: `label`, `gender`, `faith`.",
        ),
        (
            {"colour": "faiths"},
            'There is no colour "faiths". Did you mean `faith`? Available: `label`, `overall`, '
            "`gender=f`, `gender=m`, `twice`, `gender`, `faith`.",
        ),
    ],
)
def test_a_name_that_there_is_not_is_refused_with_those_there_are(state: Any, message: str):
    with pytest.raises(PlanError) as caught:
        state_of_names(state, NAMES)
    assert str(caught.value) == message


def test_a_level_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(PlanError) as caught:
        tabular().selected({"levels": [["trade", ["vet"]]]})
    assert str(caught.value) == ('There is no level of "trade" "vet". Available: `baker`, `mason`.')


def test_a_state_that_names_nothing_that_there_is_leaves_the_old_one(explorer):
    explorer.state = {"tab": "compare"}
    with pytest.raises(PlanError):
        explorer.state = {"tab": "examples", "family": "nothing"}
    assert explorer.state["tab"] == "compare"
