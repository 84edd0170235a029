"""Panels share one scale and have numbers on the outer axes only."""

import pytest

from counterpoise.figures import reliability_diagram, roc_curves, threshold_curves
from counterpoise.figures.legend import reference_handle
from counterpoise.figures.panels import Heading, panels


def grid(count, **options):
    headings = [Heading(title=f"s{place}", note="") for place in range(count)]
    return panels(headings, across="x", up="y", handles=[reference_handle()], **options)


def numbered(axis):
    return axis.get_major_ticks()[0].label1.get_visible()


@pytest.mark.parametrize(
    ("count", "columns"), [(1, 1), (2, 2), (3, 3), (4, 2), (9, 3), (10, 4), (60, 4)]
)
def test_there_are_more_columns_for_more_panels(count, columns):
    lefts = {round(axes.get_position().x0, 6) for axes in grid(count).axes}
    assert len(lefts) == columns


def test_panels_lie_within_the_figure_and_apart():
    found = grid(7, strip=0.3)
    boxes = [axes.get_position() for axes in (*found.axes, *found.strips)]
    assert all(0 < box.x0 < box.x1 < 1 and 0 < box.y0 < box.y1 < 1 for box in boxes)
    for place, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[place + 1 :])


def test_numbers_stand_where_no_panel_follows():
    shown = [numbered(axes.xaxis) for axes in grid(5).axes]
    assert shown == [False, False, True, True, True]
    left = [numbered(axes.yaxis) for axes in grid(5).axes]
    assert left == [True, False, False, True, False]


def test_with_strips_the_lowest_strips_have_the_numbers():
    found = grid(2, strip=0.3)
    assert not any(numbered(axes.xaxis) for axes in found.axes)
    assert all(numbered(axes.xaxis) for axes in found.strips)


def test_overall_alone_has_no_reference(report, drawn):
    for draw in (threshold_curves, roc_curves, reliability_diagram):
        assert "overall" not in drawn(draw(report, slices=[])).legend


def test_panels_are_as_high_as_asked():
    found = grid(4, height=0.5)
    width, height = found.sheet.width, found.sheet.height
    box = found.axes[0].get_position()
    assert box.height * height == pytest.approx(0.5 * box.width * width)
