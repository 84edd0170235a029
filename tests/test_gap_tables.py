"""Gaps of a report against every kind of reference, with every kind of interval."""

import re

import numpy as np
import polars as pl
import pytest

from counterpoise import audit, read
from counterpoise.errors import PlanError

FPR = pl.col("metric") == "false_positive_rate"


@pytest.fixture(scope="module")
def report():
    generator = np.random.default_rng(4)
    rows = 3000
    groups = [
        [name for name, share in (("a", 0.5), ("b", 0.3), ("c", 0.003)) if draw < share]
        for draw in generator.random(rows)
    ]
    labels = (generator.random(rows) < 0.4).astype(float)
    frame = pl.DataFrame({"label": labels, "g": groups})
    scores = np.clip(labels * 0.3 + generator.random(rows) * 0.7, 0, 1)
    return audit(read(frame, label="label", groups=["g"]), {"m": scores}, thresholds=[0.3, 0.5])


@pytest.mark.parametrize("against", ["overall", "rest", "g=b"])
def test_resampled_intervals_lie_near_those_of_formulas(report, against):
    plain = report.gaps(against=against).filter(FPR)
    drawn = report.gaps(against=against, intervals="resampled").filter(FPR)
    assert plain["interval"].unique().to_list() == ["newcombe"]
    assert drawn.drop("lower", "upper", "interval", "ratio_lower", "ratio_upper").equals(
        plain.drop("lower", "upper", "interval", "ratio_lower", "ratio_upper")
    )
    both = plain.join(drawn, on=["slice", "threshold"]).filter(
        pl.col("interval_right") == "resampled", pl.col("difference") != 0
    )
    assert both.height >= 2
    width = both["upper"] - both["lower"]
    for end in ("lower", "upper"):
        assert ((both[end] - both[f"{end}_right"]).abs() < 0.15 * width).all()


def test_few_hits_keep_the_interval_of_the_formula(report):
    drawn = report.gaps(intervals="resampled").filter(FPR, slice="g=c")
    assert drawn["interval"].to_list() == ["newcombe"] * 2


def test_the_seed_decides_the_redrawings(report):
    first, again = (report.gaps(intervals="resampled", seed=3) for _ in range(2))
    assert first.equals(again)
    assert not first.equals(report.gaps(intervals="resampled", seed=4))


def test_a_reference_slice_shares_its_rows(report):
    # b lies within a: a's gap to b is that of a's other rows to b, scaled by their share.
    row = report.gaps(against="g=b").filter(FPR, slice="g=a", threshold=0.5).row(0, named=True)
    rates = {
        name: (rate, rows)
        for name, rate, rows in report.table()
        .filter(FPR, threshold=0.5)
        .select("slice", "value", "rows")
        .iter_rows()
    }
    assert row["difference"] == pytest.approx(rates["g=a"][0] - rates["g=b"][0])
    assert (row["rows"], row["reference_rows"]) == (rates["g=a"][1], rates["g=b"][1])
    assert row["lower"] < row["difference"] < row["upper"]


def test_a_slice_against_itself_has_no_gap(report):
    row = report.gaps(against="g=a").filter(FPR, slice="g=a", threshold=0.5).row(0, named=True)
    assert (row["difference"], row["lower"], row["upper"]) == (0, 0, 0)


def test_holm_is_never_below_benjamini_hochberg(report):
    discovered, decided = (
        report.gaps(correction=name)["adjusted_p_value"] for name in ("benjamini_hochberg", "holm")
    )
    assert (decided >= discovered - 1e-12).all()
    assert (decided > discovered).any()


def test_every_table_of_the_report_names_its_families(report):
    assert set(report.largest_gaps()["family"]) == {"g"}
    assert set(report.family_gaps()["slice"]) == {"g=a", "g=b", "g=c"}
    shrunk = report.shrunk(metrics=["false_positive_rate"]).filter(threshold=0.5)
    raw = report.table().filter(FPR, pl.col("slice") != "overall", threshold=0.5)
    np.testing.assert_allclose(shrunk["value"], raw["value"])


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            {"intervals": "bootstrap"},
            "`intervals` cannot be 'bootstrap'. Available: `newcombe`, `resampled`.",
        ),
        (
            {"intervals": "resampled", "draws": 10},
            "`draws` must be at least 200, or no percentile of them can be told, got 10. "
            "Leave it out for 2,000.",
        ),
        (
            {"correction": "bonferroni"},
            "`correction` cannot be 'bonferroni'. Available: `benjamini_hochberg`, `holm`.",
        ),
    ],
)
def test_what_is_unknown_is_refused(report, asked, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        report.gaps(**asked)
