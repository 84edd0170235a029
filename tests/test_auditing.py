import json
import math
import re

import numpy as np
import polars as pl
import pytest

from counterpoise import ablation_pairs, audit, compare, read, summary
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data import Delimited
from counterpoise.errors import DataError, PlanError
from counterpoise.summaries import compared


def value(report, metric, *, slice="overall", threshold=0.5, model="m", column="value"):
    rows = report.table().filter(
        (pl.col("metric") == metric)
        & (pl.col("slice") == slice)
        & (pl.col("model") == model)
        & (pl.col("threshold").is_null() | (pl.col("threshold") == threshold))
    )
    assert rows.height == 1
    return rows[column][0]


def test_rates_by_group_of_a_table_worked_by_hand(make_examples):
    examples = make_examples(
        [0, 0, 0, 0, 1, 1], gender=[["female"], ["female"], ["male"], [], ["female"], None]
    )
    report = audit(examples, {"m": np.array([0.9, 0.1, 0.2, 0.3, 0.4, 0.8])})
    assert value(report, "false_positive_rate") == 1 / 4
    assert value(report, "false_positive_rate", slice="gender=female") == 1 / 2
    assert value(report, "false_negative_rate", slice="gender=female") == 1
    assert value(report, "false_negative_rate", slice="gender=female", column="rows") == 1
    assert math.isnan(value(report, "false_negative_rate", slice="gender=male"))
    assert report.not_annotated == {"gender": 1}


def test_the_table_has_the_columns_that_were_promised(make_examples):
    report = audit(make_examples([0, 1]), {"m": np.array([0.2, 0.8])})
    assert report.table().columns == [
        *("model", "slice", "metric", "threshold", "value", "lower", "upper"),
        *("numerator", "denominator", "rows", "evidence"),
    ]
    thresholds = report.table()["threshold"].drop_nulls().unique().sort().to_list()
    assert thresholds == [0.1, 0.3, 0.5, 0.7, 0.9]


def test_scores_may_be_a_column_an_array_or_a_callable():
    frame = pl.DataFrame({"y": [0, 1, 1], "s": [0.2, 0.4, 0.9], "t": ["a", "bb", "cccc"]})
    examples = read(frame, label="y", text="t")
    report = audit(
        examples,
        {
            "column": "s",
            "array": np.array([0.2, 0.4, 0.9]),
            "callable": lambda texts: np.array([{1: 0.2, 2: 0.4, 4: 0.9}[len(t)] for t in texts]),
        },
    )
    tables = [
        report.table().filter(pl.col("model") == name).drop("model")
        for name in ("column", "array", "callable")
    ]
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])


def test_a_tabular_model_is_given_its_features():
    frame = pl.DataFrame({"y": [0, 1], "age": [20, 60], "sex": ["f", "m"]})
    examples = read(frame, label="y", features=["age"], groups=["sex"])
    report = audit(examples, {"m": lambda features: features["age"].to_numpy() / 100})
    assert value(report, "true_positive_rate") == 1


