"""Pairs of texts about another group: whose names they bear, and what gives none."""

import polars as pl
import pytest

from counterpoise import read
from counterpoise.counterfactuals.pairs.ablating import ablation_pairs
from counterpoise.counterfactuals.pairs.substituting import substitution_pairs
from counterpoise.counterfactuals.substitution import UNSWAPPED


def pairs_of(texts, terms):
    frame = pl.DataFrame({"text": texts, "y": [0] * len(texts)})
    return substitution_pairs(read(frame, label="y", text="text"), terms)


@pytest.mark.parametrize(
    ("terms", "text", "group"),
    [
        ("age", "An old man sang.", "older"),
        ("age", "A young man sang.", "younger"),
        ("sexual_orientation", "A gay man sang.", "homosexual_gay_or_lesbian"),
        ("sexual_orientation", "A straight couple sang.", "heterosexual"),
        ("religion", "A Sikh man sang.", "other_religion"),
        ("disability", "A deaf man sang.", "physical_disability"),
        ("disability", "An autistic man sang.", "intellectual_or_learning_disability"),
    ],
)
def test_a_group_has_one_name_however_its_pairs_are_made(terms, text, group):
    frame = pl.DataFrame({"text": [text], "y": [0]})
    examples = read(frame, label="y", text="text")
    swapped, without = substitution_pairs(examples, terms), ablation_pairs(examples, terms)
    assert group in swapped.frame["from_group"].to_list()
    assert without.frame["from_group"].to_list() == [group]


def test_two_groups_that_the_lexicon_has_as_one_keep_their_names_between_them():
    frame = pairs_of(["A Sikh man sang."], "religion").frame
    told = dict(
        frame.select("counterfactual", pl.concat_list("from_group", "to_group")).iter_rows()
    )
    assert told["A Mormon man sang."] == ["sikh", "mormon"]
    assert told["A Hindu man sang."] == ["other_religion", "hindu"]


def test_what_the_table_does_not_know_is_counted_as_left_out():
    pairs = pairs_of(["An immigrant came.", "A black man sat."], "race_and_nationality")
    assert pairs.frame["source"].unique().to_list() == [1]
    assert pairs.left_out == {UNSWAPPED: 1}
