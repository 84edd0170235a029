"""A sheet is measured in points from its upper left corner."""

from matplotlib import rc_context
from matplotlib.text import Text

from counterpoise.figures.sheet import Sheet


def test_its_size_is_that_in_points():
    assert Sheet.of(width=144, height=72).figure.get_size_inches().tolist() == [2, 1]


def test_axes_lie_where_they_were_put():
    sheet = Sheet.of(width=200, height=100)
    box = sheet.axes(left=20, top=10, width=100, height=40).get_position().bounds
    assert [round(share, 9) for share in box] == [0.1, 0.5, 0.5, 0.4]


def test_names_are_no_tex_though_tex_is_asked_for():
    with rc_context({"text.usetex": True}):
        sheet = Sheet.of(width=200, height=100)
        sheet.axes(left=20, top=10, width=100, height=40).set_xlabel("a_b & c%")
        figure = sheet.finished()
        figure.draw_without_rendering()
    assert not any(text.get_usetex() for text in figure.findobj(Text))


def test_a_layout_asked_for_by_default_does_not_move_axes():
    with rc_context({"figure.constrained_layout.use": True}):
        assert Sheet.of(width=200, height=100).figure.get_constrained_layout() is False
