import re

import polars as pl
import pytest

from counterpoise.counterfactuals.mentions import mentions
from counterpoise.counterfactuals.terms import identity_terms
from counterpoise.errors import DataError, PlanError

LEXICON = identity_terms().named("gender", "religion")


def test_each_category_becomes_a_group_column_without_null(make_examples):
    examples = make_examples(
        [0, 1, 0],
        texts=["Muslim women and a jew, a woman", "nobody", "she wore a hat"],
        gender=[["female"], None, []],
    )
    with_mentions = mentions(examples, LEXICON)
    assert with_mentions.groups == ("gender", "mentions_gender", "mentions_religion")
    frame = with_mentions.frame
    assert frame["mentions_gender"].to_list() == [["female"], [], ["female"]]
    assert frame["mentions_religion"].to_list() == [["jewish", "muslim"], [], []]
    assert frame["gender"].to_list() == [["female"], None, []]
    known = pl.List(pl.Enum(LEXICON.groups("religion")))
    assert frame["mentions_religion"].dtype == known


def test_terms_in_disguise_count_when_asked_for(make_examples):
    examples = make_examples([0], texts=["musl1m"])
    found = mentions(examples, LEXICON, disguised=True).frame["mentions_religion"].to_list()
    assert found == [["muslim"]]


def test_a_column_that_is_there_already_is_refused(make_examples):
    examples = mentions(make_examples([0], texts=["a"]), LEXICON)
    expected = (
        "The column `mentions_gender` is to be made of the texts, but the examples already have "
        "one. Leave it out when reading, or give it another name."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        mentions(examples, LEXICON)


def test_examples_without_text_are_refused(make_examples):
    with pytest.raises(DataError, match=r"^These examples have no text, and this needs it\. "):
        mentions(make_examples([0]), LEXICON)


def test_the_name_of_a_lexicon_is_refused(make_examples):
    expected = (
        "`lexicon` must be a Lexicon, got the text 'gender'. Take the terms of a category: "
        "identity_terms().named('gender'), or of a file: load_terms('own.csv')."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        mentions(make_examples([0], texts=["a"]), "gender")
