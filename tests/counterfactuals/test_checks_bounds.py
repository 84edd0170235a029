import re
from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.counterfactuals.checks import (
    length_ratio,
    no_pejorative,
    similarities,
    similarity,
)
from counterpoise.counterfactuals.terms import identity_terms
from counterpoise.errors import PlanError


def frame(*rows):
    schema = {"text": pl.String, "counterfactual": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def one(rule, text, counterfactual):
    return rule(frame((text, counterfactual))).item()


@pytest.mark.parametrize(
    ("text", "counterfactual", "passes"),
    [
        ("abcd", "ab", True),
        ("abcd", "a", False),
        ("abcd", "abcdefgh", True),
        ("abcd", "abcdefghi", False),
        ("éé", "é", True),
        ("", "", False),
        ("", "a", False),
        ("abcd", "", False),
    ],
)
def test_lengths_are_compared_in_characters(text, counterfactual, passes):
    assert one(length_ratio(0.5, 2.0), text, counterfactual) is passes


@pytest.mark.parametrize(("low", "high"), [(2.0, 0.5), (-1, 1), (0, float("inf"))])
def test_bounds_that_no_length_lies_between_are_refused(low, high):
    message = (
        f"`low` and `high` must be ratios with 0 <= low <= high, got {low} and {high}. "
        "Give both, such as length_ratio(0.5, 2.0)."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        length_ratio(low, high)


def test_bounds_that_are_no_numbers_are_refused():
    message = (
        "`low` and `high` must be ratios with 0 <= low <= high, got 'a' and 1. "
        "Give both, such as length_ratio(0.5, 2.0)."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        length_ratio("a", 1)
    message = (
        "`at_least` must be a share of words in [0, 1], got 'a'. "
        "0 lets every pair pass, 1 only those with the same words."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        similarity("a")


def test_an_insult_list_that_is_no_lexicon_is_refused():
    message = (
        "`lexicon` must be a Lexicon, got list. Take identity_terms(), or load_terms('own.csv')."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        no_pejorative(lexicon=["woman"])


@pytest.mark.parametrize(
    ("text", "counterfactual", "share"),
    [
        ("the man ran", "the woman ran", 2 * 2 / 6),
        ("the man ran", "the man ran", 1),
        ("a b", "c d", 0),
        ("a a b", "a b b", 2 * 2 / 6),
        ("A b", "a B", 1),
        ("a b", "b a", 1),
        ("a man, a woman", "a woman, a man!", 1),
        ("men", "women", 0),
        ("manhood", "manhole", 0),
        ("old manhood", "old manhole", 0.5),
        ("woman", "man", 0),
        ("a man", "a", 2 / 3),
        ("", "", 1),
        ("!", "?", 1),
        ("", "a", 0),
        ("el niño", "el niña", 0.5),
        ("日本 人", "日本 女", 0.5),
    ],
)
def test_similarity_is_the_share_of_words_in_common(text, counterfactual, share):
    assert similarities(frame((text, counterfactual))) == pytest.approx([share])


def by_hand(text, counterfactual):
    """The same by the formula, word by word."""
    sides = [
        Counter(re.findall(r"(?:[0-9A-Za-z_]|[^\x00-\x7f])+", side.lower()))
        for side in (text, counterfactual)
    ]
    total = sum(side.total() for side in sides)
    return 2 * (sides[0] & sides[1]).total() / total if total else 1.0


TEXTS = st.lists(st.sampled_from(["a", "A", "bb", "bbb", "é", "ñ日", " ", "  ", "\n", ",", "c-d"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS.map("".join), TEXTS.map("".join)), max_size=6))
def test_similarity_is_what_the_formula_says(rows):
    assert similarities(frame(*rows)).tolist() == [by_hand(*row) for row in rows]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(TEXTS.map(" ".join), TEXTS.map(" ".join)), max_size=6))
def test_a_bound_on_similarity_is_what_its_value_says(rows):
    for bound in (0.0, 0.3, 0.5, 1.0):
        expected = similarities(frame(*rows)) >= bound
        assert similarity(bound)(frame(*rows)).to_list() == expected.tolist()


def test_long_texts_are_compared_to_their_ends():
    long = "word " * 100
    assert similarities(frame((long + "man", long + "woman"))) == pytest.approx([200 / 202])
    assert similarities(frame(("man " + long, "woman " + long))) == pytest.approx([200 / 202])


def test_a_share_of_words_outside_zero_to_one_is_refused():
    message = (
        "`at_least` must be a share of words in [0, 1], got 30. "
        "0 lets every pair pass, 1 only those with the same words."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        similarity(30)


def test_a_listed_insult_on_either_side_fails():
    rule = no_pejorative(lexicon=identity_terms().named("religion"))
    made = frame(("rain", "rain"), ("a Sikh", "rain"), ("rain", "a Sikh"), ("a S1kh", "rain"))
    assert rule(made).to_list() == [True, False, False, True]


def test_a_listed_insult_in_disguise_fails_where_asked():
    rule = no_pejorative(lexicon=identity_terms().named("religion"), disguised=True)
    assert rule(frame(("rain", "rain"), ("a S1kh", "rain"))).to_list() == [True, False]


def test_the_insults_that_come_with_the_package_are_looked_for():
    from counterpoise.counterfactuals.terms import pejorative_terms

    plain = pejorative_terms().frame.filter(~pl.col("ambiguous"))["term"]
    made = pl.DataFrame({"text": "a " + plain, "counterfactual": "a man"})
    assert not no_pejorative()(made).any()
