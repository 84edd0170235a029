"""Threshold curves show the numbers of `Report.curve`."""

import re

import numpy as np
import pytest

from counterpoise.auditing import audit
from counterpoise.errors import PlanError
from counterpoise.figures import threshold_curves


def line_of(axes, *, style):
    (line,) = (line for line in axes.lines if line.get_linestyle() == style)
    return line


def test_each_slice_has_a_panel_and_its_line_is_the_curve(report, drawn):
    figure = threshold_curves(report, models=["plain"])
    assert drawn(figure).titles == ["overall", "group=a", "group=b", "group=nobody"]
    for axes, name in zip(figure.axes[:3], ("overall", "group=a", "group=b"), strict=True):
        rows = report.curve().filter(model="plain", slice=name)
        line = line_of(axes, style="-")
        np.testing.assert_array_equal(line.get_xdata(), rows["threshold"])
        np.testing.assert_array_equal(line.get_ydata(), rows["value"])


def test_the_band_is_the_interval(report):
    axes = threshold_curves(report, models=["plain"], slices=["group=a"]).axes[1]
    rows = report.curve().filter(model="plain", slice="group=a")
    (band,) = axes.collections
    corners = {(round(x, 9), round(y, 9)) for x, y in band.get_paths()[0].vertices}
    for name in ("lower", "upper"):
        ends = zip(rows["threshold"].round(9), rows[name].round(9), strict=True)
        assert set(ends) <= corners


def test_dotted_lines_repeat_overall_in_every_other_panel(report):
    whole, inside = threshold_curves(report, models=["plain"], slices=["group=a"]).axes
    rows = report.curve().filter(model="plain", slice="overall")
    np.testing.assert_array_equal(line_of(inside, style=":").get_ydata(), rows["value"])
    assert not [line for line in whole.lines if line.get_linestyle() == ":"]


def test_points_stand_at_the_thresholds_of_the_audit(report, drawn):
    seen = drawn(threshold_curves(report, models=["plain"], slices=["group=b"]))
    assert [(mark.x, mark.filled) for mark in seen.marks(0)] == [(0.5, True), (0.7, True)]
    assert [(mark.x, mark.filled) for mark in seen.marks(1)] == [(0.5, False), (0.7, False)]


def test_the_legend_explains_hollow_points_only_where_there_are_some(report, drawn):
    hollow = "not enough data: the interval reaches more than 0.1 to a side"
    some = drawn(threshold_curves(report, models=["plain"], slices=["group=b"])).legend
    none = drawn(threshold_curves(report, models=["plain"], slices=["group=a"])).legend
    assert some == ["plain", "overall", "95 % interval", hollow]
    assert none == ["plain", "overall", "95 % interval"]


def test_several_rates_stand_side_by_side(report, drawn):
    metrics = ["false_positive_rate", "positive_predictive_value"]
    seen = drawn(threshold_curves(report, metrics=metrics, slices=["group=a"]))
    assert seen.titles == ["overall", "overall", "group=a", "group=a"]
    notes = [text for place in range(4) for text in seen.panel_texts(place) if "rows" in text]
    assert notes == [
        "FPR, 113 rows",
        "PPV, up to 214 rows",
        "FPR, 100 rows",
        "PPV, up to 200 rows",
    ]


def test_where_a_rate_is_undefined_is_told(report, drawn):
    seen = drawn(threshold_curves(report, metrics=["positive_predictive_value"], models=["plain"]))
    missing = report.curve(metrics=["positive_predictive_value"]).filter(
        model="plain", slice="overall"
    )["value"]
    assert f"undefined at {missing.is_nan().sum()} thresholds" in seen.panel_texts(0)
    assert "undefined:\nno rows count for it" in seen.panel_texts(3)


def test_metrics_must_be_a_list_of_rates(report):
    expected = (
        "`metrics` must be a list of 1 to 4 rates, got 'false_positive_rate'. "
        "Write for example metrics=['false_positive_rate', 'false_negative_rate']."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        threshold_curves(report, metrics="false_positive_rate")


def test_what_is_no_rate_is_refused(report):
    with pytest.raises(PlanError, match=r"^`metrics` must name rates, got `roc_auc`"):
        threshold_curves(report, metrics=["roc_auc"])


def test_a_rate_named_twice_is_drawn_once(report):
    metrics = ["false_positive_rate", "false_positive_rate"]
    assert len(threshold_curves(report, metrics=metrics).axes) == 4


def test_panels_of_slices_and_rates_are_counted_together(grouped):
    examples, scores = grouped(30)
    many = audit(examples, {"m": scores})
    expected = (
        "One figure shows at most 60 panels of a slice and metric, got 62. "
        "Name those to show, for example slices=['gender=female', 'gender=male']."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        threshold_curves(many, metrics=["false_positive_rate", "false_negative_rate"])
