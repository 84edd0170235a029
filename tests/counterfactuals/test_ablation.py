import re

import polars as pl
import pytest

from counterpoise.counterfactuals.ablation import NOTHING_LEFT, ablate, ablations, holds_term
from counterpoise.counterfactuals.terms import (
    GENDER_50,
    Lexicon,
    identity_terms,
    load_terms,
    term_list,
)
from counterpoise.errors import DataError, PlanError

BY_HAND = [
    ("I'm a gay person", "I'm a person"),
    ("He said so", "They said so"),
    ("so she said", "so they said"),
    ("It was him.", "It was them."),
    ("a gay artist", "an artist"),
    ("an old woman met a female engineer", "an old person met an engineer"),
    ("A lesbian user wrote", "A user wrote"),
    ("AN gay painter", "A painter"),
    ("a gay honest hour, a gay European", "an honest hour, a European"),
    (
        "a gay one-off, a gay unicorn, a gay uncle's umbrella",
        "a one-off, a unicorn, a relative's umbrella",
    ),
    ("I am a woman.", "I am a person."),
    ("I am a woman, hear me", "I am a person, hear me"),
    ("the man's dog and the man’s cat", "the person's dog and the person’s cat"),
    ("he'll go", "they'll go"),
    ("a gay-friendly bar", "a friendly bar"),
    ("his ex-wife called", "their ex-spouse called"),
    ("the mother-in-law", "the parent-in-law"),
    ("a mother-in-law and her father-in-law", "a parent-in-law and their parent-in-law"),
    ("a he-man hero", "a hero"),
    ("the he-man, well-he-said", "the person, well-they-said"),
    ("HIS dog, her Dog", "THEIR dog, their Dog"),
    ("one line\nShe is here\nthe end", "one line\nThey are here\nthe end"),
    ("  he waits", "  they wait"),
    ("the theory of mankind, a heroine, a shed", "the theory of mankind, a heroine, a shed"),
    ("a manly woman_x and 4he", "a manly woman_x and 4he"),
    ("naïve girl", "naïve person"),
    ("señhe éhe heé", "señhe éhe heé"),
    ("ladies and lady", "people"),
    ("no terms here  at all ", "no terms here  at all "),
    ("", ""),
]


def alone(text, *terms):
    return ablate(pl.Series([text]), term_list(list(terms)))[0]


@pytest.mark.parametrize(("text", "expected"), BY_HAND)
def test_terms_are_taken_out_and_the_hole_is_mended(text, expected):
    assert ablate(pl.Series([text]), GENDER_50).to_list() == [expected]


def test_texts_keep_their_rows_whatever_stands_beside_them():
    texts = pl.Series([text for text, _ in BY_HAND])
    assert ablate(texts, GENDER_50).to_list() == [expected for _, expected in BY_HAND]


def test_a_missing_text_stays_missing():
    texts = pl.Series(["he ran", None, "x"])
    assert ablate(texts, GENDER_50).to_list() == ["they ran", None, "x"]
    assert holds_term(texts, GENDER_50).to_list() == [True, False, False]


def test_a_column_without_a_text_is_left_as_it_is():
    nothing = pl.Series([None, None], dtype=pl.String)
    assert ablate(nothing, GENDER_50).to_list() == [None, None]
    assert ablate(nothing.clear(), GENDER_50).to_list() == []
    assert len(ablations(nothing.clear(), GENDER_50)) == 0


def test_the_longest_term_wins():
    assert alone("the gay man ran", "gay", "gay man", "man") == "the person ran"
    made = ablations(pl.Series(["the gay man ran"]), term_list(["gay", "gay man", "man"]))
    assert made.frame["terms"].to_list() == [["gay man"]]


def test_a_phrase_matches_across_any_white_space():
    assert alone("that deaf\n person ran", "deaf person") == "that person ran"


def test_terms_are_escaped():
    assert alone("the a.b went, the axb stayed", "a.b") == "the thing went, the axb stayed"


