"""What the page shows of a report: numbers worked by hand, in JSON-able columns."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from counterpoise.auditing import audit
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples, Origin
from counterpoise.explorer.view import view
from counterpoise.report import Report

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
SLICES = ["overall", "group=a", "group=b", "group=nobody"]


@pytest.fixture
def report() -> Report:
    return report_of(weight=None)


def report_of(*, weight: float | None, pairs: bool = True) -> Report:
    groups, labels, plain, mended = (
        [row[place] for row in ROWS for _ in range(row[4])] for place in range(4)
    )
    frame = pl.DataFrame(
        {
            "label": pl.Series(labels, dtype=pl.Float64),
            "group": pl.Series(groups, dtype=pl.List(pl.Enum(["a", "b", "nobody"]))),
            "weight": pl.Series([weight or 1.0] * len(labels)),
        }
    )
    examples = Examples(
        frame=frame,
        label="label",
        groups=("group",),
        weight=None if weight is None else "weight",
        left_out={"label missing": 3},
        origin=Origin(names=("hand",), starts=(0,)),
        rows=np.arange(len(labels)),
    )
    sources = pl.DataFrame({"source": [0, 20, 200], "counterfactual": ["", "", ""]})
    return audit(
        examples,
        {"plain": np.array(plain), "mended": np.array(mended)},
        thresholds=[0.5, 0.7],
        pairs=Pairs(frame=sources, examples=len(labels)) if pairs else None,
        counterfactual_scores={
            "plain": np.array([0.4, 0.2, 0.4]),
            "mended": np.array([0.6, 0.2, 0.2]),
        },
        baseline="plain",
        controls={"mended": "plain"},
        facts={"title": "By hand", "seed": "7"},
    )


def shown(report: Report, metric: str, column: str, *, model: int = 0, at: int = 0) -> list[Any]:
    seen = view(report)
    places = {entry["name"]: entry["columns"] for entry in seen["metrics"]}[metric][column]
    slices = len(seen["slices"])
    return seen["columns"][places[at]][model * slices : (model + 1) * slices]


def test_what_stands_at_the_top_is_taken_from_the_report(report: Report):
    seen = view(report)
    assert seen["title"] == "By hand"
    assert seen["facts"] == [["seed", "7"]]
    assert seen["rows"] == 214
    assert seen["left_out"] == [["label missing", 3]]
    assert seen["not_annotated"] == [["group", 10]]
    assert seen["models"] == [
        {"name": "plain", "control": None},
        {"name": "mended", "control": "plain"},
    ]
    assert seen["baseline"] == 0
    assert seen["slices"] == SLICES


def test_each_slice_has_its_rows_and_its_group_column(report: Report):
    seen = view(report)
    assert seen["slice_rows"] == [214, 200, 4, 0]
    assert seen["families"] == ["group"]
    assert seen["family_of"] == [None, 0, 0, 0]


def test_false_positive_rates_are_those_counted_by_hand(report: Report):
    fpr = "false_positive_rate"
    assert shown(report, fpr, "value") == [0.18584, 0.2, 0.33333, None]
    assert shown(report, fpr, "lower") == [0.12489, 0.13337, 0.016952, None]
    assert shown(report, fpr, "upper") == [0.26745, 0.28883, 0.86465, None]
    assert shown(report, fpr, "numerator") == [21, 20, 1, 0]
    assert shown(report, fpr, "denominator") == [113, 100, 3, 0]
    assert shown(report, fpr, "rows") == [113, 100, 3, 0]


def test_each_threshold_has_its_own_columns(report: Report):
    assert shown(report, "false_positive_rate", "numerator", at=1) == [0, 0, 0, 0]


def test_changes_are_counted_from_overall_and_from_the_baseline_model(report: Report):
    percent = shown(report, "false_positive_rate", "percent_of_overall")
    assert percent == [None, 7.619, 79.37, None]
    assert shown(report, "false_positive_rate", "change") == [None, None, None, None]
    change = shown(report, "false_positive_rate", "change", model=1)
    assert change == [-0.09735, -0.1, -0.3333, None]


def test_a_percent_of_an_overall_rate_of_zero_is_absent_not_infinite(report: Report):
    assert shown(report, "false_positive_rate", "percent_of_overall", at=1) == [None] * 4


def test_small_slices_are_marked_and_empty_ones_are_undefined(report: Report):
    marks = view(report)["marks"]
    said = [marks[mark] for mark in shown(report, "false_positive_rate", "mark")]
    assert said == ["", "", "too little data", "undefined"]


def test_a_perfect_area_and_a_single_gap_over_a_few_rows_are_no_certainty(report: Report):
    assert shown(report, "roc_auc", "value")[2] == 1.0
    assert shown(report, "roc_auc", "mark")[2] == 1
    assert shown(report, "ctf_gap", "lower")[2] is None
    assert shown(report, "ctf_gap", "mark") == [1, 1, 1, 2]


def test_a_metric_without_thresholds_offers_none(report: Report):
    thresholds = {entry["name"]: entry["thresholds"] for entry in view(report)["metrics"]}
    assert thresholds["false_positive_rate"] == [0.5, 0.7]
    assert thresholds["prevalence"] == thresholds["roc_auc"] == thresholds["ctf_gap"] == []


def test_every_metric_of_the_report_is_shown_in_words_of_its_own(report: Report):
    entries = view(report)["metrics"]
    assert [entry["name"] for entry in entries] == (
        report.table()["metric"].unique(maintain_order=True).to_list()
    )
    assert all(entry["title"] != entry["name"].replace("_", " ") for entry in entries)
    assert len({entry["title"] for entry in entries}) == len(entries)


def test_flips_are_counted_in_pairs(report: Report):
    assert shown(report, "flip_rate", "numerator") == [2, 1, 1, 0]
    assert shown(report, "flip_rate", "rows") == [3, 2, 1, 0]
    entry = next(entry for entry in view(report)["metrics"] if entry["name"] == "flip_rate")
    assert (entry["above"], entry["below"], entry["unit"]) == ("flips", "pairs", "pairs")


def test_a_report_without_pairs_shows_no_counterfactual_metric():
    names = [entry["name"] for entry in view(report_of(weight=None, pairs=False))["metrics"]]
    assert "flip_rate" not in names
    assert "roc_auc" in names


def test_a_model_without_pairs_beside_one_with_them_is_undefined(report: Report):
    plain, mended = report.models
    mixed = replace(report, models=(plain, replace(mended, pairs=None)))
    assert shown(mixed, "flip_rate", "value", model=1) == [None] * 4
    assert shown(mixed, "flip_rate", "denominator", model=1) == [0] * 4
    assert shown(mixed, "flip_rate", "mark", model=1) == [2] * 4


def test_weights_change_the_sums_and_not_the_rows():
    weighted = report_of(weight=2.5, pairs=False)
    assert shown(weighted, "false_positive_rate", "numerator") == [52.5, 50, 2.5, 0]
    assert shown(weighted, "false_positive_rate", "rows") == [113, 100, 3, 0]
    assert shown(weighted, "false_positive_rate", "value") == [0.18584, 0.2, 0.33333, None]


@pytest.mark.parametrize(
    ("facts", "synthetic"),
    [
        ({"data": "synthetic comments written for counterpoise"}, True),
        ({"synthetic": "yes"}, True),
        ({"data": "comments.csv"}, False),
        ({"data": "photosynthetic.csv"}, False),
        ({}, False),
    ],
)
def test_synthetic_data_are_known_by_the_facts(
    report: Report, facts: dict[str, str], synthetic: bool
):
    assert view(replace(report, facts=facts))["synthetic"] is synthetic


def test_the_view_is_json_without_nan(report: Report):
    seen = view(report)
    assert json.loads(json.dumps(seen, allow_nan=False)) == seen


def test_no_column_is_kept_twice(report: Report):
    columns = view(report)["columns"]
    assert len({tuple(column) for column in columns}) == len(columns)


def test_a_report_read_back_from_its_file_is_shown_the_same(report: Report, tmp_path: Path):
    assert view(Report.load(report.save(tmp_path / "report.json"))) == view(report)
