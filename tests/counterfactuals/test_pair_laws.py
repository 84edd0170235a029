"""What holds of pairs whatever the texts are."""

import re
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from counterpoise import ablation_pairs, read, substitution_pairs
from counterpoise.counterfactuals.changed_parts import parts
from counterpoise.counterfactuals.generators import named
from counterpoise.counterfactuals.pairs import Pairs, generated_pairs
from counterpoise.counterfactuals.pairs.schema import COLUMNS
from counterpoise.counterfactuals.substitution import substitutions
from counterpoise.counterfactuals.substitution.terms import FIXED, PEJORATIVE, swap_table
from counterpoise.counterfactuals.terms import identity_terms

CATEGORIES = (
    *("gender", "religion", "sexual_orientation", "race_and_nationality", "disability", "age"),
)
TERMS = identity_terms()

hostile = st.sampled_from(
    [
        *("\u202e", "\u2066", "\u200d", "\u0301", "\ufe0f", "🏳️‍🌈", "👩🏽‍🦯", "\x00", "\ufdd0"),
        *("\r\n", "\t", "-", "'s", "’s", " a ", " an ", "An ", "@", "https://", "ſ", "İ"),
    ]
)
words = st.sampled_from(
    ["woman", "his", "Her", "Muslim", "atheists", "gay", "black women", "blind man", "old people"]
)
piece = st.one_of(st.text(max_size=6), hostile, words, words.map(" {} ".format))
text = st.one_of(st.none(), st.lists(piece, max_size=8).map("".join))
texts = st.lists(text, min_size=1, max_size=12)
# A call takes a tenth of a second however few its texts are: few examples with many texts.
modest = settings(max_examples=5, deadline=None)


def examples_of(texts):
    """Examples with each text that is not null; their id says which it was."""
    frame = pl.DataFrame(
        {"text": texts, "n": range(len(texts)), "y": 0},
        schema={"text": pl.String, "n": pl.Int64, "y": pl.Int64},
    )
    assume(any(text is not None for text in texts))
    return read(frame, label="y", text="text", id="n")


def reversed_words(texts, told):
    """A generator that answers something to every text."""
    return [" ".join(reversed(text.split())) for text in texts]


GENERATORS = {
    "ablation": lambda examples: ablation_pairs(examples, "all"),
    "substitution:gender": lambda examples: substitution_pairs(examples, "gender"),
    "substitution:religion": lambda examples: substitution_pairs(examples, "religion"),
    "generated": lambda examples: generated_pairs(
        examples, named(reversed_words, name="reversing", version="1"), TERMS, targets=2
    ),
}
RULES = {name: make for name, make in GENERATORS.items() if name != "generated"}
"""Generators that draw nothing at random."""


@pytest.mark.parametrize("make", GENERATORS.values(), ids=GENERATORS)
@modest
@given(texts)
def test_a_pair_is_of_its_source_unlike_it_and_valid_unicode(make, texts):
    pairs = make(examples_of(texts))
    assert dict(pairs.frame.schema) == COLUMNS
    for row in pairs.frame.iter_rows(named=True):
        assert row["text"] == texts[int(row["source_id"])]
        assert row["counterfactual"] != row["text"]
        assert row["counterfactual"].encode().decode() == row["counterfactual"]
        assert row["terms"][0] == row["term"]
        assert row["changes"] >= 1
        assert row["from_group"] != row["to_group"]


@pytest.mark.parametrize("make", RULES.values(), ids=RULES)
@modest
@given(texts, st.randoms(use_true_random=False))
def test_the_order_of_the_examples_only_reorders_the_pairs(make, texts, random):
    order = list(range(len(texts)))
    random.shuffle(order)
    frame = make(examples_of(texts)).frame
    other = make(examples_of([texts[i] for i in order])).frame
    back = {str(new): str(old) for new, old in enumerate(order)}
    other = other.with_columns(pl.col("source_id").replace(back))
    columns = [name for name in COLUMNS if name != "source"]
    keys = ["source_id", "counterfactual", "from_group", "to_group"]
    assert frame.select(columns).sort(keys).equals(other.select(columns).sort(keys))


@modest
@given(texts, st.lists(st.one_of(st.none(), st.sampled_from("ab")), min_size=20, max_size=20))
def test_the_weights_of_the_valid_pairs_of_a_source_sum_to_one(texts, reasons):
    examples = examples_of(texts)
    pairs = ablation_pairs(examples, "all").merged(
        substitution_pairs(examples, "gender"), substitution_pairs(examples, "religion")
    )
    judged = pairs.judged(pl.Series((reasons * len(pairs))[: len(pairs)], dtype=pl.String))
    for made in (pairs, judged, judged.kept, judged.sampled(each=1, seed=3)):
        frame = made.frame.cast({"valid": pl.Float64})
        weights = np.bincount(made.sources, frame["weight"], minlength=len(examples))
        valid = np.bincount(made.sources, frame["valid"], minlength=len(examples))
        assert weights == pytest.approx((valid > 0).astype(float))
        assert made.frame.filter(~pl.col("valid"))["weight"].sum() == 0


