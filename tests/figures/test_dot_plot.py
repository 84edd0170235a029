"""A dot plot shows the numbers of the report's table, each in its row."""

import re
from dataclasses import replace

import pytest

from counterpoise.auditing import audit
from counterpoise.errors import PlanError
from counterpoise.figures import dot_plot

BLUE, VERMILLION = "#0072b2", "#d55e00"


def test_each_slice_has_a_row_and_each_model_a_point_at_its_value(report, drawn):
    seen = drawn(dot_plot(report))
    table = report.table().filter(metric="false_positive_rate", threshold=0.5)
    assert seen.rows == ["overall", "group=a", "group=b", "group=nobody"]
    for model, colour in (("plain", BLUE), ("mended", VERMILLION)):
        values = table.filter(model=model)["value"].drop_nans().to_list()
        assert [mark.x for mark in seen.marks() if mark.colour == colour] == values


def test_points_stand_from_the_top_in_the_order_of_the_slices(report, drawn):
    heights = [mark.y for mark in drawn(dot_plot(report)).marks()]
    assert heights == sorted(heights)
    bottom, top = dot_plot(report).axes[0].get_ylim()
    assert bottom > top


def test_intervals_are_those_of_the_table(report, drawn):
    seen = drawn(dot_plot(report, models=["mended"], slices=["group=a"]))
    rows = report.table().filter(metric="false_positive_rate", threshold=0.5, model="mended")
    for mark, name in zip(seen.marks(), ("overall", "group=a"), strict=True):
        row = rows.filter(slice=name).row(0, named=True)
        assert seen.bar(mark.y) == (row["lower"], row["upper"])


def test_numbers_and_rows_are_written_beside(report, drawn):
    texts = drawn(dot_plot(report)).panel_texts(0)
    assert "0.200 [0.133, 0.289]" in texts
    assert "113" in texts
    assert {"value [95 %]", "rows"} <= set(texts)


def test_a_point_with_too_little_data_is_hollow_and_the_legend_says_so(report, drawn):
    seen = drawn(dot_plot(report, models=["plain"]))
    assert [mark.filled for mark in seen.marks()] == [True, True, False]
    assert seen.legend == [
        "plain",
        "overall",
        "not enough data: the interval reaches more than 0.1 to a side",
    ]


def test_without_hollow_points_the_legend_says_nothing_of_them(report, drawn):
    seen = drawn(dot_plot(report, models=["plain"], slices=["group=a"]))
    assert seen.legend == ["plain", "overall"]


def test_an_undefined_number_is_told_in_its_row_and_not_drawn(report, drawn):
    seen = drawn(dot_plot(report, models=["plain"]))
    assert "undefined: no rows count for it" in seen.texts
    assert len(seen.marks()) == 3


def test_an_area_of_one_class_says_that_a_class_is_missing(make_examples, drawn):
    examples = make_examples([0, 0, 1], group=[["a"], ["a"], ["b"]])
    figure = dot_plot(audit(examples, {"m": [0.2, 0.7, 0.9]}), metric="roc_auc")
    told = drawn(figure).texts.count("undefined: rows of one class only, or no weight")
    assert told == 2


def test_a_dotted_line_stands_at_each_models_overall(report, drawn):
    rows = report.table().filter(metric="false_positive_rate", threshold=0.5, slice="overall")
    assert drawn(dot_plot(report)).uprights() == [(value, ":") for value in rows["value"]]


def test_a_metric_without_thresholds_needs_none(report, drawn):
    seen = drawn(dot_plot(report, metric="roc_auc", models=["plain"]))
    assert seen.figure.axes[0].get_xlabel() == "ROC AUC"
    assert len(seen.marks()) == 3


def test_a_metric_without_interval_is_drawn_without_one(report, drawn):
    seen = drawn(dot_plot(report, metric="expected_calibration_error", models=["plain"]))
    first = seen.marks()[0]
    with pytest.raises(ValueError, match="not enough values to unpack"):
        seen.bar(first.y)
    assert f"{first.x:.3f}" in seen.texts


def test_the_axis_is_called_by_metric_and_threshold(report):
    label = dot_plot(report, metric="false_negative_rate", threshold=0.7).axes[0].get_xlabel()
    assert label == "False negative rate at score > 0.7"


def test_a_figure_grows_with_its_slices(report, grouped):
    examples, scores = grouped(59)
    small = dot_plot(report).get_figheight()
    assert dot_plot(audit(examples, {"m": scores})).get_figheight() > 3 * small


def test_more_than_sixty_slices_are_refused(grouped):
    examples, scores = grouped(60)
    expected = (
        "One figure shows at most 60 slices, got 61. "
        "Name those to show, for example slices=['gender=female', 'gender=male']."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        dot_plot(audit(examples, {"m": scores}))


def test_of_too_many_slices_some_can_be_named(grouped, drawn):
    examples, scores = grouped(60)
    figure = dot_plot(audit(examples, {"m": scores}), slices=["group=g7", "group=g3"])
    assert drawn(figure).rows == ["overall", "group=g7", "group=g3"]


def test_a_report_of_overall_alone_is_one_row(make_examples, drawn):
    report = audit(make_examples([0, 0, 1]), {"m": [0.2, 0.7, 0.9]})
    assert drawn(dot_plot(report)).rows == ["overall"]


def test_an_infinite_end_reaches_the_edge_of_the_plot(examples_of, drawn):
    examples = examples_of("a", "b", "nobody")
    report = audit(examples, {"plain": "plain"}, include=["calibration"])
    model = report.models[0]
    sums = replace(model.exact["roc_auc"], upper=model.exact["roc_auc"].upper * float("inf"))
    endless = replace(report, models=(replace(model, exact={"roc_auc": sums}),))
    seen = drawn(dot_plot(endless, metric="roc_auc", slices=["group=a"]))
    assert seen.bar(seen.marks()[0].y)[1] == seen.figure.axes[0].get_xlim()[1]
