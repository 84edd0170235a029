import re

import polars as pl
import pytest

from counterpoise.counterfactuals.ablation import ablate, holds_term
from counterpoise.counterfactuals.terms import GENDER_50, term_list
from counterpoise.errors import PlanError

BY_HAND = [
    ("I'm a gay person", "I'm a person"),
    ("He said so", "said so"),
    ("so she said", "so said"),
    ("It was him.", "It was."),
    ("a gay artist", "an artist"),
    ("an old woman met a female engineer", "an old met an engineer"),
    ("A lesbian user wrote", "A user wrote"),
    ("AN gay painter", "A painter"),
    ("a gay honest hour, a gay European", "an honest hour, a European"),
    ("a gay one-off, a gay unicorn, a gay uncle's umbrella", "a one-off, a unicorn, an umbrella"),
    ("I am a woman.", "I am."),
    ("I am a woman, hear me", "I am, hear me"),
    ("the man's dog and the man’s cat", "the dog and the cat"),
    ("he'll go", "go"),
    ("a gay-friendly bar", "a friendly bar"),
    ("his ex-wife called", "ex called"),
    ("the mother-in-law", "the in-law"),
    ("a mother-in-law and her father-in-law", "an in-law and in-law"),
    ("a he-man hero", "a hero"),
    ("the he-man, well-he-said", "the, well-said"),
    ("HIS dog, her Dog", "dog, Dog"),
    ("one line\nShe is here\nthe end", "one line\nis here\nthe end"),
    ("  he waits", "  waits"),
    ("the theory of mankind, a heroine, a shed", "the theory of mankind, a heroine, a shed"),
    ("a manly woman_x and 4he", "a manly woman_x and 4he"),
    ("naïve girl", "naïve"),
    ("señhe éhe heé", "señhe éhe heé"),
    ("ladies and lady", "and"),
    ("no terms here  at all ", "no terms here  at all "),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), BY_HAND)
def test_terms_are_taken_out_and_the_hole_is_mended(text, expected):
    assert ablate(pl.Series([text]), GENDER_50).to_list() == [expected]


def test_texts_keep_their_rows_whatever_stands_beside_them():
    texts = pl.Series([text for text, _ in BY_HAND])
    assert ablate(texts, GENDER_50).to_list() == [expected for _, expected in BY_HAND]


def test_a_missing_text_stays_missing():
    assert ablate(pl.Series(["he ran", None, "x"]), GENDER_50).to_list() == ["ran", None, "x"]


def test_the_longest_term_wins():
    terms = term_list(["gay", "gay man", "man"])
    assert ablate(pl.Series(["the gay man ran"]), terms).to_list() == ["the ran"]


def test_a_phrase_matches_across_any_white_space():
    terms = term_list(["deaf person"])
    assert ablate(pl.Series(["that deaf\n person ran"]), terms).to_list() == ["that ran"]


def test_terms_are_escaped():
    terms = term_list(["a.b"])
    assert ablate(pl.Series(["the a.b went, the axb stayed"]), terms).to_list() == [
        "the went, the axb stayed"
    ]


def test_a_term_outside_ascii_is_matched_in_any_case():
    terms = term_list(["señora"])
    found = ablate(pl.Series(["La SEÑORA vive", "La señoras vive"]), terms)
    assert found.to_list() == ["La vive", "La señoras vive"]


def test_a_term_that_begins_or_ends_outside_ascii_is_a_whole_word():
    terms = term_list(["élan", "niñá"])
    texts = pl.Series(["his élan vital", "the niñás and niñá ran", None, "Élan!"])
    assert holds_term(texts, terms).to_list() == [True, True, False, True]
    found = ablate(texts, terms).to_list()
    assert found == ["his vital", "the niñás and ran", None, "!"]


def test_a_text_is_changed_exactly_where_it_holds_a_term():
    texts = pl.Series([text for text, _ in BY_HAND])
    changed = ablate(texts, GENDER_50) != texts
    assert changed.to_list() == holds_term(texts, GENDER_50).to_list()


def test_ablating_twice_changes_nothing_more():
    once = ablate(pl.Series([text for text, _ in BY_HAND]), GENDER_50)
    assert ablate(once, GENDER_50).to_list() == once.to_list()


def test_matching_equals_pythons_regular_expressions_on_real_comments(shared_data):
    texts = pl.read_parquet(shared_data / "toxicity_pool.parquet", columns=["text"])["text"]
    texts = texts.sample(20_000, seed=1)
    pattern = re.compile(rf"\b(?:{'|'.join(GENDER_50.terms)})\b", re.IGNORECASE)
    expected = [pattern.search(text) is not None for text in texts.to_list()]
    differing = [
        found != wanted
        for found, wanted in zip(holds_term(texts, GENDER_50).to_list(), expected, strict=True)
    ]
    assert sum(differing) == 0
    left = ablate(texts, GENDER_50)
    assert not holds_term(left, GENDER_50).any()


def test_the_published_list_has_fifty_terms():
    assert len(set(GENDER_50.terms)) == 50


def test_an_unknown_list_is_refused_with_those_that_exist():
    expected = "There is no term list `gender`. Did you mean `gender_50`? Available: `gender_50`."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        term_list("gender")


def test_a_term_keeps_its_sharp_s():
    assert ablate(pl.Series(["eine Straße da"]), term_list(["Straße"])).to_list() == ["eine da"]


def test_a_term_that_is_no_whole_word_is_refused():
    expected = (
        "A term must begin and end with a letter or digit, got `c++`: whole words are matched. "
        "Leave its punctuation out."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        term_list(["c++"])


def test_an_empty_term_is_refused():
    expected = (
        "`terms` must be the name of a term list or terms of at least one letter, got "
        "['he', ' ']. Available lists: gender_50."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        term_list(["he", " "])
