"""Names as labels: whatever they hold, what is drawn is what they are."""

import pytest
from matplotlib import rc_context
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

from counterpoise.figures.names import LONGEST, labels, width


def label(name, *, points=1000.0):
    return labels([name], points=points)[name]


def test_a_plain_name_is_its_own_label():
    assert label("gender=female") == "gender=female"


@pytest.mark.parametrize("name", ["$x$", "a $5 b", r"\$x$", "$$", r"$\frac{a$", "a=$b$ & $c$"])
def test_dollars_begin_no_formula(name):
    drawn = Text(0, 0, label(name))._preprocess_math(label(name))
    assert drawn == (name, False)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb", "a<U+000A>b"),
        ("a\u202eb", "a<U+202E>b"),
        ("a\u2028b", "a<U+2028>b"),
        ("a\x00b", "a<U+0000>b"),
        ("a\ud800b", "a<U+D800>b"),
        ("a\u200bb", "a<U+200B>b"),
        ("\ufffe", "<U+FFFE>"),
        ("\u6f22\u5b57", "<U+6F22><U+5B57>"),
    ],
)
def test_characters_that_nobody_would_see_are_written_as_their_code_point(name, shown):
    assert label(name) == shown


def test_other_scripts_that_the_font_has_stay():
    assert label("пол=женщина") == "пол=женщина"


def test_the_font_that_is_asked_for_decides():
    with rc_context({"font.family": ["cmr10"]}):
        assert label("ж") == "<U+0436>"
    with rc_context({"font.family": ["cmr10", "DejaVu Sans"]}):
        assert label("ж") == "ж"


def test_a_font_that_is_not_there_leaves_that_which_is_used_instead():
    with rc_context({"font.family": ["no such font"]}):
        assert label("ж") == "ж"


def test_a_wide_name_keeps_its_ends_and_more_of_its_last():
    short = label("mentions_sexual_orientation=homosexual_gay_or_lesbian", points=120)
    head, tail = short.split("...")
    assert "mentions_sexual_orientation=homosexual_gay_or_lesbian".startswith(head)
    assert "mentions_sexual_orientation=homosexual_gay_or_lesbian".endswith(tail)
    assert len(tail) > len(head) > 0


@pytest.mark.parametrize("name", ["W" * 500, "i" * 10**6, "e" + "\u0301" * 5000, "\u6f22" * 300])
def test_no_name_is_wider_than_was_asked(name):
    assert width(label(name, points=120)) <= 120


def test_a_name_of_characters_without_width_is_short_too():
    assert len(label("e" + "\u0301" * 5000)) <= LONGEST + 3


def test_names_that_look_alike_when_short_are_told_apart():
    names = [f"{'a' * 400}{place}{'b' * 400}" for place in range(3)]
    assert len(set(labels(names, points=120).values())) == 3


def test_a_name_without_characters_says_so():
    assert label("") == "(empty)"


def test_a_leading_underscore_hides_no_legend_entry():
    assert label("_x") == " _x"


def test_width_is_that_of_the_size_asked_for():
    assert width("female", size=14) == pytest.approx(2 * width("female", size=7), rel=0.02)
    assert FontProperties().get_size() != 14
