"""A forest plot of changes shows the numbers of `Comparison.table`, with the margin."""

import re

import pytest
from matplotlib.patches import Rectangle

from counterpoise.errors import PlanError
from counterpoise.figures import change_forest_plot


def shaded(figure):
    return [
        (patch.get_x(), patch.get_x() + patch.get_width())
        for patch in figure.axes[0].patches
        if isinstance(patch, Rectangle)
    ]


def test_points_and_intervals_are_those_of_the_table(comparison, drawn):
    for metric in ("false_positive_rate", "accuracy", "roc_auc", "false_positive_rate_gap_size"):
        seen = drawn(change_forest_plot(comparison, metric=metric))
        table = comparison.table().filter(metric=metric)
        table = table.filter((table["threshold"] == 0.5) | table["threshold"].is_null())
        for mark, name in zip(seen.marks(), seen.rows, strict=False):
            row = table.filter(slice=name).row(0, named=True)
            assert mark.x == row["change"]
            assert seen.bar(mark.y) == (row["lower"], row["upper"])
            assert mark.filled == (row["verdict"] != "inconclusive")


def test_every_verdict_is_written_beside(comparison, drawn):
    seen = drawn(change_forest_plot(comparison))
    assert [text for text in seen.panel_texts(0) if text in ("pass", "fail", "inconclusive")] == [
        "pass",
        "pass",
        "inconclusive",
        "inconclusive",
    ]
    assert "verdict" in seen.panel_texts(0)


def test_where_lower_is_better_the_ground_above_the_margin_is_grey(comparison):
    figure = change_forest_plot(comparison)
    assert shaded(figure) == [pytest.approx((0.02, figure.axes[0].get_xlim()[1]))]


def test_where_higher_is_better_the_ground_below_the_margin_is_grey(comparison):
    figure = change_forest_plot(comparison, metric="accuracy")
    ((left, right),) = shaded(figure)
    assert sorted((left, right)) == pytest.approx([figure.axes[0].get_xlim()[0], -0.02])


def test_where_no_way_is_better_there_is_neither_margin_nor_verdict(comparison, drawn):
    seen = drawn(change_forest_plot(comparison, metric="positive_rate"))
    assert shaded(seen.figure) == []
    assert seen.legend == ["mended"]
    assert "verdict" not in seen.panel_texts(0)
    assert all(mark.filled for mark in seen.marks())


def test_the_legend_names_the_margin_and_what_hollow_means(comparison, drawn):
    assert drawn(change_forest_plot(comparison)).legend == [
        "mended",
        "worse by more than the margin of 0.02",
        "inconclusive: not enough data to say on which side of the margin",
    ]


def test_the_axis_names_the_baseline(comparison):
    label = change_forest_plot(comparison).axes[0].get_xlabel()
    assert label == "False positive rate: change from plain at score > 0.5"


def test_a_model_looks_as_it_does_in_figures_of_the_report(comparison, drawn):
    assert {mark.colour for mark in drawn(change_forest_plot(comparison)).marks()} == {"#d55e00"}


def test_a_gap_has_no_overall(comparison, drawn):
    seen = drawn(change_forest_plot(comparison, metric="false_positive_rate_gap"))
    assert seen.rows == ["group=a", "group=b", "group=nobody"]


def test_what_cannot_be_compared_is_told(comparison, drawn):
    assert "undefined: no rows count for it" in drawn(change_forest_plot(comparison)).texts


def test_a_gap_without_slices_is_refused(comparison):
    expected = (
        "A change of a gap needs a slice besides overall, got none. "
        "Compare on groups, or name slices to show."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        change_forest_plot(comparison, metric="false_positive_rate_gap", slices=["overall"])


def test_the_baseline_is_no_model_to_show(comparison):
    expected = "`models` must name models that were measured, got `plain`. Available: `mended`."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        change_forest_plot(comparison, models=["plain"])
