"""Texts that would not read well without their terms, and why they give no pair."""

from pathlib import Path

import polars as pl
import pytest

from counterpoise.counterfactuals.ablation import (
    NOTHING_LEFT,
    REASONS,
    ablate,
    ablations,
    holds_term,
)
from counterpoise.counterfactuals.terms import GENDER_50, identity_terms

TERMS = identity_terms()

LEFT_OUT = {
    "a set phrase": [
        "The fire was man-made.",
        "We talked about white privilege.",
        "He bought a man cave.",
        "The women and children left first.",
        "I read a piece on illegal immigrant labor.",
    ],
    "a name": [
        "I read the Chinese Gazette.",
        "We met the League of Women Voters.",
        "The word 'queer' is old.",
        "See example.com/#women now.",
    ],
    "a language": [
        "We read it in French.",
        "My German is rusty.",
        "It was sung in English and French.",
    ],
    "the sentence says nothing else": [
        "I am gay.",
        "Most guests are Latino.",
        "If you are white, stay.",
        "Most leaders are women.",
        "You look like a woman.",
        "The Jews are the chosen people.",
    ],
    "a contrast of groups": [
        "Men like tea, women like coffee.",
        "A man came, worse yet, a tall straight man.",
    ],
    "a noun is missing": ["It sounds slightly gay at best."],
    "an article is missing": ["Woman told us so.", "No sign of mother today."],
    "more than one they": [
        "Al plays them. They look silly. He looks great.",
        "He told her.",
        "There are better editors. She seems calm.",
    ],
    "a verb is unsure": [
        "He who laughs wins.",
        "He loves music and dances at night.",
        "She, like you, me, and all of us, wants it.",
    ],
    "either, both or neither stays": [
        "Both men and women came.",
        "Neither gay nor straight people came.",
        "I met either a man or a woman.",
    ],
    "a listed phrase or title": ["That is a straw man, as so often.", "It took a strong man."],
    "another form of the group stays": ["The black people wear black."],
}
READS_WELL = [
    "A gay artist came.",
    "She left early.",
    "The woman with a plan spoke.",
    "He is a man of few ideas.",
    "I met a Muslim from Spain.",
    "Men and women came.",
    "My mother told us.",
    "It was she who said it.",
    "She, too, was late.",
    "He likes cats and dogs.",
    "Both gay men came.",
]


@pytest.mark.parametrize(
    ("reason", "text"), [(reason, text) for reason, texts in LEFT_OUT.items() for text in texts]
)
def test_a_text_that_would_not_read_well_gives_no_pair(reason, text):
    made = ablations(pl.Series([text]), TERMS)
    assert made.frame.height == 0
    assert made.left_out == {NOTHING_LEFT: 0, reason: 1}


def test_every_reason_has_its_sentence():
    assert tuple(LEFT_OUT) == REASONS


@pytest.mark.parametrize("text", READS_WELL)
def test_a_text_that_reads_well_gives_a_pair(text):
    made = ablations(pl.Series([text]), TERMS)
    assert made.frame["counterfactual"].to_list() == ablate(pl.Series([text]), TERMS).to_list()


def test_a_text_that_gives_no_pair_is_ablated_all_the_same():
    texts = pl.Series([text for texts in LEFT_OUT.values() for text in texts])
    assert not holds_term(ablate(texts, TERMS), TERMS).any()


def test_what_gives_no_pair_does_so_whatever_texts_stand_beside_it():
    texts = pl.Series([*READS_WELL, *(text for texts in LEFT_OUT.values() for text in texts)])
    mixed = texts.shuffle(seed=3)
    made = ablations(mixed, TERMS)
    assert set(mixed.gather(made.frame["row"])) == set(READS_WELL)
    assert sum(made.left_out.values()) == len(texts) - len(READS_WELL)


def test_phrases_count_only_where_a_term_is_taken_out_of_them():
    made = ablations(pl.Series(["She saw the White House.", "She told a white lie."]), GENDER_50)
    assert made.frame["row"].to_list() == [0, 1]


def test_of_real_comments_most_give_a_pair(shared_data):
    path = Path(shared_data) / "text" / "hatexplain.parquet"
    texts = pl.read_parquet(path, columns=["text"])["text"].head(4000)
    made = ablations(texts, TERMS)
    held = int(holds_term(texts, TERMS).sum())
    assert len(made) + sum(made.left_out.values()) == held
    assert 0.5 < len(made) / held < 0.8
    assert not holds_term(made.frame["counterfactual"], TERMS).any()