@modest
@given(texts)
def test_merging_does_not_hang_on_how_pairs_are_bracketed(texts):
    examples = examples_of(texts)
    a = ablation_pairs(examples, "all")
    b = substitution_pairs(examples, "gender")
    c = ablation_pairs(examples, "gender_50")
    left, right = a.merged(b).merged(c), a.merged(b.merged(c))
    assert left.frame.equals(right.frame)
    assert left.left_out == right.left_out
    assert left.frame.equals(a.merged(b, c).frame)
    keys = ["source", "counterfactual"]
    assert left.frame.select(keys).is_unique().all()
    assert {*left.frame.select(keys).rows()} == {
        *(row for made in (a, b, c) for row in made.frame.select(keys).rows())
    }
    other = c.merged(b, a).frame
    assert left.frame.select(keys).sort(keys).equals(other.select(keys).sort(keys))


@modest
@given(texts, st.dictionaries(st.text(max_size=9), st.integers(0, 2**40), max_size=3))
def test_saved_pairs_come_back_as_they_were(texts, left_out):
    examples = examples_of(texts)
    made = ablation_pairs(examples, "all")
    reasons = pl.Series([None, *(texts[-1:] * len(made))][: len(made)], dtype=pl.String)
    pairs = Pairs(frame=made.judged(reasons).frame, examples=len(examples), left_out=left_out)
    with TemporaryDirectory() as folder:
        pairs.save(f"{folder}/pairs.parquet")
        loaded = Pairs.load(f"{folder}/pairs.parquet")
    assert loaded.frame.equals(pairs.frame)
    assert (loaded.examples, loaded.left_out) == (pairs.examples, left_out)


def one_to_one(category):
    """Terms of two groups of which each is the only one of its group in its slot."""
    frame = swap_table(category).frame.filter(~pl.col("slot").is_in([FIXED, PEJORATIVE]))
    lone = frame.filter(
        pl.col("key").is_unique()
        & (pl.len().over("group", "slot") == 1)
        & ~pl.col("term").str.contains(r"\s")
    )
    both = lone.join(lone, on="slot", suffix="_to").filter(pl.col("group") != pl.col("group_to"))
    return both.select("group", "group_to", "term", "term_to").partition_by("group", "group_to")


BY_CATEGORY = {name: found for name in CATEGORIES if (found := one_to_one(name))}
outside = st.lists(
    st.one_of(st.text(max_size=5), hostile).filter(
        lambda text: not any(letter.isalnum() or letter in "@_-" for letter in text)
    ),
    max_size=3,
).map("".join)


@pytest.mark.parametrize("category", BY_CATEGORY)
@modest
@given(data=st.data())
def test_substitution_there_and_back_is_the_same_text(category, data):
    terms = data.draw(st.sampled_from(BY_CATEGORY[category]))
    group, other = terms.row(0)[:2]
    before, after = data.draw(outside), data.draw(outside)
    texts = terms.select(
        was=pl.concat_str(pl.lit(f"{before} we saw the "), "term", pl.lit(f" people {after}")),
        will=pl.concat_str(pl.lit(f"{before} we saw the "), "term_to", pl.lit(f" people {after}")),
    )
    there = substitutions(texts["was"], {group: other}, table=category).frame
    back = substitutions(there["counterfactual"], {other: group}, table=category).frame
    same = texts[there["row"]]
    assert there["counterfactual"].to_list() == same["will"].to_list()
    assert back["counterfactual"].to_list() == same["was"].to_list()


def test_most_terms_of_one_to_one_slots_are_changed_there_and_back():
    for category, groups in BY_CATEGORY.items():
        for terms in groups:
            texts = pl.concat_str(pl.lit("we saw the "), terms["term"], pl.lit(" people"))
            change = dict([terms.row(0)[:2]])
            made = substitutions(pl.select(texts).to_series(), change, table=category)
            assert len(made) > len(terms) / 2


@pytest.mark.parametrize("category", ["gender", "race_and_nationality"])
@modest
@given(texts)
def test_substitution_leaves_all_but_the_terms_as_they_are(category, texts):
    frame = substitution_pairs(examples_of(texts), category).frame
    known = {"a", "an", "s", *re.findall("[a-z]+", " ".join(swap_table(category).frame["key"]))}
    for row in frame.iter_rows(named=True):
        for part in parts(row["text"], row["counterfactual"]):
            if part.changed:
                sides = [part.before.lower(), part.after.lower()]
                assert {*re.findall("[a-z]+", " ".join(sides))} <= known
                beside = [re.sub("[a-z'’ -]", "", side) for side in sides]
                assert beside[0] == beside[1]


@modest
@given(st.lists(st.tuples(outside, outside), min_size=1, max_size=12))
def test_ablation_leaves_what_stands_further_off_as_it_is(around):
    texts = [f"{before} x saw a gay man, y {after}" for before, after in around]
    frame = ablation_pairs(examples_of(texts), "all").frame
    assert len(frame) == len(texts)
    for (before, after), new in zip(around, frame["counterfactual"], strict=True):
        assert new.startswith(f"{before} x saw")
        assert new.endswith(f", y {after}")


@settings(deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_the_parts_of_a_pair_are_its_two_texts(before, after):
    found = parts(before, after)
    assert "".join(part.before for part in found) == before
    assert "".join(part.after for part in found) == after
    assert any(part.changed for part in found) == (before != after)
