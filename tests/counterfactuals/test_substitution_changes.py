"""Which group is put in whose place."""

import polars as pl

from counterpoise.counterfactuals.substitution import every_substitution, swap_table_of
from counterpoise.counterfactuals.substitution.changes import Changes


def test_groups_that_are_swapped_belong_to_one_change_in_the_order_of_the_pairs():
    changes = Changes.of_pairs(("a", "b", "c"), mixed="swap")
    assert changes.frame.rows() == [
        (0, 0, "a", "b"),
        (1, 1, "a", "c"),
        (2, 0, "b", "a"),
        (3, 2, "b", "c"),
        (4, 1, "c", "a"),
        (5, 2, "c", "b"),
    ]
    assert changes.added.is_empty()


def test_groups_that_are_not_swapped_are_changed_alone():
    changes = Changes.of_pairs(("a", "b"), mixed="leave")
    assert changes.frame.rows() == [(0, 0, "a", "b"), (1, 1, "b", "a")]
    assert changes.added.rows() == [(0, "b"), (1, "a")]


def test_one_change_may_have_several_groups_and_adds_those_that_it_does_not_change():
    changes = Changes.of({"a": "b", "b": "c"})
    assert changes.frame.rows() == [(0, 0, "a", "b"), (1, 0, "b", "c")]
    assert changes.groups == ("a", "b")
    assert changes.added.rows() == [(0, "c")]


def test_one_group_alone_is_put_in_nobodys_place():
    assert Changes.of_pairs(("a",), mixed="swap").frame.is_empty()
    frame = pl.DataFrame({"group": ["a"], "slot": ["x"], "term": ["cat"]})
    made = every_substitution(pl.Series(["A cat."]), table=swap_table_of(frame, category="pets"))
    assert len(made) == 0


def test_counterfactuals_of_one_text_come_in_the_order_of_the_groups_of_the_table():
    frame = pl.DataFrame({"group": [*"abc"], "slot": ["pet"] * 3, "term": ["ant", "bee", "cat"]})
    table = swap_table_of(frame, category="pets")
    made = every_substitution(pl.Series(["A cat, an ant.", "Two: bee, ant."]), table=table).frame
    assert made.select("row", "from_group", "to_group", "counterfactual").rows() == [
        (0, "a", "b", "A cat, a bee."),
        (0, "c", "a", "An ant, a cat."),
        (0, "c", "b", "A bee, an ant."),
        (1, "a", "c", "Two: bee, cat."),
        (1, "b", "a", "Two: ant, bee."),
        (1, "b", "c", "Two: cat, ant."),
    ]


def test_a_text_gives_the_same_whatever_stands_before_and_after_it():
    texts = ["You love her more", "A man", "he thanked her more"]
    alone = [
        every_substitution(pl.Series([text]), table="gender").frame["counterfactual"].to_list()
        for text in texts
    ]
    together = every_substitution(pl.Series(texts), table="gender").frame["counterfactual"]
    assert alone == [["You love him more"], ["A woman"], ["she thanked him more"]]
    assert together.to_list() == [new for made in alone for new in made]
