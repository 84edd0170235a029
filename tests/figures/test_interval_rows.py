"""Rows of intervals fit the figure, whatever their names."""

import math

import pytest

from counterpoise.figures.interval_rows import NOT_MEASURED, Interval, IntervalRows, draw
from counterpoise.figures.look import LOOKS

HALF = Interval(value=0.5, lower=0.4, upper=0.6, rows=100)


def rows(intervals, **options):
    models = dict.fromkeys(model for _, model in intervals)
    return IntervalRows(
        slices=list(dict.fromkeys(piece for piece, _ in intervals)),
        looks=dict(zip(models, LOOKS, strict=False)),
        intervals=intervals,
        label="rate",
        header="value",
        **options,
    )


@pytest.mark.parametrize("name", ["a", "W" * 300])
def test_every_text_lies_within_the_figure(name):
    sheet, axes = draw(rows({(name, "m"): HALF, (name + "2", "m"): HALF}))
    sheet.figure.draw_without_rendering()
    scale = 72 / sheet.figure.dpi
    boxes = [text.get_window_extent() for text in (*axes.texts, *axes.get_yticklabels())]
    assert min(box.x0 for box in boxes) * scale >= 0
    assert max(box.x1 for box in boxes) * scale <= sheet.width


def test_the_axis_holds_every_end_and_what_it_was_told_to(drawn):
    _, axes = draw(rows({("a", "m"): HALF}, holds=(0.0, 0.9)))
    left, right = axes.get_xlim()
    assert left < 0
    assert right > 0.9


def test_a_model_that_was_not_measured_is_told(drawn):
    sheet, _ = draw(rows({("a", "m"): HALF, ("a", "n"): NOT_MEASURED}))
    assert "not measured" in drawn(sheet.figure).texts


def test_all_undefined_is_a_figure_still(drawn):
    nothing = Interval(value=math.nan, lower=math.nan, upper=math.nan, rows=0)
    sheet, _ = draw(rows({("a", "m"): nothing}))
    assert drawn(sheet.figure).marks() == []


def test_before_another_family_there_is_room(drawn):
    intervals = {(name, "m"): HALF for name in "abc"}
    sheet, _ = draw(rows(intervals, families={"c"}))
    first, second, third = (mark.y for mark in drawn(sheet.figure).marks())
    assert third - second > second - first


def test_a_tall_figure_has_numbers_above_too():
    for count, above in ((5, False), (50, True)):
        _, axes = draw(rows({(str(place), "m"): HALF for place in range(count)}))
        assert axes.xaxis.get_major_ticks()[0].label2.get_visible() is above
