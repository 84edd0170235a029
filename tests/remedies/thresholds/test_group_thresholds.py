import json
import re

import numpy as np
import polars as pl
import pytest

from counterpoise import audit
from counterpoise.data import read
from counterpoise.errors import DataError, PlanError
from counterpoise.remedies.row_groups import RowGroups
from counterpoise.remedies.thresholds import (
    CAUTION,
    DemographicParity,
    EqualizedOdds,
    GroupThresholds,
    SingleThreshold,
)
from counterpoise.remedies.thresholds.rules import RULES

FOUND = GroupThresholds(
    rule=EqualizedOdds(tolerance=0.1),
    groups=("a", "b"),
    thresholds=np.array([0.5, 0.2]),
    elsewhere=0.4,
)
SCORES = np.array([0.5, 0.6, 0.9, 0.2, 0.3, 0.1, 0.45])
LABELS = np.array([True, False, True, False, True, True, True])
GROUPS = RowGroups.named(["a", "a", "a", "b", "b", "b", None])


def test_decisions_are_strictly_above_the_groups_threshold():
    found = FOUND.decisions(SCORES, GROUPS)
    assert found.tolist() == [False, True, True, False, True, False, True]


def test_new_rows_may_order_groups_otherwise():
    groups = RowGroups(names=("b", "c", "a"), codes=np.array([0, 2, -1]))
    assert FOUND.decisions(np.full(3, 0.45), groups).tolist() == [True, False, True]


def test_rates_by_hand():
    table = FOUND.rates(SCORES, LABELS, GROUPS)
    found = {row[:3]: (row[3], row[6]) for row in table.rows() if row[2] != "positive_rate"}
    assert found == {
        ("a", 0.5, "true_positive_rate"): (1 / 2, 2),
        ("b", 0.2, "true_positive_rate"): (1 / 2, 2),
        (None, None, "true_positive_rate"): (3 / 5, 5),
        ("a", 0.5, "false_positive_rate"): (1, 1),
        ("b", 0.2, "false_positive_rate"): (0, 1),
        (None, None, "false_positive_rate"): (1 / 2, 2),
        ("a", 0.5, "false_negative_rate"): (1 / 2, 2),
        ("b", 0.2, "false_negative_rate"): (1 / 2, 2),
        (None, None, "false_negative_rate"): (2 / 5, 5),
        ("a", 0.5, "accuracy"): (1 / 3, 3),
        ("b", 0.2, "accuracy"): (2 / 3, 3),
        (None, None, "accuracy"): (4 / 7, 7),
    }


def test_rates_and_intervals_are_those_of_an_audit_of_the_decisions(make_scored):
    rows = make_scored(5, rows=40, weighted=True)
    found = GroupThresholds(
        rule=DemographicParity(),
        groups=rows.groups.names,
        thresholds=np.array([0.4, 0.7]),
        elsewhere=0.5,
    )
    decided = found.decisions(rows.scores, rows.groups)
    names = [[rows.groups.names[code]] if code >= 0 else [] for code in rows.groups.codes]
    columns = {"label": rows.positives.astype(float), "g": names, "weight": rows.weights}
    examples = read(pl.DataFrame(columns), label="label", groups=["g"], weight="weight")
    report = audit(examples, {"m": decided.astype(float)}, thresholds=[0.5]).table()
    table = found.rates(*rows.columns, weights=rows.weights)
    assert table.height == 15
    for row in table.iter_rows(named=True):
        piece = "overall" if row["group"] is None else f"g={row['group']}"
        same = report.row(
            by_predicate=(pl.col("slice") == piece) & (pl.col("metric") == row["metric"]),
            named=True,
        )
        for name in ("value", "lower", "upper", "rows"):
            assert row[name] == pytest.approx(same[name]), (row, same)


def test_gaps_by_hand():
    table = FOUND.gaps(SCORES, LABELS, GROUPS)
    rows = {row["metric"]: row for row in table.iter_rows(named=True)}
    assert rows["false_positive_rate"]["value"] == 1
    assert (rows["false_positive_rate"]["lowest"], rows["false_positive_rate"]["highest"]) == (
        "b",
        "a",
    )
    assert rows["true_positive_rate"]["value"] == 0
    assert rows["accuracy"]["value"] == pytest.approx(1 / 3)
    tolerances = {name: row["tolerance"] for name, row in rows.items()}
    assert tolerances == {
        "positive_rate": None,
        "true_positive_rate": 0.1,
        "false_positive_rate": 0.1,
        "false_negative_rate": None,
        "accuracy": None,
    }
    assert all(row["lower"] <= row["value"] <= row["upper"] for row in rows.values())


