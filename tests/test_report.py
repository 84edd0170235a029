import json
import re

import numpy as np
import polars as pl
import pytest

from counterpoise import Report, ablation_pairs, audit, summary
from counterpoise.errors import DataError, PlanError
from counterpoise.summaries import compared


@pytest.fixture
def report(make_examples):
    examples = make_examples(
        [0, 0, 1, 1],
        weights=[1.0, 2.0, 1.0, 0.5],
        texts=["he ran", "she ran", "it ran", "it sat"],
        gender=[["male"], ["female"], [], None],
    )
    pairs = ablation_pairs(examples, "gender_50")
    return audit(
        examples,
        {"m": np.array([0.9, 0.1, 0.8, 0.3], dtype=np.float32)},
        pairs=pairs,
        counterfactual_scores={"m": np.array([0.2, 0.1], dtype=np.float32)},
        facts={"data": "four rows ‮ <b>"},
    )


def test_a_saved_report_loads_as_it_was(report, tmp_path):
    loaded = Report.load(report.save(tmp_path / "report.json"))
    assert loaded.table().equals(report.table())
    assert loaded.facts == report.facts
    assert loaded.not_annotated == report.not_annotated
    assert [piece.name for piece in loaded.slices] == [piece.name for piece in report.slices]


def test_a_saved_report_is_json_without_nan(report, tmp_path):
    text = report.save(tmp_path / "report.json").read_text()
    document = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    assert document["format"] == "counterpoise.report"
    assert document["version"] == 2


def test_saving_twice_leaves_one_whole_file(report, tmp_path):
    report.save(tmp_path / "report.json")
    report.save(tmp_path / "report.json")
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]


def test_a_missing_report_is_refused(tmp_path):
    path = tmp_path / "none.json"
    expected = f"There is no report at {path}. Give the path of a report.json."
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        Report.load(path)


