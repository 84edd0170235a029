"""A forest plot of gaps shows the numbers of `Report.gaps`, widest first."""

import re

import numpy as np
import polars as pl
import pytest

from counterpoise.auditing import audit
from counterpoise.data import read
from counterpoise.errors import PlanError
from counterpoise.figures import gap_forest_plot

COUNTS = {"calm": (400, 20), "harsh": (400, 160), "even": (400, 80), "tiny": (5, 3)}
"""Group -> its negatives, and how many of them are called positive."""


@pytest.fixture
def report():
    groups, scores = [], []
    for name, (negatives, called) in COUNTS.items():
        groups += [[name]] * negatives
        scores += [0.9] * called + [0.1] * (negatives - called)
    frame = pl.DataFrame(
        {
            "label": [0.0] * len(groups),
            "group": pl.Series(groups, dtype=pl.List(pl.Enum([*COUNTS, "nobody"]))),
        }
    )
    examples = read(frame, label="label", groups=["group"])
    other = np.roll(scores, 400)
    return audit(examples, {"m": np.array(scores), "other": other}, thresholds=[0.5])


def test_rows_fall_from_the_greatest_gap_and_undefined_ones_are_last(report, drawn):
    seen = drawn(gap_forest_plot(report, models=["m"]))
    assert seen.rows == ["group=tiny", "group=harsh", "group=even", "group=calm", "group=nobody"]
    found = [mark.x for mark in seen.marks()]
    assert found == sorted(found, reverse=True)


def test_points_and_intervals_are_those_of_the_gaps(report, drawn):
    for against in ("overall", "rest"):
        seen = drawn(gap_forest_plot(report, models=["m"], against=against))
        table = report.gaps(against=against).filter(metric="false_positive_rate", model="m")
        for mark, name in zip(seen.marks(), seen.rows, strict=False):
            row = table.filter(slice=name).row(0, named=True)
            assert mark.x == row["difference"]
            assert seen.bar(mark.y) == (row["lower"], row["upper"])
            assert mark.filled == (row["evidence"] == "enough")


def test_what_slices_are_held_against_is_said(report):
    labels = [gap_forest_plot(report, against=a).axes[0].get_xlabel() for a in ("overall", "rest")]
    assert labels == [
        "False positive rate at score > 0.5: difference to overall",
        "False positive rate at score > 0.5: difference to the rest",
    ]


def test_a_line_stands_at_no_difference(report, drawn):
    assert drawn(gap_forest_plot(report)).uprights() == [(0, "-")]


def test_adjusted_p_values_are_written_and_small_ones_starred(report, drawn):
    seen = drawn(gap_forest_plot(report, models=["m"], slices=["group=harsh", "group=even"]))
    assert seen.panel_texts(0).count("*") == 1
    assert "< 0.001" in seen.panel_texts(0)
    assert seen.legend == ["m", "adjusted p < 0.05"]


def test_without_small_p_values_there_is_no_star(report, drawn):
    seen = drawn(gap_forest_plot(report, models=["m"], slices=["group=even"]))
    assert "*" not in seen.panel_texts(0)
    assert seen.legend == ["m"]


def test_a_hollow_point_is_explained(report, drawn):
    assert drawn(gap_forest_plot(report, models=["m"])).legend[-1] == (
        "not enough data: the interval of the slice's own rate reaches more than 0.1 to a side"
    )


def test_top_keeps_the_widest_gaps_and_says_so(report, drawn):
    seen = drawn(gap_forest_plot(report, models=["m"], top=2))
    assert seen.rows == ["group=tiny", "group=harsh"]
    label = seen.figure.axes[0].get_xlabel()
    assert label.endswith("\n2 of 5 slices: those with the widest gaps")


def test_top_looks_at_every_model_shown(report, drawn):
    seen = drawn(gap_forest_plot(report, slices=["group=harsh", "group=even"], top=1))
    both = drawn(gap_forest_plot(report, slices=["group=harsh", "group=even"]))
    widest = max(both.marks(), key=lambda mark: abs(mark.x))
    assert widest.x in [mark.x for mark in seen.marks()]


def test_top_below_one_is_refused(report):
    expected = "`top` must be at least 1, got 0. Give how many slices to show."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        gap_forest_plot(report, top=0)


def test_more_than_sixty_slices_need_a_choice(grouped, drawn):
    examples, scores = grouped(61)
    many = audit(examples, {"m": scores}, thresholds=[0.5])
    expected = (
        "One figure shows at most 60 slices, got 61. Name those to show, for example "
        "slices=['gender=female', 'gender=male']. Or give top=20 for the 20 with the widest gaps."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        gap_forest_plot(many)
    assert len(drawn(gap_forest_plot(many, top=20)).rows) == 20


def test_no_slice_but_overall_is_refused(report):
    expected = (
        "A gap needs a slice besides overall, got none. Audit with groups, or name slices to show."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        gap_forest_plot(report, slices=["overall"])


def test_prevalence_has_no_threshold(report):
    label = gap_forest_plot(report, metric="prevalence").axes[0].get_xlabel()
    assert label == "Prevalence: difference to overall"
