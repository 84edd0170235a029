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
    ("Her once and future boss smiled.", "His once and future boss smiled."),
    ("I told her once and for all.", "I told him once and for all."),
    ("They left her well alone.", "They left him well alone."),
    ("Her never ending list grew.", "His never ending list grew."),
    ("I saw her always smiling.", "I saw him always smiling."),
    ("We owe her now and then.", "We owe him now and then."),
    ("He gave her his best.", "She gave him her best."),
    ("It was his best yet.", "It was her best yet."),
    ("His best was not enough.", "Her best was not enough."),
    ("Call her soon.", "Call him soon."),
    ("Her soon to be husband waved.", "His soon to be wife waved."),
    ("Paint her down to the toes.", "Paint him down to the toes."),
    ("Her less than perfect French helped.", "His less than perfect French helped."),
    ("I trust his more than hers.", "I trust hers more than his."),
    ("His and her, side by side.", "Hers and his, side by side."),
    ("The prophetess raised her voice.", "The prophet raised his voice."),
    ("The abbess rang her bell.", "The abbot rang his bell."),
    ("My ex-wife kept her car.", "My ex-husband kept his car."),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_her_and_his_are_told_apart(text, expected):
    made = substitutions(pl.Series([text]), {"male": "female", "female": "male"}, table="gender")
    assert made.frame["counterfactual"].to_list() == [expected]
