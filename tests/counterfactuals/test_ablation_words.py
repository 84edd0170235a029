"""The words, gaps and classes that ablation looks at, and the stand-ins that it writes."""

import numpy as np
import polars as pl
import pytest

from counterpoise.counterfactuals.ablation import holds_term
from counterpoise.counterfactuals.ablation.edits import Edits, edited
from counterpoise.counterfactuals.ablation.terms import term_facts
from counterpoise.counterfactuals.ablation.texts import LaidTexts
from counterpoise.counterfactuals.ablation.vocabulary import vocabulary
from counterpoise.counterfactuals.ablation.words import (
    APOSTROPHE,
    COMMA,
    END,
    HYPHEN,
    OPENING,
    OTHER,
    SPACE,
    Words,
)
from counterpoise.counterfactuals.terms import GENDER_50, identity_terms


def words_of(*texts):
    words = Words.of(LaidTexts.of(pl.Series(texts)).data)
    held = np.flatnonzero(words.ends > words.starts)
    return words, held


def test_texts_are_cut_into_words_and_gaps():
    words, held = words_of("It’s “naïve”,  co-op: no", "日本 end")
    spans = zip(words.starts[held], words.ends[held], strict=True)
    found = [words.data[start:end].decode() for start, end in spans]
    assert found == ["It", "s", "naïve", "co", "op", "no", "日本", "end"]
    expected = [END, APOSTROPHE, OPENING, OTHER, HYPHEN, OTHER, END, SPACE]
    assert words.gaps(held).tolist() == expected


@pytest.mark.parametrize(
    "gap", [",\n", " \n ", "         \n", "\n", ". ", "…", "?! ", "   -   -   - "]
)
def test_no_line_or_sentence_ends_in_a_gap_that_joins(gap):
    words, held = words_of(f"one{gap}two")
    assert words.gaps(held)[1] == END


def test_a_comma_joins_words():
    words, held = words_of("one, two ,three,four")
    assert words.gaps(held)[1:].tolist() == [COMMA] * 3


def test_every_word_of_the_vocabulary_is_found_in_any_case_and_no_other():
    known = vocabulary()
    members = sorted(known.classes["closed"].nonzero()[0])
    words, held = words_of("The THE the because BECAUSE themx thexx antidisestablishment Naïve")
    codes = words.codes(held)
    assert len(set(codes[:3])) == len(set(codes[3:5])) == 1
    assert {codes[0], codes[3]} <= set(members)
    assert codes[5:].tolist() == [0, 0, 0, 0]


def test_edits_may_grow_shrink_and_touch():
    laid = LaidTexts.of(pl.Series(["abc", "", "né"]))
    starts = np.array([laid.firsts[0], laid.firsts[0] + 1, laid.firsts[2]])
    ends = starts + np.array([1, 1, 0])
    new = np.array([b"", "ü!".encode(), b"x"], dtype=object)
    changed = edited(laid, Edits.of(starts, ends, new))
    assert changed.to_list() == ["ü!c", "", "xné"]


def test_of_edits_that_overlap_the_later_one_gives_way():
    joined = Edits.joined(
        [
            Edits.of(np.array([4, 1]), np.array([6, 5]), "x"),
            Edits.of(np.array([2]), np.array([3]), "y"),
        ]
    )
    assert joined.start.tolist() == [1, 5, 5]
    assert joined.end.tolist() == [5, 5, 6]


def test_no_stand_in_is_an_identity_term():
    people = identity_terms()
    written = [text for pair in term_facts(people).stand_ins.values() for text in pair]
    assert all(written)
    assert not holds_term(pl.Series(written), people).any()
    assert term_facts(GENDER_50).stand_ins["kinship:parent"] == ("parent", "parents")
