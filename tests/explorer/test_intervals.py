"""`intervals`: what the report says, at thresholds that were audited and at others."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from counterpoise.auditing import audit
from counterpoise.comparing import compare
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data import read
from counterpoise.explorer.explorer import Explorer
from counterpoise.summaries import compared

from .conftest import asker, refusal

COLUMNS = ("value", "lower", "upper", "numerator", "denominator", "rows", "percent_of_overall")
NAMES = ("first", "second", "third")


def many_rows(*, weighted: bool):
    random = np.random.default_rng(11)
    rows = 200
    columns = {
        "label": (random.random(rows) < 0.4).astype(float),
        "group": pl.Series(random.choice(["a", "b", "few"], rows, p=[0.5, 0.48, 0.02])),
        "other": pl.Series(random.choice(["x", "y"], rows)),
    }
    if weighted:
        columns["weight"] = random.random(rows) * 3
    examples = read(
        pl.DataFrame(columns),
        label="label",
        groups=["group", "other"],
        weight="weight" if weighted else None,
    )
    scores = {name: random.integers(0, 101, rows) / 100 for name in NAMES}
    scores["third"] = scores["third"].astype(np.float32)
    pairs = Pairs(
        frame=pl.DataFrame({"source": np.arange(0, rows, 2), "counterfactual": [""] * 100}),
        examples=rows,
    )
    return examples, scores, pairs, {name: random.random(100) for name in NAMES}


def options(pairs, after):
    given = {} if pairs is None else {"pairs": pairs, "counterfactual_scores": after}
    return {
        **given,
        "crossings": [("group", "other")],
        "include": ["bias_auc", "pr_auc", "calibration"],
        "baseline": "second",
    }


@pytest.mark.parametrize(
    ("weighted", "paired", "limits"),
    [
        (False, True, [0.3, 0.5]),
        (False, True, [0.5]),
        (True, True, [0.123, 0.37]),
        (True, False, [0.0, 0.29, 0.3, 0.57, 1.0]),
        (False, False, [0.29, 0.295]),
    ],
)
def test_every_metric_is_what_an_audit_at_these_thresholds_says(weighted, paired, limits):
    examples, scores, pairs, after = many_rows(weighted=weighted)
    pairs = pairs if paired else None
    explorer = Explorer(examples, scores, thresholds=[0.3, 0.5], **options(pairs, after))
    ask = asker(explorer)
    report = audit(examples, scores, thresholds=limits, **options(pairs, after))
    table = compared(report)
    metrics = [metric["name"] for metric in ask("describe").value["metrics"]]
    assert metrics == table["metric"].unique(maintain_order=True).to_list()
    for place, metric in enumerate(metrics):
        found = ask("intervals", metric=place, thresholds=limits)
        rows = table.filter(pl.col("metric") == metric)
        has_threshold = rows["threshold"].null_count() == 0
        assert found.value == {"metric": metric, "thresholds": limits if has_threshold else []}
        for name in COLUMNS:
            np.testing.assert_array_equal(found.columns[name], rows[name].to_numpy(), name)
        np.testing.assert_allclose(
            found.columns["change"], rows["change"].to_numpy(), rtol=1e-9, atol=1e-12
        )
        uncertain = rows["uncertain"].to_numpy() & ~np.isnan(rows["value"].to_numpy())
        assert (found.columns["mark"] == 1).tolist() == uncertain.tolist()
        assert (found.columns["mark"] == 2).tolist() == rows["value"].is_nan().to_list()


@pytest.mark.parametrize("weighted", [False, True])
def test_changes_have_the_intervals_of_the_comparison(weighted):
    examples, scores, _, _ = many_rows(weighted=weighted)
    ask = asker(Explorer(examples, scores, baseline="second"))
    table = compare(examples, scores, baseline="second", thresholds=[0.4, 0.6]).table()
    metrics = [metric["name"] for metric in ask("describe").value["metrics"]]
    for metric in ("false_positive_rate", "accuracy", "positive_rate", "roc_auc"):
        found = ask("intervals", metric=metrics.index(metric), thresholds=[0.4, 0.6])
        thresholds = max(len(found.value["thresholds"]), 1)
        shape = (3, 6, thresholds)
        for place in (0, 2):
            rows = table.filter((pl.col("metric") == metric) & (pl.col("model") == NAMES[place]))
            rows = rows.with_columns(at=pl.col("slice").rle_id() % 6).sort("at", "threshold")
            for column, name in (
                ("change", "change"),
                ("change_lower", "lower"),
                ("change_upper", "upper"),
            ):
                cells = found.columns[column].reshape(shape)[place]
                np.testing.assert_array_equal(cells.ravel(), rows[name].to_numpy(), column)
        assert np.isnan(found.columns["change_lower"].reshape(shape)[1]).all()


def test_a_rate_and_its_complement_change_by_the_same_the_other_way():
    examples, scores, _, _ = many_rows(weighted=False)
    ask = asker(Explorer(examples, scores))
    metrics = [metric["name"] for metric in ask("describe").value["metrics"]]

    def changes(metric):
        return ask("intervals", metric=metrics.index(metric), thresholds=[0.5]).columns

    missed, found = changes("false_negative_rate"), changes("true_positive_rate")
    np.testing.assert_array_equal(found["change"], -missed["change"])
    np.testing.assert_array_equal(found["change_lower"], -missed["change_upper"])
    np.testing.assert_array_equal(found["change_upper"], -missed["change_lower"])


def test_thresholds_come_rising_and_once(ask):
    found = ask("intervals", metric=0, thresholds=[0.5, 0.1, 0.5])
    assert found.value == {"metric": "false_positive_rate", "thresholds": [0.1, 0.5]}
    assert found.columns["value"].reshape(2, 3, 2)[0, 0].tolist() == [0.8, 0.4]
    assert found.columns["numerator"].reshape(2, 3, 2)[0, 0].tolist() == [4, 2]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {"metric": 99, "thresholds": [0.5]},
            "`metric` of `intervals` must be a place from 0 to 18 of metrics, got 99. Change it.",
        ),
        (
            {"metric": 0, "thresholds": []},
            "`thresholds` of `intervals` must be a list of 1 to 200 numbers from 0 to 1, got []. "
            "Send for example [0.3, 0.5].",
        ),
        (
            {"metric": 0, "thresholds": [1.5]},
            "`thresholds` of `intervals` must be a list of 1 to 200 numbers from 0 to 1, got "
            "[1.5]. Send for example [0.3, 0.5].",
        ),
        (
            {"thresholds": [0.5]},
            "`intervals` needs the argument `metric`, and it is missing. Send it.",
        ),
    ],
)
def test_wrong_arguments_are_refused(ask, args, message):
    assert refusal(ask("intervals", **args)) == message
