"""The pattern that finds the terms of a table, beside one that names each term in full."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.counterfactuals.substitution import swap_table
from counterpoise.counterfactuals.substitution.patterns import any_of

CATEGORIES = ("gender", "religion", "race_and_nationality", "disability")


def named_in_full(terms):
    """Every term by itself, the longest first."""
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    spelt = {t: r"\s+".join(map(pl.escape_regex, t.split())) for t in longest_first}
    spelt = {term: pattern.replace("'", "(?:'|’)") for term, pattern in spelt.items()}
    words = "|".join(pattern for term, pattern in spelt.items() if term.isascii())
    foreign = "|".join(pattern for term, pattern in spelt.items() if not term.isascii())
    found = [f"(?i:{foreign})"] if foreign else []
    return "|".join([*found, rf"(?-u:\b)(?i-u:{words})(?-u:\b)"] if words else found)


def held(text, pattern):
    return pl.Series([text]).str.extract_all(pattern).to_list()[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("he and HER heir's hers", ["he", "HER", "hers"]),
        ("you guys, you  Guys, you guy", ["you guys", "you  Guys"]),
        ("ma'am MA’AM ma am", ["ma'am", "MA’AM"]),
        ("my fiancé, MY FIANCÉE", ["fiancé", "FIANCÉE"]),
        ("s.r. sxr. s.rx", ["s.r"]),
    ],
)
def test_the_longest_term_is_found_as_a_whole_word(text, expected):
    terms = ["he", "her", "hers", "you guys", "ma'am", "fiancé", "fiancée", "s.r"]
    assert held(text, any_of(terms)) == expected


def test_one_term_and_terms_outside_ascii_alone_are_found_too():
    assert held("he hers", any_of(["he"])) == ["he"]
    assert held("fiancés", any_of(["fiancé"])) == ["fiancé"]


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_term_of_a_table_is_found_whole(category):
    terms = swap_table(category).sought["key"].unique().sort().to_list()
    found = pl.Series(terms).str.extract_all(any_of(terms)).to_list()
    assert found == [[term] for term in terms]


letters = st.text("ab '", min_size=1, max_size=5).filter(lambda term: term.strip(" '"))


@settings(max_examples=60, deadline=None)
@given(st.sets(letters, min_size=1, max_size=8), st.text("abAB '’é\n", max_size=24))
def test_the_same_is_found_as_where_each_term_is_named_in_full(terms, text):
    assert held(text, any_of(terms)) == held(text, named_in_full(terms))
