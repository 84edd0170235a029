"""`compare`, `curve`, `rule` and `slice_of`: what models do to groups."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from counterpoise.auditing import audit
from counterpoise.comparing import compare
from counterpoise.data import read
from counterpoise.errors import PlanError
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.saved_slices import MOST, check_new_slice
from counterpoise.remedies.row_groups import RowGroups
from counterpoise.remedies.thresholds import CAUTION, EqualOpportunity, group_thresholds

from .conftest import LABELS, asker, eight_rows, refusal, scores


def test_a_comparison_is_that_of_python(ask):
    found = ask("compare", before=1, after=0, threshold=0.5).value
    table = compare(eight_rows(), scores(), baseline="mended", thresholds=[0.5]).table()
    names = ["overall", "gender=f", "gender=m"]
    assert len(found) == table.height
    for one, row in zip(found, table.to_dicts(), strict=True):
        assert names[one.pop("slice")] == row.pop("slice")
        assert row.pop("model") == "base"
        assert one == {k: None if v != v else v for k, v in row.items()}


def test_two_models_must_be_different(ask):
    assert refusal(ask("compare", before=1, after=1, threshold=0.5)) == (
        "`after` of `compare` must be another model than `before`, got 1 twice. Name two models."
    )


def test_a_curve_by_hand(ask):
    columns = ask("curve", model=0, slice=1).columns
    # gender=f: scores 0.1, 0.5, 0.501 of negatives and 0.7 of a positive.
    assert columns["threshold"].tolist() == [0, 0.1, 0.5, 0.501, 0.7]
    np.testing.assert_allclose(columns["fpr"], [1, 2 / 3, 1 / 3, 0, 0])
    np.testing.assert_allclose(columns["tpr"], [1, 1, 1, 1, 0])
    np.testing.assert_allclose(columns["recall"], columns["tpr"])
    np.testing.assert_allclose(columns["precision"], [1 / 4, 1 / 3, 1 / 2, 1, np.nan])


def test_a_curve_of_many_scores_is_thinned():
    random = np.random.default_rng(2)
    frame = pl.DataFrame({"label": (random.random(5000) < 0.5).astype(float)})
    ask = asker(Explorer(read(frame, label="label"), {"m": random.random(5000)}))
    columns = ask("curve", model=0, slice=0).columns
    assert len(columns["fpr"]) == 2000
    assert (np.diff(columns["threshold"]) > 0).all()
    assert (columns["fpr"][0], columns["fpr"][-1]) == (1, 0)


def grouped(*, few: int = 5):
    random = np.random.default_rng(4)
    sizes = {"a": 300, "b": 300, "few": few}
    group = np.repeat(list(sizes), list(sizes.values()))
    labels = (random.random(len(group)) < 0.5).astype(float)
    values = np.clip(0.4 * labels + 0.1 * (group == "b") + 0.6 * random.random(len(group)), 0, 1)
    frame = pl.DataFrame({"label": labels, "group": pl.Series(group)})
    return read(frame, label="label", groups=["group"]), values


def test_a_rule_gives_the_thresholds_and_gaps_of_the_remedy():
    examples, values = grouped()
    ask = asker(Explorer(examples, {"m": values}))
    found = ask("rule", rule="EqualOpportunity", family=0, model=0, tolerance=0.03, cost_ratio=2)
    groups = RowGroups.of(examples, "group", groups=["a", "b"])
    rule = EqualOpportunity(tolerance=0.03, cost_ratio=2)
    expected = group_thresholds(values, examples.positives, groups, rule=rule)
    gaps = expected.gaps(values, examples.positives, groups)
    held = gaps.row(by_predicate=pl.col("metric") == "true_positive_rate", named=True)
    said = found.value
    assert said["thresholds"] == [
        [place, threshold] for place, threshold in enumerate(expected.thresholds.tolist(), start=1)
    ]
    assert said["elsewhere"] == expected.elsewhere
    assert [said["gap"], said["lower"], said["upper"]] == [
        *(held["value"], held["lower"], held["upper"]),
    ]
    assert said["gap"] <= 0.03
    rates = expected.rates(values, examples.positives, groups).to_dicts()
    places = {"a": 1, "b": 2, None: None}
    assert said["rates"] == [
        {
            "slice": places[row["group"]],
            **{name: row[name] for name in ("metric", "value", "lower", "upper", "rows")},
        }
        for row in rates
    ]
    assert said["cost"] == expected.cost(values, examples.positives, groups)
    assert said["refused"] is None
    assert said["caution"] == CAUTION
    assert [place for place, _ in said["few"]] == [3]
    assert said["minimum_rows"] == 50


def test_one_threshold_for_all_needs_no_caution():
    examples, values = grouped()
    said = asker(Explorer(examples, {"m": values}))(
        "rule", rule="SingleThreshold", family=0, model=0
    ).value
    assert said["caution"] is None
    assert said["gap"] is None
    assert {threshold for _, threshold in said["thresholds"]} == {said["elsewhere"]}


def test_a_rule_that_cannot_be_kept_is_refused_with_the_reason():
    examples = read(
        pl.DataFrame({"label": [0.0, 1.0] * 100, "group": ["a"] * 100 + ["b"] * 100}),
        label="label",
        groups=["group"],
    )
    values = np.array([0.2, 0.4] * 50 + [0.7] * 100)
    said = asker(Explorer(examples, {"m": values}))(
        "rule", rule="DemographicParity", family=0, model=0, tolerance=0
    ).value
    assert said["refused"] is None  # everything or nothing is the same in both
    said = asker(Explorer(eight_rows(), scores()))(
        "rule", rule="DemographicParity", family=0, model=0
    ).value
    assert said["refused"] == (
        "A slice must have 50 rows that the rule counts for a threshold of its own, and none has. "
        "Choose another family or rule."
    )
    assert said["thresholds"] == said["rates"] == []
    assert said["few"] == [[1, 3], [2, 2]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"rule": "Parity"},
            '`rule` of `rule` cannot be "Parity". Available: `SingleThreshold`, `GroupOptimum`, '
            "`DemographicParity`, `EqualOpportunity`, `FalsePositiveParity`, `EqualAccuracy`, "
            "`EqualizedOdds`.",
        ),
        (
            {"family": 1},
            "`family` of `rule` must be a place from 0 to 0 of families, got 1. Change it.",
        ),
        (
            {"cost_ratio": 0},
            "`cost_ratio` of `rule` must be a number from 0.001 to 1000, got 0. Change it.",
        ),
        (
            {"tolerance": -1},
            "`tolerance` of `rule` must be a number from 0 to 1, got -1. Change it.",
        ),
    ],
)
def test_a_rule_that_does_not_exist_is_refused(ask, change, message):
    args = {"rule": "EqualOpportunity", "family": 0, "model": 0, **change}
    assert refusal(ask("rule", **args)) == message


def test_a_selection_becomes_a_slice_after_all_others(explorer):
    ask = asker(explorer)
    before = ask("counts").columns["model0"].reshape(3, 2, 1000)
    found = ask("slice_of", predicate={"rows": [1, 2, 7]}, name="odd ones")
    assert found.value == {"place": 3, "name": "saved=odd ones", "family": 1, "rows": 3}
    mine = found.columns["model0"].reshape(2, 1000)
    assert np.flatnonzero(mine[0]).tolist() == [500, 599]
    assert np.flatnonzero(mine[1]).tolist() == [699]
    assert found.columns["undecided"].tolist() == [0, 0, 0, 0]
    said = ask("describe").value
    assert said["families"] == ["gender", "saved"]
    assert said["slices"][3] == {"name": "saved=odd ones", "family": 1, "rows": 3}
    after = ask("counts").columns["model0"].reshape(4, 2, 1000)
    np.testing.assert_array_equal(after[:3], before)
    np.testing.assert_array_equal(after[3], mine)
    assert ask("rows").columns["slice3"].tolist() == [place in (1, 2, 7) for place in range(8)]
    assert len(explorer.report.slices) == 3


def test_a_saved_slice_has_the_intervals_of_an_audit(explorer):
    ask = asker(explorer)
    ask("slice_of", predicate={"rows": [1, 2, 7]}, name="one")
    ask("slice_of", predicate={"slices": [3, 1]}, name="two")
    groups = [["one"] if row == 1 else ["one", "two"] if row in (2, 7) else [] for row in range(8)]
    frame = pl.DataFrame({"label": LABELS, "saved": pl.Series(groups, dtype=pl.List(pl.String))})
    examples = read(frame, label="label", groups=["saved"])
    table = audit(examples, scores(), thresholds=[0.4]).table()
    metrics = [metric["name"] for metric in ask("describe").value["metrics"]]
    for metric in ("false_positive_rate", "roc_auc", "accuracy"):
        found = ask("intervals", metric=metrics.index(metric), thresholds=[0.4]).columns
        for column in ("value", "lower", "upper", "rows"):
            cells = found[column].reshape(2, 5)[:, 3:]
            rows = table.filter((pl.col("metric") == metric) & (pl.col("slice") != "overall"))
            np.testing.assert_array_equal(cells.ravel(), rows[column].to_numpy())


def test_a_saved_slice_can_be_compared_and_curved(explorer):
    ask = asker(explorer)
    ask("slice_of", predicate={"rows": [1, 2, 7]}, name="one")
    found = ask("compare", before=0, after=1, threshold=0.5).value
    assert {one["slice"] for one in found} == {0, 1, 2, 3}
    rate = next(one for one in found if one["slice"] == 3 and one["metric"] == "accuracy")
    assert (rate["baseline_value"], rate["value"], rate["rows"]) == (1 / 3, 1, 3)
    assert ask("curve", model=0, slice=3).columns["threshold"].tolist() == [0, 0.501, 0.6, 0.7]
    explorer.state = {"predicate": {"slices": [3]}}
    assert explorer.selected()["row"].to_list() == [1, 2, 7]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {"predicate": {"rows": [1]}, "name": "mine"},
            "`name` of a slice must be new, got `mine`, which is saved already. "
            "Choose another name.",
        ),
        (
            {"predicate": {"rows": [1]}, "name": " "},
            "`name` of a slice must have 1 to 200 characters, got 1. Choose another name.",
        ),
        (
            {"predicate": {"rows": []}, "name": "none"},
            "`predicate` of `slice_of` must hold for a row at least, got none. "
            "Take away one of its conditions.",
        ),
        ({"name": "x"}, "`slice_of` needs the argument `predicate`, and it is missing. Send it."),
    ],
)
def test_a_slice_that_cannot_be_saved_is_refused(explorer, args, message):
    ask = asker(explorer)
    ask("slice_of", predicate={"rows": [0]}, name="mine")
    assert refusal(ask("slice_of", **args)) == message
    assert len(ask("describe").value["slices"]) == 4


def test_the_sixty_fifth_slice_is_refused():
    check_new_slice("new", map(str, range(MOST - 1)))
    with pytest.raises(PlanError) as caught:
        check_new_slice("new", map(str, range(MOST)))
    assert str(caught.value) == (
        "Up to 64 slices can be saved, and 64 are. Start the explorer again to begin anew."
    )
