import re

import numpy as np
import polars as pl
import pytest

from counterpoise.errors import DataError, PlanError
from counterpoise.patterns import BITS_PER_WORD
from counterpoise.slices import membership


def rows_inside(found, name):
    place = [piece.name for piece in found.slices].index(name)
    return found.inside[found.atoms, place].tolist()


def rows_annotated(found, name):
    place = [piece.name for piece in found.slices].index(name)
    return found.annotated[found.atoms, place].tolist()


def test_a_row_lies_in_every_group_that_it_names(make_examples):
    examples = make_examples([0, 1, 0], gender=[["female", "male"], ["male"], []])
    found = membership(examples)
    assert [piece.name for piece in found.slices] == ["overall", "gender=female", "gender=male"]
    assert rows_inside(found, "overall") == [True, True, True]
    assert rows_inside(found, "gender=female") == [True, False, False]
    assert rows_inside(found, "gender=male") == [True, True, False]


def test_a_row_not_annotated_is_in_no_slice_and_not_in_their_rest(make_examples):
    found = membership(make_examples([0, 1], gender=[None, ["male"]], faith=[["jewish"], []]))
    assert rows_inside(found, "gender=male") == [False, True]
    assert rows_annotated(found, "gender=male") == [False, True]
    assert rows_annotated(found, "faith=jewish") == [True, True]


def test_a_group_that_no_row_is_in_keeps_its_place(make_examples):
    examples = make_examples([0, 1], gender=[["male"], ["female"]])
    found = membership(examples.filter(np.array([True, False])))
    assert rows_inside(found, "gender=female") == [False]


def test_rows_of_one_pattern_share_an_atom(make_examples):
    lists = [["a"], ["b"], ["a"], None, [], ["a", "b"], []]
    found = membership(make_examples([0.0] * 7, g=lists))
    assert found.atoms[0] == found.atoms[2]
    assert found.atoms[4] == found.atoms[6]
    assert len(set(found.atoms.tolist())) == 5


def test_more_values_than_a_word_holds_are_all_told_apart(make_examples):
    values = 2 * BITS_PER_WORD + 3
    lists = [[f"v{place:03}", f"v{(place * 7) % values:03}"] for place in range(values)]
    found = membership(make_examples(np.zeros(values), g=lists))
    for place in range(values):
        expected = [f"v{place:03}" in row for row in lists]
        assert rows_inside(found, f"g=v{place:03}") == expected


def test_columns_share_words_and_straddle_them(make_examples):
    values = BITS_PER_WORD - 3
    generator = np.random.default_rng(8)
    lists = {
        name: [
            [f"v{v:02}" for v in np.flatnonzero(row)]
            for row in generator.random((60, values)) < 0.2
        ]
        for name in ("one", "two", "three")
    }
    found = membership(make_examples(np.zeros(60), **lists))
    for name, rows in lists.items():
        for value in sorted({value for row in rows for value in row}):
            assert rows_inside(found, f"{name}={value}") == [value in row for row in rows]


def test_no_rows_lie_in_no_slice_and_every_slice_keeps_its_place(make_examples):
    found = membership(make_examples([0], g=[["a"]]).filter(np.array([False])))
    assert [piece.name for piece in found.slices] == ["overall", "g=a"]
    assert found.inside.shape == (0, 2)


def test_membership_equals_looking_at_every_row(make_examples):
    generator = np.random.default_rng(4)
    lists = {
        name: [
            None if generator.random() < 0.1 else list(generator.choice(list("abcde"), k, False))
            for k in generator.integers(0, 4, 300)
        ]
        for name in ("one", "two", "three")
    }
    examples = make_examples(np.zeros(300), **lists)
    found = membership(examples)
    for piece in found.slices[1:]:
        column = examples.frame[piece.column].cast(pl.List(pl.String)).to_list()
        expected = [row is not None and piece.value in row for row in column]
        assert rows_inside(found, piece.name) == expected
        assert rows_annotated(found, piece.name) == [row is not None for row in column]


def test_no_group_columns_leave_overall_alone(make_examples):
    found = membership(make_examples([0, 1]))
    assert [piece.name for piece in found.slices] == ["overall"]
    assert found.inside.tolist() == [[True]]


def test_two_slices_of_one_name_are_refused(make_examples):
    examples = make_examples([0], **{"a": [["b=c"]], "a=b": [["c"]]})
    expected = (
        "Every slice must have a name of its own, and two would be called `a=b=c`. "
        "Rename a group column, so that column=value is unique."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        membership(examples)


def test_a_crossing_holds_the_rows_of_both_groups(make_examples):
    examples = make_examples(
        [0, 0, 0, 0],
        gender=[["female"], ["female", "male"], ["male"], None],
        race=[["black"], [], ["black", "white"], ["white"]],
    )
    found = membership(examples, crossings=[("gender", "race")])
    names = [piece.name for piece in found.slices]
    assert names[5:] == [
        "gender & race=female & black",
        "gender & race=female & white",
        "gender & race=male & black",
        "gender & race=male & white",
    ]
    assert rows_inside(found, names[5]) == [True, False, False, False]
    assert rows_inside(found, names[8]) == [False, False, True, False]
    assert rows_annotated(found, names[5]) == [True, True, True, False]


def test_three_columns_cross(make_examples):
    examples = make_examples([0, 0], a=[["x"], ["x"]], b=[["y"], []], c=[["z"], ["z"]])
    found = membership(examples, crossings=[("a", "b", "c")])
    assert found.slices[-1].name == "a & b & c=x & y & z"
    assert rows_inside(found, "a & b & c=x & y & z") == [True, False]


@pytest.mark.parametrize(
    ("crossings", "expected"),
    [
        (
            [("a",)],
            "A crossing must name two or more group columns, got ('a',). "
            "Write for example crossings=[('gender', 'race')].",
        ),
        (
            ["ab"],
            "A crossing must name two or more group columns, got 'ab'. "
            "Write for example crossings=[('gender', 'race')].",
        ),
        ([("a", "n")], "A crossing must name group columns, got `n`. Available: `a`."),
    ],
)
def test_a_crossing_that_cannot_be_meant_is_refused(make_examples, crossings, expected):
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        membership(make_examples([0], a=[["x"]]), crossings=crossings)
