"""The explorer: what it answers, refuses, shows and selects."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from counterpoise.auditing import audit
from counterpoise.data import scan
from counterpoise.errors import PlanError
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.methods.table import METHODS

from .conftest import asker, eight_rows, length, refusal, scores, shouting


def test_its_report_is_that_of_an_audit():
    explorer = Explorer(eight_rows(), scores(), thresholds=[0.3, 0.5], baseline="mended")
    other = audit(eight_rows(), scores(), thresholds=[0.3, 0.5], baseline="mended")
    assert explorer.report.table().equals(other.table(), null_equal=True)
    assert explorer.report.baseline == "mended"


def test_a_model_is_run_once_on_the_rows():
    asked = []

    def model(texts):
        asked.append(len(texts))
        return length(texts)

    Explorer(eight_rows(), {"m": model}).handle("describe")
    assert asked == [8]


def test_rows_without_a_decision_are_kept_apart():
    values = pl.Series([0.1, None, 0.7, 0.4, 0.5, 0.9, 0.3, 0.6])
    ask = asker(Explorer(eight_rows(), {"m": values}))
    assert np.isnan(ask("rows").columns["score0"]).tolist() == [False, True] + [False] * 6
    assert ask("counts").columns["undecided"].tolist() == [1, 0, 0, 0, 1, 0]
    table = {m["name"]: place for place, m in enumerate(ask("describe").value["metrics"])}
    found = ask("intervals", metric=table["no_decision_rate"], thresholds=[0.5])
    assert found.columns["value"].tolist() == [1 / 8, 0, 1 / 3]
    assert found.value == {"metric": "no_decision_rate", "thresholds": []}


def test_the_state_is_at_first_what_the_page_shows(explorer):
    assert explorer.state == {
        "tab": "slices",
        "models": [0, 1],
        "metric": 0,
        "threshold": 0.5,
        "thresholds": [],
        "slices": [],
        "baseline_slice": 0,
        "family": None,
        "predicate": {},
        "order": "gap",
        "sort": None,
        "row": None,
        "x": "score0",
        "y": "score1",
        "colour": "label",
        "facets": None,
        "compare": None,
        "curves": [],
        "saved": [],
    }
    assert json.loads(json.dumps(explorer.state)) == explorer.state


def test_a_state_that_is_set_fills_up_what_it_leaves_out(explorer):
    explorer.state = {"tab": "examples", "row": 3, "sort": {"column": "score1", "down": True}}
    assert explorer.state["row"] == 3
    assert explorer.state["threshold"] == 0.5
    explorer.state = {"thresholds": [0.1, 0.2], "predicate": {"slices": [1]}}
    assert explorer.state["tab"] == "slices"


def test_a_state_names_two_models_to_compare_and_slices_whose_curves_are_drawn(explorer):
    explorer.state = {"compare": [1, 0], "curves": [0, 2]}
    assert (explorer.state["compare"], explorer.state["curves"]) == ([1, 0], [0, 2])


def test_the_page_can_set_and_ask_the_state(explorer):
    ask = asker(explorer)
    assert ask("state", state={"threshold": 0.25}).value["threshold"] == 0.25
    assert explorer.state["threshold"] == 0.25
    assert ask("state").value == explorer.state == ask("describe").value["state"]


def test_slices_that_a_state_names_as_saved_are_made_again(explorer):
    ask = asker(explorer)
    saved = [
        {"name": "odd", "predicate": {"rows": [1, 7]}},
        {"name": "odd and f", "predicate": {"slices": [1, 3], "search": None}},
        {"name": "no row", "predicate": {"rows": []}},
    ]
    explorer.state = {"saved": saved, "baseline_slice": 4}
    assert explorer.state["saved"] == saved
    said = ask("describe").value
    assert said["saved"] == ["odd", "odd and f"]
    assert [one["rows"] for one in said["slices"][3:]] == [2, 1]
    ask("state", state={"saved": saved})
    assert len(ask("describe").value["slices"]) == 5


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (
            {"tap": "slices"},
            '`state` has no argument "tap". Did you mean `tab`? Available: `tab`, `models`, '
            "`metric`, `threshold`, `thresholds`, `slices`, `baseline_slice`, `family`, "
            "`predicate`, `order`, `sort`, `row`, `x`, `y`, `colour`, `facets`, `compare`, "
            "`curves`, `saved`.",
        ),
        (
            {"tab": "slice"},
            '`tab` of `state` cannot be "slice". Did you mean `slices`? Available: `slices`, '
            "`examples`, `example`, `scatter`, `thresholds`, `compare`, `out`.",
        ),
        (
            {"row": 8},
            "`row` of `state` must be a place from 0 to 7 of rows, got 8. Change it.",
        ),
        (
            {"compare": [1, 1]},
            "`compare` of `state` must be two places from 0 to 1 of models, before and after, got "
            "[1, 1]. Send for example [0, 1].",
        ),
        (
            {"compare": [0, 2]},
            "`compare` of `state` must be two places from 0 to 1 of models, before and after, got "
            "[0, 2]. Send for example [0, 1].",
        ),
        (
            {"curves": [0, 1, 2, 0, 1]},
            "`curves` of `state` must be a list of up to 4 places of slices, got 5. "
            "Send fewer at a time.",
        ),
        (
            {"sort": "score0"},
            '`sort` of `state` must be a column and whether it falls, got "score0". '
            'Send for example {"column": "score0", "down": true}.',
        ),
        (
            {"saved": [{"name": "mine"}]},
            "`saved` of `state` must be a list of up to 64 names and predicates, got "
            '[{"name": "mine"}]. '
            'Send for example [{"name": "mine", "predicate": {"slices": [1]}}].',
        ),
        (
            {"threshold": True},
            "`threshold` of `state` must be a number from 0 to 1, got true. Change it.",
        ),
        (
            {"predicate": {"outcome": "tp"}},
            "`predicate` needs the argument `model`, and it is missing. Send it.",
        ),
        (
            [1],
            "The arguments of `state` must be a JSON object, got [1]. "
            'Send for example {"threshold": 0.5}.',
        ),
    ],
)
def test_a_state_that_cannot_be_is_refused_and_the_old_one_stays(explorer, state, message):
    with pytest.raises(PlanError) as caught:
        explorer.state = state
    assert str(caught.value) == message
    assert explorer.state["tab"] == "slices"


def test_selected_gives_the_rows_of_the_predicate_with_scores(explorer):
    explorer.state = {"predicate": {"slices": [1], "outcome": "fp", "model": 0, "threshold": 0.5}}
    found = explorer.selected()
    assert found.columns == ["row", "label", "gender", "text", "score of base", "score of mended"]
    assert found["row"].to_list() == [7]
    assert found["score of base"].to_list() == [0.501]
    assert found["score of mended"].dtype == pl.Float32


def test_without_a_predicate_every_row_is_selected(explorer):
    assert explorer.selected()["row"].to_list() == list(range(8))


def test_methods_that_cannot_be_answered_are_not_listed(explorer):
    assert asker(explorer)("describe").value["methods"] == [
        *("describe", "counts", "intervals", "flips", "rows", "select", "texts", "spans"),
        *("counterfactuals", "nearest", "curve", "rule", "compare", "slice_of", "export", "page"),
        "state",
    ]
    plain = Explorer(eight_rows(texts=None), {"base": scores()["base"]})
    assert asker(plain)("describe").value["methods"] == [
        *("describe", "counts", "intervals", "rows", "select", "curve", "rule"),
        *("slice_of", "export", "page", "state"),
    ]


def test_every_method_that_is_listed_answers_and_no_other_does(ask_models):
    listed = ask_models("describe").value["methods"]
    assert {*METHODS} - {*listed} == {"flips", "partial_dependence"}
    for name in {*METHODS} - {*listed}:
        assert refusal(ask_models(name)).startswith(f"`{name}` needs ")


def test_what_cannot_be_answered_is_said_in_three_parts(explorer):
    assert refusal(asker(explorer)("predict", inputs=["a"])) == (
        "`predict` needs models that can be run: give callables as scores; there are none here. "
        "Ask one of `describe`, `counts`, `intervals`, `flips`, `rows`, `select`, `texts`, "
        "`spans`, `counterfactuals`, `nearest`, `curve`, `rule`, `compare`, `slice_of`, `export`, "
        "`page`, `state`."
    )


def test_an_unknown_method_is_refused(ask):
    said = refusal(ask("count"))
    assert said.startswith('There is no method "count". Did you mean `counts`? Available: ')


@pytest.mark.parametrize("method", ["", "__class__", "a" * 10_000, "\ud800", None, 3])
def test_a_method_that_is_no_name_is_refused(ask, method):
    said = refusal(ask(method))
    assert said.startswith("There is no method ")
    assert len(said) < 600


@pytest.mark.parametrize("args", [[], "x", 3, {"threshold": "\ud800"}, {"by": float("nan")}])
def test_arguments_that_are_no_json_object_are_refused(explorer, args):
    said = Frame.from_bytes(explorer.handle("flips", args)).value["error"]
    assert said.startswith("The arguments of `flips` must be ")


def test_arguments_too_deep_to_read_are_an_error_frame(explorer):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    said = Frame.from_bytes(explorer.handle("flips", {"by": deep})).value["error"]
    assert said == (
        "An answer was expected, and counterpoise failed: RecursionError. "
        "See the debug log of `counterpoise.explorer`, and report it."
    )


def test_an_unknown_argument_is_refused(ask):
    assert refusal(ask("rows", row=3)) == '`rows` has no argument "row". Available: none.'


def test_rows_that_are_scanned_cannot_be_explored(tmp_path):
    path = tmp_path / "rows.parquet"
    pl.DataFrame({"label": [0, 1], "score": [0.1, 0.9]}).write_parquet(path)
    with pytest.raises(PlanError) as caught:
        Explorer(scan(str(path), label="label"), {"m": "score"})
    assert str(caught.value) == (
        "`examples` must be rows in memory, got Scan. "
        "Read them with `read`: an explorer shows rows."
    )


def test_models_that_score_new_inputs_need_scores():
    with pytest.raises(PlanError) as caught:
        Explorer(eight_rows(), scores(), models={"mend": length})
    assert str(caught.value) == (
        "`models` must name models of `scores`, got `mend`. Did you mean `mended`? "
        "Available: `base`, `mended`."
    )


def test_a_model_with_known_scores_can_be_run_on_new_inputs():
    explorer = Explorer(eight_rows(), scores(), models={"mended": shouting})
    ask = asker(explorer)
    assert [model["runs"] for model in ask("describe").value["models"]] == [False, True]
    assert list(ask("predict", inputs=["oh!", "oh"]).columns) == ["score1"]
