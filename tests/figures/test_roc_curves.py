"""ROC curves go through the rates of `Report.curve`, with the areas of the report's table."""

import re

import numpy as np
import pytest

from counterpoise.auditing import audit
from counterpoise.errors import PlanError
from counterpoise.figures import roc_curves

RATES = ("false_positive_rate", "true_positive_rate")


def points(report, name):
    rows = report.curve(metrics=RATES).filter(model="plain", slice=name)
    return [rows.filter(metric=rate)["value"].to_numpy() for rate in RATES]


def drawn_lines(axes, style):
    return [
        line for line in axes.lines if line.get_linestyle() == style and len(line.get_xdata()) > 2
    ]


def test_a_line_goes_from_where_all_is_positive_through_every_threshold(report):
    axes = roc_curves(report, models=["plain"], slices=["group=a"]).axes[1]
    (line,) = drawn_lines(axes, "-")
    across, up = points(report, "group=a")
    np.testing.assert_array_equal(line.get_xdata(), [1, *across])
    np.testing.assert_array_equal(line.get_ydata(), [1, *up])


def test_dotted_lines_repeat_overall(report):
    whole, inside = roc_curves(report, models=["plain"], slices=["group=a"]).axes
    (line,) = drawn_lines(inside, ":")
    np.testing.assert_array_equal(line.get_xdata(), [1, *points(report, "overall")[0]])
    assert drawn_lines(whole, ":") == []


def test_the_area_stands_in_the_panel_with_its_interval(report):
    axes = roc_curves(report, models=["plain"], slices=["group=a"]).axes[1]
    row = report.table().filter(metric="roc_auc", model="plain", slice="group=a").row(0, named=True)
    legend = axes.get_legend()
    assert legend.get_title().get_text() == "AUC [95 %]"
    assert [entry.get_text() for entry in legend.get_texts()] == [
        f"{row['value']:.3f} [{row['lower']:.3f}, {row['upper']:.3f}]"
    ]


def test_a_cross_stands_at_the_threshold_with_both_intervals(report, drawn):
    figure = roc_curves(report, threshold=0.7, models=["plain"], slices=["group=a"])
    (mark,) = drawn(figure).marks(1)
    ends = [
        report.curve(metrics=[rate]).filter(model="plain", slice="group=a", threshold=0.7)
        for rate in RATES
    ]
    assert (mark.x, mark.y) == (ends[0]["value"][0], ends[1]["value"][0])
    (container,) = figure.axes[1].containers
    across, up = (bar.get_segments()[0] for bar in container.lines[2])
    assert across[:, 0].tolist() == pytest.approx([ends[0]["lower"][0], ends[0]["upper"][0]])
    assert up[:, 1].tolist() == pytest.approx([ends[1]["lower"][0], ends[1]["upper"][0]])


def test_the_cross_is_hollow_where_a_rate_has_too_little_data(report, drawn):
    seen = drawn(roc_curves(report, models=["plain"], slices=["group=a", "group=b"]))
    assert [seen.marks(place)[0].filled for place in range(3)] == [True, True, False]
    assert seen.legend[-1] == "not enough data: the interval reaches more than 0.1 to a side"


def test_any_hundredth_is_a_threshold(report):
    figure = roc_curves(report, threshold=0.29, models=["plain"])
    assert len(figure.axes) == 4


def test_another_threshold_is_refused(report):
    expected = (
        "`threshold` must be 0, 0.01, ... 1 or one of the report's, got 0.505. "
        "Audit again with that threshold among `thresholds`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        roc_curves(report, threshold=0.505)


def test_headings_count_negatives_and_positives(report, drawn):
    seen = drawn(roc_curves(report, slices=["group=a"]))
    assert [seen.panel_texts(place)[-1] for place in (0, 1)] == [
        "113 neg., 101 pos.",
        "100 neg., 100 pos.",
    ]


def test_what_a_slice_lacks_is_told(make_examples, drawn):
    examples = make_examples([0, 0, 1, 1], group=[["a"], ["a"], ["b"], None])
    seen = drawn(roc_curves(audit(examples, {"m": [0.2, 0.7, 0.9, 0.4]})))
    assert "undefined:\nno positives" in seen.panel_texts(1)
    assert "undefined:\nno negatives" in seen.panel_texts(2)
    assert [entry.get_text() for entry in seen.figure.axes[1].get_legend().get_texts()] == [
        "undefined"
    ]


def test_an_empty_slice_lacks_both(report, drawn):
    assert "undefined:\nno negatives and no positives" in drawn(roc_curves(report)).panel_texts(3)
