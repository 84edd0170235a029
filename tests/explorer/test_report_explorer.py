"""A report alone: what it shows is what rows would show, as far as its sums reach."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from counterpoise.auditing import audit
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data import Examples, read, scan
from counterpoise.explorer.embedded import embedded_frames
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.report_explorer import ReportExplorer
from counterpoise.report import Report

from .conftest import Ask, asker, eight_rows, refusal, scores, with_pairs

ROWS = [  # group, label, score of "plain", score of "mended", how many rows
    (["a"], 0, 0.6, 0.6, 10),
    (["a"], 0, 0.6, 0.2, 10),
    (["a"], 0, 0.2, 0.2, 80),
    (["a"], 1, 0.9, 0.9, 100),
    (["b"], 0, 0.6, 0.2, 1),
    (["b"], 0, 0.2, 0.2, 2),
    (["b"], 1, 0.9, 0.9, 1),
    (None, 0, 0.2, 0.2, 10),
]


def rows_by_hand(*, weight: float | None = None) -> tuple[Examples, dict[str, np.ndarray]]:
    groups, labels, plain, mended = (
        [row[place] for row in ROWS for _ in range(row[4])] for place in range(4)
    )
    columns = {
        "label": pl.Series(labels, dtype=pl.Float64),
        "group": pl.Series(groups, dtype=pl.List(pl.Enum(["a", "b", "nobody"]))),
        "weight": pl.Series([weight or 1.0] * len(labels)),
    }
    named = None if weight is None else "weight"
    examples = read(pl.DataFrame(columns), label="label", groups=["group"], weight=named)
    examples = replace(examples, left_out={"label missing": 3})
    return examples, {"plain": np.array(plain), "mended": np.array(mended)}


def report_by_hand(*, weight: float | None = None, pairs: bool = True) -> Report:
    examples, given = rows_by_hand(weight=weight)
    sources = pl.DataFrame({"source": [0, 20, 200], "counterfactual": ["", "", ""]})
    return audit(
        examples,
        given,
        thresholds=[0.5, 0.7],
        pairs=Pairs(frame=sources, examples=len(examples)) if pairs else None,
        counterfactual_scores={
            "plain": np.array([0.4, 0.2, 0.4]),
            "mended": np.array([0.6, 0.2, 0.2]),
        },
        controls={"mended": "plain"},
        facts={"title": "By hand", "seed": "7"},
    )


def whole_report() -> Report:
    """With every metric."""
    pairs = pl.DataFrame({"source": [2, 3], "counterfactual": ["", ""]})
    return audit(
        eight_rows(),
        {"base": pl.Series([None, 0.6, 0.7, 0.4, 0.5, 0.9, 0.3, 0.501])},
        include=["bias_auc", "pr_auc", "calibration"],
        pairs=Pairs(frame=pairs, examples=8),
        counterfactual_scores={"base": [0.4, 0.7]},
    )


@pytest.fixture(scope="module")
def ask_report() -> Ask:
    return asker(ReportExplorer(report_by_hand()))


def shown(ask: Ask, metric: str, column: str, *, model: int = 0, at: float = 0.5) -> list[Any]:
    """[slices], a column of `intervals`, nan as None."""
    about = ask("describe").value
    place = [one["name"] for one in about["metrics"]].index(metric)
    found = ask("intervals", metric=place, thresholds=[at]).columns[column]
    slices = len(about["slices"])
    cells = found[model * slices : (model + 1) * slices].tolist()
    return [None if np.isnan(one) else round(one, 5) for one in cells]


def test_a_report_is_described_without_rows(ask_report: Ask):
    said = ask_report("describe").value
    assert said["title"] == "By hand"
    assert said["facts"] == [["seed", "7"]]
    assert said["rows"] == 214
    assert said["left_out"] == [["label missing", 3]]
    assert said["not_annotated"] == [["group", 10]]
    assert said["models"] == [
        {"name": "plain", "control": None, "runs": False},
        {"name": "mended", "control": "plain", "runs": False},
    ]
    assert said["slices"] == [
        {"name": "overall", "family": None, "rows": 214},
        {"name": "group=a", "family": 0, "rows": 200},
        {"name": "group=b", "family": 0, "rows": 4},
        {"name": "group=nobody", "family": 0, "rows": 0},
    ]
    assert said["bins"] == 100
    assert said["pairs"] == 3
    assert said["methods"] == [
        *("describe", "counts", "intervals", "flips", "compare", "page", "state"),
    ]
    assert said["absent"]["rows"] == (
        "This report was made in batches or is alone, without the scores of its rows: there are "
        "no rows to look at."
    )


def test_false_positive_rates_are_those_counted_by_hand(ask_report: Ask):
    fpr = "false_positive_rate"
    assert shown(ask_report, fpr, "value") == [0.18584, 0.2, 0.33333, None]
    assert shown(ask_report, fpr, "lower") == [0.12489, 0.13337, 0.01695, None]
    assert shown(ask_report, fpr, "upper") == [0.26745, 0.28883, 0.86465, None]
    assert shown(ask_report, fpr, "numerator") == [21, 20, 1, 0]
    assert shown(ask_report, fpr, "rows") == [113, 100, 3, 0]
    assert shown(ask_report, fpr, "numerator", at=0.61) == [0, 0, 0, 0]
    assert shown(ask_report, fpr, "numerator", at=0.59) == [21, 20, 1, 0]


def test_changes_are_counted_from_overall_and_from_the_baseline_model(ask_report: Ask):
    fpr = "false_positive_rate"
    assert shown(ask_report, fpr, "percent_of_overall") == [None, 7.61905, 79.36508, None]
    assert shown(ask_report, fpr, "change") == [None] * 4
    assert shown(ask_report, fpr, "change", model=1) == [-0.09735, -0.1, -0.33333, None]
    assert shown(ask_report, fpr, "change_lower", model=1) == [None] * 4
    assert shown(ask_report, fpr, "percent_of_overall", at=0.7) == [None] * 4


def test_small_slices_are_marked_and_empty_ones_are_undefined(ask_report: Ask):
    assert shown(ask_report, "false_positive_rate", "mark") == [0, 0, 1, 2]
    assert shown(ask_report, "roc_auc", "value")[2] == 1.0
    assert shown(ask_report, "roc_auc", "mark")[2] == 1
    assert shown(ask_report, "ctf_gap", "mark") == [1, 1, 1, 2]


def test_weights_change_the_sums_and_not_the_rows():
    ask = asker(ReportExplorer(report_by_hand(weight=2.5, pairs=False)))
    assert shown(ask, "false_positive_rate", "numerator") == [52.5, 50, 2.5, 0]
    assert shown(ask, "false_positive_rate", "rows") == [113, 100, 3, 0]
    assert ask("counts").columns["model0"].sum() == 2.5 * (214 + 200 + 4)


def test_flips_are_parted_by_slice(ask_report: Ask):
    found = ask_report("flips", threshold=0.5, by="slice").value
    assert [(one["model"], one["name"], one["flips"], one["pairs"]) for one in found[:4]] == [
        (0, "overall", 2, 3),
        (0, "group=a", 1, 2),
        (0, "group=b", 1, 1),
        (0, "group=nobody", 0, 0),
    ]
    assert (found[0]["flips_0_to_1"], found[0]["flips_1_to_0"]) == (0, 2)
    assert found[3]["mark"] == 2
    assert found[3]["value"] is None


def test_a_model_without_pairs_beside_one_with_them_is_undefined():
    report = report_by_hand()
    plain, mended = report.models
    mixed = replace(report, models=(plain, replace(mended, pairs=None)))
    ask = asker(ReportExplorer(mixed))
    assert shown(ask, "flip_rate", "value", model=1) == [None] * 4
    assert shown(ask, "flip_rate", "denominator", model=1) == [0] * 4
    assert shown(ask, "flip_rate", "mark", model=1) == [2] * 4
    assert {one["model"] for one in ask("flips", threshold=0.5, by="slice").value} == {0}


def test_models_are_compared_without_saying_how_sure(ask_report: Ask):
    found = ask_report("compare", before=0, after=1, threshold=0.5).value
    one = next(one for one in found if one["metric"] == "false_positive_rate" and one["slice"] == 1)
    assert (one["baseline_value"], one["value"], one["rows"]) == (0.2, 0.1, 100)
    assert one["change"] == pytest.approx(-0.1)
    assert (one["lower"], one["upper"], one["verdict"]) == (None, None, "inconclusive")
    names = {
        one["metric"]
        for one in asker(with_pairs())("compare", before=0, after=1, threshold=0.5).value
    }
    assert {one["metric"] for one in found} == {
        name for name in names if not name.endswith(("_gap", "_gap_size"))
    }


def test_what_a_report_shows_is_what_its_rows_show():
    explorer = with_pairs()
    rows, alone = asker(explorer), asker(ReportExplorer(explorer.report))
    paired = {"change", "change_lower", "change_upper"}  # of rows
    for place, metric in enumerate(rows("describe").value["metrics"]):
        limits = [0.3, 0.41, 0.5] if metric["name"].endswith("rate") else [0.3, 0.5]
        if metric["unit"] == "pairs" or metric["name"] == "flip_rate_of_rows":
            limits = [0.3, 0.5]
        one, other = (ask("intervals", metric=place, thresholds=limits) for ask in (rows, alone))
        assert one.value == other.value
        for name in {*one.columns} - paired:
            assert np.array_equal(one.columns[name], other.columns[name], equal_nan=True), name
    assert {
        key: value
        for key, value in alone("describe").value.items()
        if key not in ("bins", "texts", "distances", "methods", "absent")
    } == {
        key: value
        for key, value in rows("describe").value.items()
        if key not in ("bins", "texts", "distances", "methods", "absent")
    }
    given = {"threshold": 0.5, "by": "slice"}
    key = lambda one: (one["model"], one["name"])  # noqa: E731
    assert sorted(alone("flips", **given).value, key=key) == sorted(
        rows("flips", **given).value, key=key
    )


@pytest.mark.parametrize("weights", [None, [1.0, 2, 0.5, 1, 1, 1, 0.25, 1]])
def test_counts_are_those_of_rows_in_hundredths(weights: list[float] | None):
    given = {**scores(), "often": pl.Series([0.0, None, 1.0, 0.01, 0.0, 0.999, 0.5, 0.29])}
    explorer = Explorer(eight_rows(weights=weights), given, thresholds=[0.123, 0.5])
    fine, alone = asker(explorer)("counts"), asker(ReportExplorer(explorer.report))("counts")
    for model in range(3):
        summed = fine.columns[f"model{model}"].reshape(-1, 100, 10).sum(axis=2)
        assert np.array_equal(summed.ravel(), alone.columns[f"model{model}"])
    for name in ("zeros", "undecided"):
        assert np.array_equal(fine.columns[name], alone.columns[name])
    kinds = {name: column.dtype for name, column in fine.columns.items()}
    assert {name: column.dtype for name, column in alone.columns.items()} == kinds


def test_a_scanned_report_makes_a_page_of_its_own(tmp_path: Path):
    examples, given = rows_by_hand()
    examples.frame.with_columns(**given).write_parquet(tmp_path / "rows.parquet")
    found = audit(
        scan([str(tmp_path / "rows.parquet")], label="label", groups=["group"]),
        {"plain": "plain", "mended": "mended"},
    )
    loaded = Report.load(found.save(tmp_path / "report.json"))
    frames = embedded_frames(ReportExplorer(loaded).handle, texts="all")
    about = Frame.from_bytes(frames["describe"]).value
    assert about["methods"] == ["describe", "counts", "intervals", "compare"]
    assert set(about["absent"]) == {"rows", "texts", "flips", "curve"}
    assert about["texts"] == "none"
    ask = asker(ReportExplorer(loaded))
    assert shown(ask, "false_positive_rate", "numerator") == [21, 20, 1, 0]


def test_its_state_is_kept_and_checked(ask_report: Ask):
    assert ask_report("state", state={"metric": 2, "slices": [1]}).value["metric"] == 2
    assert ask_report("state").value["slices"] == [1]
    assert ask_report("describe").value["state"]["metric"] == 2
    assert refusal(ask_report("state", state={"predicate": {"word": "x"}})).startswith(
        '`predicate` has no argument "word".'
    )


@pytest.mark.parametrize(
    ("method", "args", "message"),
    [
        (
            "rows",
            {},
            "`rows` needs rows, which this report is without; there are none here. Ask one of "
            "`describe`, `counts`, `intervals`, `flips`, `compare`, `page`, `state`.",
        ),
        (
            "flips",
            {"threshold": 0.4, "by": "slice"},
            "`threshold` of `flips` must be one of the report's, [0.5, 0.7], got 0.4. "
            "Without rows there are no others.",
        ),
        (
            "flips",
            {"threshold": 0.5, "by": "term"},
            '`by` of `flips` cannot be "term". Available: `slice`.',
        ),
        (
            "intervals",
            {"metric": 0, "thresholds": [0.123]},
            "`thresholds` of `intervals` must hold one that the report keeps, got [0.123]. "
            "Without rows it keeps [0.5, 0.7], and rates in hundredths.",
        ),
        (
            "compare",
            {"before": 1, "after": 1, "threshold": 0.5},
            "`after` of `compare` must be another model than `before`, got 1 twice. "
            "Name two models.",
        ),
    ],
)
def test_what_sums_cannot_tell_is_refused(ask_report: Ask, method: str, args: Any, message: str):
    assert refusal(ask_report(method, **args)) == message
