import json
import re

import numpy as np
import polars as pl
import pytest

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.errors import DataError, PlanError
from counterpoise.pair_audit.auditing import audit_pairs
from counterpoise.pair_audit.report import PairReport
from counterpoise.stats.sufficiency import sufficiency


@pytest.fixture(scope="module")
def report():
    """Of 200 sources, 80 flip under `plain` and 8 of these under `mended`, by two generators."""
    sources = np.arange(200)
    frame = pl.DataFrame(
        {
            "source": np.tile(sources, 2),
            "counterfactual": ["x"] * 400,
            "terms": [[("she", "he")[place % 2]] for place in range(400)],
            "generator": ["removed"] * 200 + ["swapped"] * 200,
            "plain": np.tile(np.where(sources < 80, 0.9, 0.1), 2),
            "mended": np.r_[np.where(sources < 8, 0.9, 0.1), np.where(sources < 40, 0.9, 0.1)],
        }
    )
    return audit_pairs(
        Pairs(frame=frame, examples=200),
        {"plain": np.full(200, 0.2), "mended": np.full(200, 0.2)},
        counterfactual_scores={"plain": "plain", "mended": "mended"},
        thresholds=[0.5],
        trained_with={"mended": "removed"},
        facts={"seed": "0"},
    )


def test_the_flip_rate_is_down_by_ninety_percent(report):
    found = report.compare("plain", "mended", metrics=["flip_rate"], by=["generator"])
    row = found.row(0, named=True)
    assert row["slice"] == "removed"
    assert (row["baseline_value"], row["value"]) == (0.4, 0.04)
    assert row["reduction"] == pytest.approx(90)
    assert 80 < row["reduction_lower"] < 90 < row["reduction_upper"] < 96
    assert row["lower"] < row["change"] < row["upper"] < -0.2
    assert row["adjusted_p_value"] < 1e-6


def test_the_other_way_round_the_change_has_the_other_sign(report):
    there = report.compare("plain", "mended", by=["term"])
    back = report.compare("mended", "plain", by=["term"])
    np.testing.assert_allclose(back["change"], -there["change"])
    np.testing.assert_allclose(back["lower"], -there["upper"])
    np.testing.assert_allclose(back["p_value"], there["p_value"])


def test_the_matrix_has_every_model_under_every_generator(report):
    found = report.matrix()
    shown = found.select("model", "trained_with", "tested_with", "own", "value", "pairs")
    assert shown.rows() == [
        ("plain", None, "removed", False, 0.4, 200),
        ("plain", None, "swapped", False, 0.4, 200),
        ("mended", "removed", "removed", True, 0.04, 200),
        ("mended", "removed", "swapped", False, 0.2, 200),
    ]
    assert {"lower", "upper", "metric", "threshold", "evidence"} <= set(found.columns)


def test_a_table_has_the_metrics_and_families_asked_for(report):
    found = report.table(metrics=["ctf_gap"], by=["term"])
    assert found["slice"].to_list() == ["he", "she"] * 2
    assert found["threshold"].null_count() == 4
    assert found["flips"].null_count() == 4
    assert report.families == ("overall", "term", "generator")


def test_gaps_leave_overall_out_and_tell_how_many_sources_would_be_enough(report):
    found = report.gaps(metrics=["flip_rate", "ctf_gap"])
    assert "overall" not in found["family"].to_list()
    rate, sources = np.array([0.4, 0.04]), np.array([200, 200])
    enough = sufficiency(rate, sources.astype(float), sources, half_width=0.1).rows_enough
    rates = found.filter(metric="flip_rate", slice="removed")
    assert rates["sources_enough"].to_list() == enough.tolist()
    assert found.filter(metric="ctf_gap")["sources_enough"].null_count() == 8


def test_few_sources_are_not_enough_data():
    frame = pl.DataFrame({"source": [0, 1], "counterfactual": ["a", "b"], "after": [0.9, 0.1]})
    report = audit_pairs(
        Pairs(frame=frame, examples=2), {"m": [0.2, 0.2]}, counterfactual_scores={"m": "after"}
    )
    assert report.table()["evidence"].unique().to_list() == ["not enough data"]


def test_p_values_are_adjusted_among_the_slices_of_a_family(report):
    found = report.gaps(metrics=["flip_rate"], by=["term"]).filter(model="plain")
    raw, adjusted = found["p_value"].to_list(), found["adjusted_p_value"].to_list()
    assert adjusted == pytest.approx([max(raw)] * 2)
    holm = report.gaps(metrics=["flip_rate"], by=["term"], correction="holm")
    assert holm.filter(model="plain")["adjusted_p_value"][0] == pytest.approx(min(1, 2 * min(raw)))


def test_what_was_saved_is_what_is_loaded(report, tmp_path):
    loaded = PairReport.load(report.save(tmp_path / "pairs.json"))
    assert loaded.table().equals(report.table())
    assert loaded.gaps().equals(report.gaps())
    assert loaded.compare("mended", "plain").equals(report.compare("mended", "plain"))
    assert loaded.matrix().equals(report.matrix())
    assert (loaded.pairs, loaded.sources, loaded.each) == (400, 200, "pair")
    assert loaded.facts == {"seed": "0"}


def test_a_damaged_file_is_told(report, tmp_path):
    path = report.save(tmp_path / "pairs.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    del document["slices"]
    path.write_text(json.dumps(document), encoding="utf-8")
    expected = (
        f"{path} should be a report of pairs, but a part of it is missing or damaged: "
        "KeyError('slices'). Write it again with PairReport.save."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        PairReport.load(path)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            lambda one: one.table(metrics=["flips"]),
            "`metrics` must name what was measured, got 'flips'. "
            "Available: `flip_rate`, `flip_rate_0_to_1`, `flip_rate_1_to_0`, `ctf_gap`, "
            "`ctf_gap_logit`.",
        ),
        (
            lambda one: one.table(by=["trained"]),
            "`by` must name what was measured, got 'trained'. "
            "Available: `overall`, `term`, `generator`.",
        ),
        (
            lambda one: one.gaps(correction="none"),
            "`correction` cannot be 'none'. Available: `benjamini_hochberg`, `holm`.",
        ),
        (
            lambda one: one.compare("plain", "mend"),
            "There is no model `mend` in this report. Did you mean `mended`? "
            "Available: `plain`, `mended`.",
        ),
        (
            lambda one: one.compare("plain", "plain"),
            "`mended` must be another model than `baseline`, got `plain` twice. "
            "Name two models of this report.",
        ),
    ],
)
def test_what_was_not_measured_is_refused(report, asked, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        asked(report)