def test_a_term_that_no_lexicon_knows_leaves_no_article_alone():
    assert alone("I saw a foo.", "foo") == "I saw a thing."
    assert alone("I saw the foos.", "foos") == "I saw the things."
    assert alone("I saw an old foo bar", "foo") == "I saw an old bar"
    assert alone("I saw foo there", "foo") == "I saw there"


def test_a_term_outside_ascii_is_matched_in_any_case():
    found = ablate(pl.Series(["La SEÑORA vive", "La señoras vive"]), term_list(["señora"]))
    assert found.to_list() == ["La vive", "La señoras vive"]


def test_a_term_that_begins_or_ends_outside_ascii_is_a_whole_word():
    terms = term_list(["élan", "niñá"])
    texts = pl.Series(["his élan vital", "the niñás and niñá ran", None, "Élan!"])
    assert holds_term(texts, terms).to_list() == [True, True, False, True]
    found = ablate(texts, terms).to_list()
    assert found == ["his vital", "the niñás and ran", None, "!"]


def test_a_stand_in_that_is_a_term_itself_gives_way_to_another():
    assert alone("the woman left", "woman", "person") == "the individual left"
    assert alone("the women left", "women", "people", "individuals") == "the persons left"
    assert alone("so he left", "he", "they") == "so one left"
    everything = ["woman", "person", "individual", "one"]
    assert alone("and the woman left", *everything) == "and left"


def test_a_mended_verb_that_is_a_term_goes_too():
    assert alone("she mans the desk", "she", "man") == "they person the desk"


def test_ambiguous_terms_of_a_lexicon_count_in_their_contexts_only():
    race = identity_terms().named("race_and_nationality")
    texts = pl.Series(["The black dog sleeps.", "A black man sleeps."])
    assert holds_term(texts, race).to_list() == [False, True]
    assert ablate(texts, race).to_list() == ["The black dog sleeps.", "A man sleeps."]
    assert ablate(texts, race.term_list).to_list() == ["The dog sleeps.", "A man sleeps."]


def test_a_lexicon_of_ones_own_needs_no_parts_of_speech(tmp_path):
    file = tmp_path / "own.csv"
    file.write_text("term,category,group,part_of_speech\nfoo,x,foos,\nbars,x,foos,noun_plural\n")
    own = load_terms(file)
    assert ablate(pl.Series(["a foo apple", "Bars!"]), own).to_list() == ["an apple", "People!"]


OWN = {
    "slots": "southerner,region,south,person\nsoutherners,region,south,person\n"
    "southern,region,south,adjective\n",
    "no slots": "southerner,region,south,\nsoutherners,region,south,\nsouthern,region,south,\n",
}


@pytest.mark.parametrize("rows", OWN.values(), ids=OWN)
def test_a_person_stands_in_for_a_term_of_ones_own(tmp_path, rows):
    file = tmp_path / "own.csv"
    file.write_text(f"term,category,group,slot\n{rows}")
    own = load_terms(file)
    before_and_after = {
        "A southerner met me.": "A person met me.",
        "A southerner met southerners.": "A person met people.",
        "a southerner smiled": "a person smiled",
        "He is southern.": "He is a person.",
        "They are southern.": "They are people.",
        "A southern town grew.": "A town grew.",
    }
    texts = pl.Series([*before_and_after])
    assert ablate(texts, own).to_list() == [*before_and_after.values()]
    assert ablations(texts, own).left_out == {NOTHING_LEFT: 0, "the sentence says nothing else": 2}


def test_a_part_of_speech_of_ones_own_is_believed(tmp_path):
    file = tmp_path / "own.csv"
    file.write_text(
        "term,category,group,slot,part_of_speech\nzorks,x,y,person,noun_singular\n"
        "blorkies,x,y,tribe:plural,\nblorky,x,y,tribe:singular,\n"
    )
    texts = pl.Series(["one zorks", "two blorkies met a blorky"])
    assert ablate(texts, load_terms(file)).to_list() == ["one person", "two people met a person"]