def test_a_file_that_is_no_json_is_refused(tmp_path):
    path = tmp_path / "report.json"
    path.write_text("not json")
    expected = (
        f"{path} should be a report in JSON, but cannot be read as JSON: Expecting value: line 1 "
        "column 1 (char 0). Give a file that Report.save wrote."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        Report.load(path)


def test_other_json_is_refused(tmp_path):
    path = tmp_path / "report.json"
    path.write_text("[1]")
    expected = (
        f"{path} should be a report (`format`: 'counterpoise.report'), but is other JSON. "
        "Give a file that Report.save wrote."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        Report.load(path)


def test_a_newer_version_is_refused(report, tmp_path):
    path = report.save(tmp_path / "report.json")
    path.write_text(path.read_text().replace('"version": 2', '"version": 3', 1))
    expected = (
        f"{path} is a report of version 3, and this counterpoise reads version 2. "
        "Install the counterpoise that wrote it, or a newer one."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        Report.load(path)


def test_an_unknown_model_is_refused(report):
    expected = "There is no model `n` in this report. Available: `m`."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        report.model("n")


@pytest.mark.parametrize("missing", ["patterns", "models", "facts"])
def test_a_report_with_a_part_missing_is_refused(report, tmp_path, missing):
    path = report.save(tmp_path / "report.json")
    document = json.loads(path.read_text())
    del document[missing]
    path.write_text(json.dumps(document))
    expected = (
        f"{path} should be a report, but a part of it is missing or damaged: "
        f"KeyError('{missing}'). Write it again with Report.save."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        Report.load(path)


def test_gaps_hold_every_slice_against_overall(make_examples):
    examples = make_examples(
        [0] * 40 + [1] * 4, g=[["a"]] * 10 + [["b"]] * 20 + [None] * 10 + [["a"]] * 4
    )
    scores = np.where(np.arange(44) < 6, 0.9, 0.1)
    gaps = audit(examples, {"m": scores}).gaps()
    row = gaps.filter(
        (pl.col("slice") == "g=a")
        & (pl.col("metric") == "false_positive_rate")
        & (pl.col("threshold") == 0.5)
    ).row(0, named=True)
    assert row["value"] == pytest.approx(0.6)
    assert row["reference"] == pytest.approx(6 / 40)
    assert row["difference"] == pytest.approx(0.45)
    assert row["percent_change"] == pytest.approx(300)
    assert row["lower"] < 0.45 < row["upper"]
    assert (row["rows"], row["reference_rows"]) == (10, 40)
    assert row["evidence"] == "not enough data"
    assert row["rows_enough"] > 10
    assert row["adjusted_p_value"] >= row["p_value"]


def test_the_rest_of_a_slice_holds_annotated_rows_only(make_examples):
    examples = make_examples([0] * 40, g=[["a"]] * 10 + [["b"]] * 20 + [None] * 10)
    scores = np.where(np.arange(40) % 2 == 0, 0.9, 0.1)
    row = (
        audit(examples, {"m": scores})
        .gaps(against="rest")
        .filter((pl.col("slice") == "g=a") & (pl.col("metric") == "positive_rate"))
        .row(0, named=True)
    )
    assert (row["rows"], row["reference_rows"]) == (10, 20)


def test_gaps_against_nothing_known_are_refused(report):
    expected = (
        "`against` cannot be 'others'. "
        "Available: `overall`, `rest`, `gender=female`, `gender=male`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        report.gaps(against="others")


def test_gaps_of_a_loaded_report_are_the_same(report, tmp_path):
    loaded = Report.load(report.save(tmp_path / "report.json"))
    assert loaded.gaps(against="rest").equals(report.gaps(against="rest"))


@pytest.fixture
def whole(make_examples):
    """A report with every metric, of scores that favour one group."""
    generator = np.random.default_rng(8)
    labels = (generator.random(600) < 0.4).astype(float)
    groups = [[["a"], ["b"], ["a", "b"], [], None][place % 5] for place in range(600)]
    shift = np.array([0.8 if group and "a" in group else 0.0 for group in groups])
    scores = 1 / (1 + np.exp(-(generator.normal(size=600) + 2 * labels - 1 + shift)))
    examples = make_examples(labels, g=groups)
    return audit(examples, {"m": scores}, include=["bias_auc", "pr_auc", "calibration"])


def test_metrics_that_take_longer_are_there_when_included(whole, report):
    more = set(whole.table()["metric"]) - set(report.table()["metric"])
    assert more == {
        *("pr_auc", "subgroup_auc", "bpsn_auc", "bnsp_auc"),
        *("positive_average_equality_gap", "negative_average_equality_gap"),
        *("calibration_in_the_large", "calibration_ratio", "calibration_slope"),
        *("calibration_intercept", "expected_calibration_error"),
        "expected_calibration_error_by_chance",
    }


def test_subgroup_auc_is_the_auc_within_the_slice(whole):
    table = whole.table().filter(pl.col("slice") == "g=a")
    areas = {
        name: table.filter(pl.col("metric") == name)["value"][0]
        for name in ("roc_auc", "subgroup_auc")
    }
    assert areas["roc_auc"] == areas["subgroup_auc"]


def test_a_whole_report_loads_as_it_was(whole, tmp_path):
    loaded = Report.load(whole.save(tmp_path / "report.json"))
    assert loaded.table().equals(whole.table())
    assert loaded.calibration(bins=5).equals(whole.calibration(bins=5))
    assert loaded.criteria().equals(whole.criteria())


def test_criteria_name_the_group_that_is_furthest_out(whole):
    rows = {
        row["metric"]: row
        for row in whole.criteria().iter_rows(named=True)
        if row["threshold"] in (0.5, None)
    }
    rates = {
        row["slice"]: row["value"]
        for row in whole.table().iter_rows(named=True)
        if row["metric"] == "false_positive_rate" and row["threshold"] == 0.5
    }
    fped = sum(abs(rates["overall"] - rates[name]) for name in ("g=a", "g=b"))
    assert rows["false_positive_equality_difference"]["value"] == pytest.approx(fped)
    assert rows["demographic_parity_difference"]["highest"] == "g=a"
    assert rows["demographic_parity_difference"]["lowest"] == "g=b"
    assert rows["worst_group_accuracy"]["value"] <= rows["accuracy"]["value"]
    assert 0 < rows["bias_score"]["value"] < 1
    assert rows["bias_score"]["left_out"] == []


def test_the_curve_falls_from_all_positive_to_none(whole):
    curve = whole.curve(metrics=["positive_rate"]).filter(pl.col("slice") == "overall")
    values = curve.sort("threshold")["value"].to_list()
    assert curve.height >= 101
    assert values[0] == 1
    assert values[-1] == 0
    assert values == sorted(values, reverse=True)


def test_reliability_counts_every_row_once(whole):
    bins = whole.calibration(bins=10).filter(pl.col("slice") == "overall")
    assert bins["rows"].sum() == 600
    shown = bins.filter(pl.col("rows") > 0)
    assert (shown["lower"] <= shown["observed"]).all()
    assert (shown["mean_score"].diff().drop_nulls() > 0).all()


def test_calibration_that_was_not_included_is_refused(report):
    expected = (
        "The audit of `m` kept no sums for calibration. Audit again with include=['calibration']."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        report.calibration()


def test_a_curve_of_no_rate_is_refused(report):
    with pytest.raises(PlanError, match=r"^`metrics` must name rates, got `roc_auc`. Available:"):
        report.curve(metrics=["roc_auc"])


def test_including_what_does_not_exist_is_refused(make_examples):
    expected = (
        "`include` cannot hold 'bias_aucs'. Did you mean `bias_auc`? "
        "Available: `bias_auc`, `pr_auc`, `calibration`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        audit(make_examples([0, 1]), {"m": np.zeros(2)}, include=["bias_aucs"])


def test_metrics_without_an_interval_are_not_marked_for_it(whole):
    rows = compared(whole).filter(pl.col("slice") == "overall")
    marks = dict(zip(rows["metric"], rows["uncertain"], strict=True))
    assert not marks["expected_calibration_error"]
    shares = rows.filter(pl.col("metric") == "calibration_intercept")["percent_of_overall"]
    assert shares.is_nan().all()


def test_equalized_odds_name_the_ends_of_the_rate_that_decides(make_examples):
    examples = make_examples([1, 1, 0, 0, 1, 1, 0, 0], g=[["a"]] * 4 + [["b"]] * 4)
    scores = np.array([0.9, 0.9, 0.9, 0.1, 0.9, 0.1, 0.1, 0.1])
    odds = audit(examples, {"m": scores}, thresholds=[0.5]).criteria()
    rows = {row["metric"]: row for row in odds.iter_rows(named=True)}
    assert rows["equal_opportunity_difference"]["lowest"] == "g=b"
    assert rows["equal_opportunity_difference"]["highest"] == "g=a"
    assert rows["equalized_odds_difference"]["value"] == 0.5
    assert rows["equalized_odds_ratio"]["value"] == 0
    assert rows["equalized_odds_ratio"]["lowest"] == "g=b"
    assert rows["worst_group_accuracy"]["highest"] is None


def test_reliability_says_where_its_bins_lie(whole):
    bins = whole.calibration(bins=5)
    assert bins["lower_edge"][:5].to_list() == [0.0, 0.2, 0.4, 0.6, 0.8]
    assert bins["upper_edge"][:5].to_list() == [0.2, 0.4, 0.6, 0.8, 1.0]


def test_a_summary_takes_the_threshold_that_there_is(make_examples):
    report = audit(make_examples([0, 1]), {"m": np.array([0.2, 0.8])}, thresholds=[0.4])
    assert summary(report).equals(summary(report, threshold=0.4))
