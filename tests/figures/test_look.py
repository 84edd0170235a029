"""Models can be told apart, and keep their look."""

import colorsys

from counterpoise.figures.look import LOOKS, REFERENCE_LINE, looks


def test_no_two_looks_share_a_colour_a_marker_or_a_line():
    for part in ("colour", "marker", "line"):
        assert len({str(getattr(look, part)) for look in LOOKS}) == len(LOOKS)
    assert REFERENCE_LINE not in [look.line for look in LOOKS]


def test_every_colour_is_dark_enough_for_a_line_on_white():
    for look in LOOKS:
        red, green, blue = (int(look.colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        assert colorsys.rgb_to_hls(red, green, blue)[1] < 0.65


def test_a_model_keeps_its_look_when_others_are_left_out():
    known = ["a", "b", "c"]
    assert looks(known, ["c"])["c"] == looks(known, known)["c"]


def test_of_more_models_than_looks_those_shown_have_the_first():
    known = [str(place) for place in range(9)]
    assert list(looks(known, ["8", "2"]).values()) == list(LOOKS[:2])
