import numpy as np

from counterpoise.counterfactuals.matching.words import FirstWords, four_hashes


def number(word):
    return int.from_bytes(word.encode(), "little")


KNOWN = FirstWords.of(["gay", "gay men", "homosexual", "o'neil", "a.b", "élan", "_x", "gay"])


def test_a_first_word_is_its_first_eight_letters():
    assert KNOWN.words.tolist() == sorted(map(number, ["gay", "homosexu", "o", "a"]))
    lengths = dict(zip(KNOWN.words.tolist(), KNOWN.lengths.tolist(), strict=True))
    assert lengths == {number("gay"): 3, number("homosexu"): 8, number("o"): 1, number("a"): 1}


def test_a_word_that_is_a_term_is_known_by_the_first_place_of_the_term():
    terms = dict(zip(KNOWN.words.tolist(), KNOWN.terms.tolist(), strict=True))
    assert terms == {number("gay"): 0, number("homosexu"): -1, number("o"): -1, number("a"): -1}


def test_how_terms_go_on_is_known_or_open():
    longer, open_ = (
        {word for word, here in zip(KNOWN.words.tolist(), flags.tolist(), strict=True) if here}
        for flags in (KNOWN.longer, KNOWN.open)
    )
    assert longer == {number("gay"), number("homosexu"), number("o")}
    assert open_ == {number("a")}


def test_terms_that_begin_with_no_letter_in_ascii_are_told_by_their_first():
    assert KNOWN.other_letters == {"é", "_"}


def test_whatever_may_follow_a_short_word_is_among_the_beginnings():
    beginnings = ["gay\0", "homo", "o\0ne", "o\0\0\0", "a\0b\0", "a\0\0z"]
    hashes = four_hashes(np.array([*map(number, beginnings)], dtype=np.uint32))
    assert KNOWN.fours[hashes].all()
    assert KNOWN.fours.mean() < 0.1