def test_gap_intervals_are_those_of_the_criteria_of_an_audit(make_scored):
    rows = make_scored(5, rows=200)
    found = GroupThresholds(
        rule=DemographicParity(),
        groups=rows.groups.names,
        thresholds=np.array([0.4, 0.7]),
        elsewhere=0.5,
    )
    decided = found.decisions(rows.scores, rows.groups)
    names = [[rows.groups.names[code]] if code >= 0 else [] for code in rows.groups.codes]
    columns = {"label": rows.positives.astype(float), "g": names}
    examples = read(pl.DataFrame(columns), label="label", groups=["g"])
    criteria = audit(examples, {"m": decided.astype(float)}, thresholds=[0.5]).criteria()
    same = criteria.filter(metric="demographic_parity_difference").row(0, named=True)
    gap = found.gaps(*rows.columns).filter(metric="positive_rate").row(0, named=True)
    for name in ("value", "lower", "upper"):
        assert gap[name] == pytest.approx(same[name])


def test_intervals_of_two_rates_that_are_held_equal_hold_at_once(make_scored):
    rows = make_scored(5, rows=200)
    options = {
        "groups": rows.groups.names,
        "thresholds": np.array([0.4, 0.7]),
        "elsewhere": 0.5,
    }
    both = GroupThresholds(rule=EqualizedOdds(), **options).gaps(*rows.columns)
    alone = GroupThresholds(rule=SingleThreshold(), **options).gaps(*rows.columns)
    for row, other in zip(both.rows(named=True), alone.rows(named=True), strict=True):
        held = row["metric"] in EqualizedOdds.rates
        assert (row["upper"] > other["upper"]) == held


def test_one_group_alone_has_no_gap():
    groups = RowGroups(names=("a", "b"), codes=np.zeros(7, dtype=int))
    row = FOUND.gaps(SCORES, LABELS, groups).row(0, named=True)
    assert np.isnan([row["value"], row["lower"], row["upper"]]).all()
    assert row["lowest"] is None


def test_a_group_without_rows_keeps_its_place_with_nan():
    groups = RowGroups(names=("a", "b"), codes=np.zeros(7, dtype=int))
    row = FOUND.rates(SCORES, LABELS, groups).filter(group="b").row(0, named=True)
    assert row["rows"] == 0
    assert np.isnan([row["value"], row["lower"], row["upper"]]).all()


def test_the_cost_is_a_share_of_all_rows():
    # Row 1 is a false positive, rows 0 and 5 are missed.
    assert FOUND.cost(SCORES, LABELS, GROUPS) == 3 / 7
    weights = np.array([2.0, 1, 1, 1, 1, 1, 1])
    assert FOUND.cost(SCORES, LABELS, GROUPS, weights=weights) == 4 / 8


def test_thresholds_that_differ_come_with_a_caution():
    assert FOUND.caution == CAUTION
    assert "unlawful" in CAUTION
    same = GroupThresholds(
        rule=SingleThreshold(), groups=("a",), thresholds=np.array([0.5]), elsewhere=0.5
    )
    assert same.caution is None
    whole = same.rates(np.ones(1), np.ones(1, dtype=bool), RowGroups.named(["a"]))
    assert whole["threshold"].to_list() == [0.5] * 10


def test_rows_of_an_unknown_group_are_refused():
    expected = (
        "Rows must be in groups that were known when this was chosen, and 1 are in `c`. Available: "
        "`a`, `b`. Leave others in no group: .only(names)."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        FOUND.decisions(np.ones(1), RowGroups.named(["c"]))


def test_as_many_scores_as_rows_are_needed():
    expected = (
        "Every argument must have one entry a row, got `scores` 2, `groups` 1. "
        "Take all from the same rows."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        FOUND.decisions(np.ones(2), RowGroups.named(["a"]))


@pytest.mark.parametrize("rule", RULES.values())
def test_thresholds_come_back_from_json(rule):
    found = GroupThresholds(
        rule=rule(cost_ratio=2.0),
        groups=("a", "b"),
        thresholds=np.array([0.1, -np.inf]),
        elsewhere=0.7,
    )
    again = GroupThresholds.from_object(json.loads(json.dumps(found.to_object(), allow_nan=False)))
    assert repr(again) == repr(found)


def test_an_unknown_rule_is_refused():
    entry = {**FOUND.to_object(), "rule": "EqualOdds"}
    expected = (
        "Thresholds were chosen by a rule that is not known here, `EqualOdds`. Did you mean "
        "`EqualizedOdds`? Available: `SingleThreshold`, `GroupOptimum`, `DemographicParity`, "
        "`EqualOpportunity`, `FalsePositiveParity`, `EqualAccuracy`, `EqualizedOdds`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        GroupThresholds.from_object(entry)
