"""The legend fits the figure, and has an entry for everything."""

import pytest

from counterpoise.figures.legend import add_legend, legend_height, model_handles, reference_handle
from counterpoise.figures.look import LOOKS
from counterpoise.figures.sheet import Sheet

NAMES = ["_hidden", "$x$", "plain", "a rather long name of a model", "b", "c"]


@pytest.fixture
def handles():
    looks = dict(zip(NAMES, LOOKS, strict=True))
    return [*model_handles(looks, lines=True), reference_handle()]


def test_every_entry_is_there_in_order(handles):
    sheet = Sheet.of(width=300, height=100)
    add_legend(sheet, handles)
    shown = [text.get_text() for legend in sheet.figure.legends for text in legend.get_texts()]
    assert shown == [" _hidden", r"\$x\$", *NAMES[2:], "overall"]


def test_no_line_is_wider_than_the_figure_nor_the_whole_higher_than_said(handles):
    sheet = Sheet.of(width=300, height=100)
    add_legend(sheet, handles)
    sheet.figure.draw_without_rendering()
    scale = 72 / sheet.figure.dpi
    boxes = [legend.get_window_extent() for legend in sheet.figure.legends]
    assert len(boxes) > 1
    assert max(box.x1 for box in boxes) * scale <= 300
    assert (100 - min(box.y0 for box in boxes) * scale) <= legend_height(handles, across=300) + 2
