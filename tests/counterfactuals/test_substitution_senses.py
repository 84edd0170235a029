"""Sentences in which *her* and *his* are told apart by the words around them."""

import polars as pl
import pytest

from counterpoise.counterfactuals.substitution import substitutions

SENTENCES = [
    ("a friend of his told me", "a friend of hers told me"),
    ("Two cousins of his moved to Ohio.", "Two cousins of hers moved to Ohio."),
    ("a photo of his house", "a photo of her house"),
    ("a man proud of his left hand", "a woman proud of her left hand"),
    ("he bought her diamonds", "she bought him diamonds"),
    ("he sent her roses", "she sent him roses"),
    ("he sold her diamonds", "she sold his diamonds"),
    ("she lost her damn keys", "he lost his damn keys"),
    ("a cup of her bloody tea", "a cup of his bloody tea"),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_her_and_his_are_told_apart(text, expected):
    made = substitutions(pl.Series([text]), {"male": "female", "female": "male"}, table="gender")
    assert made.frame["counterfactual"].to_list() == [expected]
