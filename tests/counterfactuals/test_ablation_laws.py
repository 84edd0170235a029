"""Laws that hold of the ablation of any text, hostile ones among them."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.counterfactuals.ablation import ablate, ablations, holds_term
from counterpoise.counterfactuals.matching import matches
from counterpoise.counterfactuals.terms import GENDER_50, identity_terms, term_list

PEOPLE = identity_terms()
LISTS = [
    GENDER_50,
    term_list(["gay", "deaf person", "people", "they", "non-binary", "é", "man"]),
    PEOPLE,
    PEOPLE.named("gender", "religion"),
]

WORDS = st.sampled_from(
    [
        *(
            "he",
            "She",
            "HER",
            "his",
            "women",
            "gay",
            "Muslim",
            "black",
            "king",
            "Mr",
            "man",
            "deaf",
        ),
        *("person", "people", "they", "a", "an", "AN", "the", "and", "or", "is", "runs", "was"),
        *("deaf", "very", "non", "binary"),
        *("'s", "’re", ",", ".", "!", "-", "/", "&", "\n", "“", "😂", "é"),
        *(
            "İ",
            "ſ",
            "e\u0301",
            "\u200d",
            "\ufeff",
            "\x00",
            "hers",
            "herself",
            "African",
            "American",
        ),
    ]
)
SENTENCES = st.lists(st.tuples(WORDS, st.sampled_from(["", " ", " ", " ", "  "])), max_size=14).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)
TEXTS = st.lists(st.one_of(st.none(), SENTENCES, st.text(max_size=20)), min_size=1, max_size=6)


def column(texts):
    return pl.Series("text", texts, dtype=pl.String)


@pytest.mark.parametrize("terms", LISTS, ids=lambda terms: terms.name)
@settings(max_examples=25, deadline=None)
@given(texts=TEXTS)
def test_an_ablated_text_holds_no_term_and_only_those_with_one_change(terms, texts):
    before = column(texts)
    after = ablate(before, terms)
    assert not holds_term(after, terms).any()
    assert after.eq_missing(before).to_list() == (~holds_term(before, terms)).to_list()
    assert after.is_null().to_list() == before.is_null().to_list()
    assert after.name == "text"


@settings(max_examples=25, deadline=None)
@given(texts=TEXTS)
def test_a_text_is_ablated_alike_whatever_stands_beside_it(texts):
    together = ablate(column(texts), PEOPLE).to_list()
    alone = [ablate(column([text]), PEOPLE).to_list()[0] for text in texts]
    assert together == alone


@settings(max_examples=25, deadline=None)
@given(texts=TEXTS)
def test_records_tell_what_was_taken_out(texts):
    before = column(texts)
    made = ablations(before, PEOPLE)
    found = matches(before, PEOPLE).unique(["row", "start"], keep="first", maintain_order=True)
    counted = dict(found.group_by("row").len().iter_rows())
    firsts = dict(
        found.group_by("row", maintain_order=True).agg(pl.col("term").first()).iter_rows()
    )
    for row in made.frame.iter_rows(named=True):
        assert row["counterfactual"] == ablate(before, PEOPLE)[row["row"]] != texts[row["row"]]
        assert row["changes"] == counted[row["row"]]
        assert row["term"] == row["terms"][0] == firsts[row["row"]]
    assert len(made) + sum(made.left_out.values()) == len(counted)


@settings(max_examples=25, deadline=None)
@given(
    before=st.sampled_from(["", "xx yy. ", "Zz? \n", "“qq” ", "ñandú😂 ", "\x00 "]),
    after=st.sampled_from(["", " xx", ". Zz qq!", "\nyy", " ñandú😂", " \u200d\x00"]),
)
def test_what_stands_apart_is_untouched_byte_for_byte(before, after):
    text = f"{before}the women{after}"
    assert ablate(column([text]), GENDER_50).to_list() == [f"{before}the people{after}"]


def test_real_comments_hold_no_term_afterwards(shared_data):
    texts = pl.read_parquet(shared_data / "toxicity_pool.parquet", columns=["text"])["text"]
    texts = texts.sample(20_000, seed=1)
    for terms in (GENDER_50, PEOPLE):
        after = ablate(texts, terms)
        assert not holds_term(after, terms).any()
        assert ((after != texts) == holds_term(texts, terms)).all()