def test_words_and_names_of_lists_will_do_for_a_term_list():
    texts = pl.Series(["a zork and she ran"])
    assert ablate(texts, ["zork"]).to_list() == ["a thing and she ran"]
    assert ablate(texts, ("zork", "She")).to_list() == ["a thing and they ran"]
    assert ablate(texts, "gender_50").to_list() == ["a zork and they ran"]
    assert holds_term(texts, ["zork"]).to_list() == [True]
    assert ablations(texts, ["zork"]).frame["term"].to_list() == ["zork"]


@pytest.mark.parametrize("function", [ablate, ablations, holds_term])
@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ["he ran"],
            "`texts` must be a Polars series of texts, got list. Write pl.Series(texts).",
        ),
        (
            pl.Series([1, 2]),
            "`texts` must be a Polars series of texts, got one of Int64. "
            "Give the column of texts, or cast it: texts.cast(pl.String).",
        ),
    ],
)
def test_what_is_no_column_of_texts_is_refused(function, texts, expected):
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        function(texts, GENDER_50)


@pytest.mark.parametrize("function", [ablate, ablations, holds_term])
@pytest.mark.parametrize(("terms", "got"), [([1], "[1] (list)"), (None, "None (NoneType)")])
def test_what_are_no_terms_is_refused(function, terms, got):
    expected = (
        f"`terms` must be a lexicon, a term list or words, got {got}. "
        "Give such as `identity_terms()`, `GENDER_50` or a list of texts."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        function(pl.Series(["he ran"]), terms)


def test_a_column_of_nulls_may_have_no_type_yet():
    nothing = pl.Series([None, None])
    assert ablate(nothing, GENDER_50).to_list() == [None, None]
    assert holds_term(nothing, GENDER_50).to_list() == [False, False]


def test_a_text_is_changed_exactly_where_it_holds_a_term():
    texts = pl.Series([text for text, _ in BY_HAND])
    changed = ablate(texts, GENDER_50) != texts
    assert changed.to_list() == holds_term(texts, GENDER_50).to_list()


def test_ablating_twice_changes_nothing_more():
    once = ablate(pl.Series([text for text, _ in BY_HAND]), GENDER_50)
    assert ablate(once, GENDER_50).to_list() == once.to_list()


def test_records_tell_the_first_term_its_group_and_how_many_went():
    texts = pl.Series(["It rains.", "She met a Muslim, and she left.", None, "a zork ran"])
    terms = term_list(["she", "he", "Muslim", "zork"])
    made = ablations(texts, terms)
    assert made.frame.to_dicts() == [
        {
            "row": 1,
            "counterfactual": "They met a person, and they left.",
            "term": "she",
            "terms": ["she", "muslim"],
            "from_group": "female",
            "category": "gender",
            "changes": 3,
        },
        {
            "row": 3,
            "counterfactual": "a thing ran",
            "term": "zork",
            "terms": ["zork"],
            "from_group": None,
            "category": None,
            "changes": 1,
        },
    ]
    assert made.frame.schema == {
        "row": pl.UInt32,
        "counterfactual": pl.String,
        "term": pl.String,
        "terms": pl.List(pl.String),
        "from_group": pl.String,
        "category": pl.String,
        "changes": pl.UInt32,
    }
    assert made.left_out == {NOTHING_LEFT: 0}


def test_a_text_with_nothing_left_gives_no_counterfactual():
    made = ablations(pl.Series(["zork!", "zork zork", "my zork"]), term_list(["zork"]))
    assert made.frame["counterfactual"].to_list() == ["my thing"]
    assert made.left_out == {NOTHING_LEFT: 2}


def test_a_lexicon_without_terms_takes_nothing_out():
    empty = Lexicon(name="none", frame=identity_terms().frame.clear())
    texts = pl.Series(["he ran"])
    assert ablate(texts, empty).to_list() == ["he ran"]
    assert ablations(texts, empty).frame.height == 0


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


def test_the_published_list_has_fifty_terms():
    assert len(set(GENDER_50.terms)) == 50


def test_an_unknown_list_is_refused_with_those_that_exist():
    expected = "There is no term list `gender`. Did you mean `gender_50`? Available: `gender_50`."
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        term_list("gender")


def test_a_term_keeps_its_sharp_s():
    assert alone("eine Straße da", "Straße") == "eine da"


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