def test_a_model_that_gives_two_columns_is_refused():
    examples = read(pl.DataFrame({"y": [0, 1], "t": ["a", "b"]}), label="y", text="t")
    expected = (
        "Score `m` must have one number for each of the 2 rows, but it has two, as if one for each "
        "class. Give the positive class alone: model.predict_proba(x)[:, 1]."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        audit(examples, {"m": lambda texts: np.zeros((len(texts), 2))})


def test_too_few_scores_are_refused(make_examples):
    expected = (
        "Score `m` must have one number for each of the 2 rows, but its shape is (3,). "
        "Score exactly these rows."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        audit(make_examples([0, 1]), {"m": np.zeros(3)})


def test_a_model_that_gives_no_answer_has_no_decision_for_that_row(make_examples):
    examples = make_examples([0, 0, 0, 1], g=[["a"], ["a"], ["b"], ["b"]], weights=[1, 3, 1, 1])
    report = audit(examples, {"m": [0.9, None, 0.1, 0.8], "n": [0.9, 0.2, 0.1, 0.8]})
    assert value(report, "no_decision_rate") == 3 / 6
    assert value(report, "no_decision_rate", slice="g=a") == 3 / 4
    assert value(report, "no_decision_rate", slice="g=b") == 0
    assert value(report, "no_decision_rate", slice="g=a", column="rows") == 2
    assert value(report, "false_positive_rate", slice="g=a") == 1
    assert value(report, "false_positive_rate", slice="g=a", column="rows") == 1
    assert "no_decision_rate" not in set(report.table().filter(pl.col("model") == "n")["metric"])


def test_a_null_in_a_column_of_scores_or_from_a_callable_is_no_decision():
    frame = pl.DataFrame({"y": [0, 0, 1], "s": [0.9, None, 0.8], "t": ["a", "b", "c"]})
    examples = read(frame, label="y", text="t")
    given = {"a": 0.9, "b": None, "c": 0.8}
    report = audit(examples, {"m": "s", "n": lambda texts: [given[text] for text in texts]})
    tables = [report.table().filter(pl.col("model") == n).drop("model") for n in ("m", "n")]
    assert tables[0].equals(tables[1])
    assert value(report, "no_decision_rate") == pytest.approx(1 / 3)


def test_a_pair_without_a_decision_on_one_side_is_no_pair(make_examples):
    examples = make_examples([0, 0, 0], texts=["he ran", "she ran", "he sat"])
    report = audit(
        examples,
        {"m": [0.9, None, 0.9]},
        pairs=ablation_pairs(examples, "gender_50"),
        counterfactual_scores={"m": [0.1, 0.1, None]},
    )
    assert value(report, "flip_rate", column="rows") == 1
    assert value(report, "flip_rate") == 1


def test_models_are_compared_on_rows_that_both_decided(make_examples):
    examples = make_examples([0, 0, 0, 1])
    found = compare(
        examples, {"m": [0.9, None, 0.1, 0.8], "n": [0.1, 0.1, None, 0.8]}, baseline="m"
    )
    row = found.table().filter(pl.col("metric") == "false_positive_rate").row(0, named=True)
    assert (row["rows"], row["change"]) == (1, -1)


def test_a_nan_score_is_refused_with_its_row(make_examples):
    expected = (
        "<frame>, row 2: score `m` must be a probability from 0 to 1, but here it is nan. "
        "Score every row, and pass logits through a sigmoid first."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        audit(make_examples([0, 1]), {"m": np.array([0.1, np.nan])})


def test_a_pipeline_in_place_of_scores_is_refused(make_examples):
    with pytest.raises(DataError, match=r"Give model.predict_proba\(x\)\[:, 1\]"):
        audit(make_examples([0, 1]), {"m": 0.5})


def test_no_model_is_refused(make_examples):
    with pytest.raises(PlanError, match="`scores` must name at least one model, got none"):
        audit(make_examples([0, 1]), {})


def test_a_threshold_that_is_no_probability_is_refused(make_examples):
    expected = (
        "`thresholds` must be one or more numbers in [0, 1], got [0.5, 3]. "
        "Scores are probabilities; give for example thresholds=[0.3, 0.5, 0.7]."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        audit(make_examples([0, 1]), {"m": np.zeros(2)}, thresholds=[0.5, 3])


def test_a_baseline_that_is_no_model_is_refused(make_examples):
    expected = "`baseline` must be one of the models. Did you mean `model`? Available: `model`."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        audit(make_examples([0, 1]), {"model": np.zeros(2)}, baseline="modle")


def test_crossings_are_slices_too(make_examples):
    examples = make_examples([0, 0, 0], a=[["x"], ["x"], []], b=[["y"], [], ["y"]])
    report = audit(examples, {"m": np.array([0.9, 0.1, 0.1])}, crossings=[("a", "b")])
    assert value(report, "false_positive_rate", slice="a & b=x & y") == 1
    assert value(report, "false_positive_rate", slice="a=x") == 0.5


def test_a_control_that_is_no_model_is_refused(make_examples):
    expected = "`controls` must name models, got `ghost`. Available: `m`."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        audit(make_examples([0, 1]), {"m": np.zeros(2)}, controls={"m": "ghost"})


def test_flips_compare_a_model_with_itself(make_examples):
    examples = make_examples(
        [0, 0, 1], texts=["a gay man", "a tree", "she fell"], gender=[["male"], [], ["female"]]
    )
    pairs = ablation_pairs(examples, ["gay", "she"])
    report = audit(
        examples,
        {"m": lambda texts: np.array([0.9 if "gay" in t or "fell" in t else 0.2 for t in texts])},
        pairs=pairs,
    )
    assert value(report, "flip_rate", column="rows") == 2
    assert value(report, "flip_rate") == 1 / 2
    assert value(report, "flip_rate_1_to_0", slice="gender=male") == 1
    assert value(report, "flip_rate", slice="gender=female") == 0


def test_scores_of_counterfactuals_can_be_given(make_examples):
    examples = make_examples([0, 0], texts=["he ran", "it ran"])
    pairs = ablation_pairs(examples, ["he"])
    report = audit(
        examples,
        {"m": np.array([0.9, 0.1])},
        pairs=pairs,
        counterfactual_scores={"m": np.array([0.3])},
    )
    assert value(report, "ctf_gap") == pytest.approx(0.6)


def test_a_model_without_scores_of_counterfactuals_is_refused(make_examples):
    examples = make_examples([0, 0], texts=["he ran", "it ran"])
    pairs = ablation_pairs(examples, ["he"])
    expected = (
        "Model `m` has scores of the examples but none of their counterfactual texts. "
        "Give them: counterfactual_scores={'m': [pairs] probabilities}. Available: none."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        audit(examples, {"m": np.array([0.9, 0.1])}, pairs=pairs)


def test_pairs_of_other_examples_are_refused(make_examples):
    pairs = ablation_pairs(make_examples([0], texts=["he ran"]), ["he"])
    expected = (
        "`pairs` were made from 1 examples, but these are 2. Make them of these examples, or take "
        "those that are of them by their ids: pairs.aligned(examples)."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        audit(
            make_examples([0, 1], texts=["he ran", "b"]),
            {"m": np.array([0.9, 0.1])},
            pairs=pairs,
            counterfactual_scores={"m": np.array([0.3])},
        )


def test_the_summary_holds_each_slice_against_overall_and_the_baseline(make_examples):
    examples = make_examples([0, 0, 0, 0], g=[["a"], ["a"], [], []])
    report = audit(
        examples, {"old": np.array([0.9, 0.9, 0.1, 0.1]), "new": np.array([0.9, 0.1, 0.9, 0.1])}
    )
    rows = summary(report).filter(
        (pl.col("slice") == "g=a") & (pl.col("metric") == "false_positive_rate")
    )
    assert rows["model"].to_list() == ["old", "new"]
    assert rows["percent_of_overall"].to_list() == [100.0, 0.0]
    assert rows["change"].to_list() == pytest.approx([math.nan, -0.5], nan_ok=True)
    assert rows["uncertain"].to_list() == [True, True]


def test_the_summary_holds_a_mended_model_against_its_control(make_examples):
    report = audit(
        make_examples([0, 0]),
        {"old": np.array([0.9, 0.9]), "new": np.array([0.1, 0.1]), "longer": np.array([0.9, 0.1])},
        controls={"new": "longer"},
    )
    rows = summary(report).filter(pl.col("metric") == "false_positive_rate")
    changes = dict(zip(rows["model"], rows["change_from_control"], strict=True))
    assert changes == pytest.approx({"old": math.nan, "new": -0.5, "longer": math.nan}, nan_ok=True)


def test_an_interval_without_width_over_few_rows_is_uncertain(make_examples):
    examples = make_examples([0] * 4, texts=["he a", "he b", "he c", "he d"])
    report = audit(
        examples,
        {"m": np.full(4, 0.5)},
        pairs=ablation_pairs(examples, ["he"]),
        counterfactual_scores={"m": np.full(4, 0.4)},
    )
    row = compared(report).filter(pl.col("metric") == "ctf_gap")
    assert row["lower"].to_list() == pytest.approx(row["upper"].to_list())
    assert row["uncertain"].to_list() == [True]


def test_a_summary_at_a_threshold_not_audited_is_refused(make_examples):
    report = audit(make_examples([0, 1]), {"m": np.array([0.2, 0.8])}, thresholds=[0.5])
    expected = (
        "`threshold` must be one of the report's, [0.5], got 0.4. "
        "Audit again with that threshold among `thresholds`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        summary(report, threshold=0.4)


@pytest.fixture
def fairness_indicators(oracles):
    """(examples, what Fairness Indicators gave for them)."""

    def load(*, weight):
        examples = read(
            oracles / "fi_input.csv",
            label="label",
            groups=["gender", "race", Delimited(column="religion", delimiter="|")],
            weight=weight,
        )
        return examples, json.loads((oracles / "fi.json").read_text())

    return load


@pytest.mark.parametrize("weighted", [False, True])
def test_rates_equal_those_of_fairness_indicators(fairness_indicators, weighted):
    examples, expected = fairness_indicators(weight="weight" if weighted else None)
    table = audit(examples, {"m": "prediction"}).table()
    found = {
        (row["slice"], row["metric"], row["threshold"]): row["value"]
        for row in table.iter_rows(named=True)
    }
    compared = 0
    for piece, metrics in expected["fairness_indicators"].items():
        for name, number in metrics["weighted" if weighted else "unweighted"].items():
            metric, _, threshold = name.partition("@")
            key = (piece.lower() if piece == "Overall" else piece, metric, threshold)
            if not threshold or (key[0], metric, float(threshold)) not in found:
                continue
            ours = found[key[0], metric, float(threshold)]
            compared += 1
            assert ours == pytest.approx(float(number), abs=1e-9, nan_ok=True), key
    assert compared == 8 * 5 * 8


@pytest.mark.parametrize("weighted", [False, True])
def test_flips_equal_those_of_the_older_metrics(fairness_indicators, weighted):
    examples, expected = fairness_indicators(weight="weight" if weighted else None)
    pairs = Pairs(
        frame=pl.DataFrame(
            {
                "source": np.arange(len(examples), dtype=np.uint32),
                "counterfactual": [""] * len(examples),
                "after": examples.frame["cf_prediction"],
            }
        ),
        examples=len(examples),
    )
    report = audit(examples, {"m": "prediction"}, pairs=pairs, counterfactual_scores={"m": "after"})
    ways = {"negative_to_positive": "flip_rate_0_to_1", "positive_to_negative": "flip_rate_1_to_0"}
    for piece, metrics in expected["counterfactual_flip"].items():
        place = {"slice": "overall" if piece == "Overall" else piece}
        numbers = metrics["weighted" if weighted else "unweighted"]
        for threshold in (0.3, 0.5):
            flips = 0.0
            for theirs, ours in ways.items():
                count = numbers[f"flip_count/{theirs}@{threshold}"]
                flips += count
                found = value(report, ours, **place, threshold=threshold, column="numerator")
                assert found == pytest.approx(count, abs=1e-9)
            rows = sum(
                numbers[f"flip_count/{label}_examples_count@{threshold}"]
                for label in ("negative", "positive")
            )
            found = value(report, "flip_rate_of_rows", **place, threshold=threshold)
            assert found == pytest.approx(flips / rows if rows else math.nan, nan_ok=True)


def test_areas_are_within_the_error_of_the_older_histograms(fairness_indicators):
    examples, expected = fairness_indicators(weight="weight")
    report = audit(examples, {"m": "prediction"})
    for piece, metrics in expected["fairness_indicators"].items():
        number = metrics["weighted"]["auc"]
        ours = value(report, "roc_auc", slice=piece.lower() if piece == "Overall" else piece)
        if piece == "gender=transgender":
            assert math.isnan(ours)
        else:
            assert ours == pytest.approx(number, abs=2.3e-4)
