"""Names and words that stay beside a changed group, and the texts that they leave out."""

import polars as pl
import pytest

from counterpoise.counterfactuals.substitution import (
    BOUND,
    NAMED,
    every_substitution,
    substitutions,
    swap_table,
)
from counterpoise.counterfactuals.substitution.bound import _patterns

CATEGORIES = ("gender", "religion", "race_and_nationality", "sexual_orientation", "disability")


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Robert lost his bag.", {NAMED: 1}),
        ("Robert lost the bag of a man.", {NAMED: 1}),
        ("Robert thanked the women.", {}),
        ("Robert thanked her.", {}),
        ("Roberts lost his bag.", {}),
        ("He lost a jack.", {}),
        ("Jack thinks he lost.", {NAMED: 1}),
        ("The women read about childbirth.", {BOUND: 1}),
        ("The men read about childbirth.", {}),
        ("Robert says he has a beard.", {NAMED: 1}),
    ],
)
def test_a_name_counts_beside_one_person_of_its_gender_and_a_word_beside_any(text, reasons):
    both = {"male": "female", "female": "male"}
    made = substitutions(pl.Series([text]), both, table="gender")
    assert made.left_out == reasons
    assert len(made) == 1 - len(reasons)


def test_a_word_may_be_bound_to_the_group_that_would_be_written():
    made = every_substitution(pl.Series(["The Hindu family prayed together."]), table="religion")
    assert "atheist" not in made.frame["to_group"].to_list()
    assert "sikh" in made.frame["to_group"].to_list()


def test_a_table_of_another_category_has_no_bound_words():
    assert _patterns("pets") == ()


@pytest.mark.parametrize("category", CATEGORIES)
def test_bound_words_are_of_the_groups_of_their_table(category):
    groups = {group for found in _patterns(category) for group in found[:2]}
    assert groups <= {"", *swap_table(category).groups}


def test_no_text_and_texts_without_terms_have_no_bound_words():
    texts = pl.Series([None, "Robert has a beard."], dtype=pl.String)
    assert every_substitution(texts, table="gender").left_out == {}
