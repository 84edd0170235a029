"""Mild sentences written by hand, before the rules: is the term the target of an attack?

Those marked `tuned` were looked at while the rules were made, those marked `held out` were not.
"""

import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from counterpoise.counterfactuals.checks import attacked, not_attacked
from counterpoise.counterfactuals.terms import identity_terms
from counterpoise.errors import DataError

SENTENCES = pl.read_csv(Path(__file__).parent / "checks_sentences.csv")
AT_LEAST = 0.9


def judged(texts, terms):
    schema = {"text": pl.String, "terms": pl.List(pl.String)}
    return attacked(pl.DataFrame({"text": texts, "terms": terms}, schema=schema)).tolist()


def one(text, *terms):
    return judged([text], [list(terms)])[0]


@pytest.mark.parametrize("half", ["tuned", "held out"])
def test_attacks_are_told_from_mentions(half):
    some = SENTENCES.filter(half=half)
    found = np.array(judged(some["text"], [[term] for term in some["term"]]))
    for text in some["text"].filter(pl.Series(found) != some["attacked"]):
        print(text)
    attacks = some["attacked"].to_numpy()
    hits = (found & attacks).sum()
    assert hits / found.sum() >= AT_LEAST
    assert hits / attacks.sum() >= AT_LEAST


def test_there_are_a_hundred_and_twenty_sentences_half_of_them_held_out():
    assert SENTENCES.height == SENTENCES["text"].n_unique() == 120
    counts = SENTENCES.group_by("half", "attacked").len()["len"].to_list()
    assert counts == [30] * 4


def test_the_term_that_was_changed_is_what_counts():
    text = "I can't stand old people, said the Canadian."
    assert one(text, "old people")
    assert not one(text, "canadian")
    assert one(text, "canadian", "old people")


def test_a_pronoun_is_no_target():
    assert not one("I hate her.", "her")
    assert not one("She is lazy.", "she")


def test_without_terms_every_identity_term_is_looked_at():
    assert one("I can't stand old people.")
    assert judged(["I can't stand old people.", "I can't stand rain."], [None, None]) == [
        *(True, False)
    ]


def test_a_term_that_is_not_in_the_text_is_not_attacked():
    assert not one("I can't stand rain.", "women")
    assert not one("I can't stand rain.", "!")
    assert not one("", "women")


def test_a_term_inside_a_longer_one_of_another_pair_is_still_found():
    text = "I can't stand old women."
    assert judged([text, text, text], [["old women"], ["women"], ["men"]]) == [True, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "I CAN'T STAND OLD PEOPLE!",
        "I can’t stand old people",
        "Well… I can’t stand  old people",
        "🙂 I can't stand old people 🙂",
        "é é I can't stand old people é é",
        "Hello. I can't stand old people. Bye.",
        "I can't stand\nold people",
        "I can't  stand \r\n\told people",
        "He left\n\nCan't stand old people",
        "x" * 500 + ". I can't stand old people. " + "x" * 500,
    ],
)
def test_an_attack_is_seen_in_any_dress(text):
    assert one(text, "old people")


@pytest.mark.parametrize(
    "text",
    [
        "He said “I can't stand old people” and left.",
        'A sign read: "I can\'t stand old people".',
        "«I can't stand old people» is what he said.",
    ],
)
def test_what_is_quoted_is_not_the_writers(text):
    assert not one(text, "old people")


def test_an_open_quotation_mark_quotes_nothing():
    assert one("5\" of snow, and I can't stand old people", "old people")


def test_what_is_said_of_them_afterwards_counts():
    assert one("Look at those Canadians. They are all lazy.", "canadians")
    assert not one("Look at those Canadians. They are all friendly.", "canadians")


def test_a_term_is_found_however_it_is_written():
    for term in ("Old People", "old-people", "old  people", "old people!", "old\npeople"):
        assert one("I can't stand old-people.", term)
    assert one("I can't stand señoras.", "señoras")


def test_no_sentence_begins_where_the_window_does():
    before = "x" * 20 + " but "
    after = "he did not " + "y" * 130 + " and they did not hate "
    assert not one(before + after + "women.", "women")


def test_no_group_is_seen_better_than_another():
    rows = identity_terms().frame.filter(part_of_speech="noun_plural")
    terms = rows["term"].unique(maintain_order=True).to_list()
    changed = [[term] for term in terms]
    assert all(judged([f"I can't stand {term}." for term in terms], changed))
    assert not any(judged([f"I had lunch with {term}." for term in terms], changed))


def test_labels_keep_pairs_of_negative_texts():
    frame = pl.DataFrame(
        {
            "source": [0, 1, 1, 2],
            "text": [*["I can't stand old people."] * 3, "An old man."],
            "terms": [["old people"]] * 3 + [["old"]],
        }
    )
    rule = not_attacked(labels=np.array([0.4, 0.5, 1.0]))
    assert not_attacked()(frame).to_list() == [False, False, False, True]
    assert rule(frame).to_list() == [True, False, False, True]


def test_too_few_labels_are_refused():
    frame = pl.DataFrame({"source": [2], "text": ["x"], "terms": [["x"]]})
    message = (
        "`labels` must hold one for each example, but there are 2 and a pair is of example 3. "
        "Give those of the examples it was made from."
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        not_attacked(labels=np.zeros(2))(frame)


NO_LABELS = [
    ([None] * 4, "4 of 4 are not: that of example 1 is None"),
    ([0, 1, 2], "1 of 3 are not: that of example 3 is 2"),
    (np.array([0.2, np.nan]), "1 of 2 are not: that of example 2 is nan"),
    (np.array([1, None]), "1 of 2 are not: that of example 2 is None"),
    (pl.Series(["0", "1"]), "2 of 2 are not: that of example 1 is '0'"),
]


@pytest.mark.parametrize(("labels", "fault"), NO_LABELS)
def test_labels_that_are_no_numbers_are_refused(labels, fault):
    message = (
        f"`labels` must be numbers in [0, 1], one for each example, but {fault}. "
        "Leave `labels` out to judge by the words alone."
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        not_attacked(labels=labels)


@pytest.mark.parametrize("labels", [0.5, "no", [[0], [1]]])
def test_labels_that_are_no_row_are_refused(labels):
    message = (
        f"`labels` must be one number in [0, 1] for each example, got {type(labels).__name__}. "
        "Give a series, an array or a list, such as examples.labels."
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        not_attacked(labels=labels)


def test_labels_may_be_booleans_a_list_or_none_at_all():
    frame = pl.DataFrame({"source": [0], "text": ["I can't stand old people."]})
    frame = frame.with_columns(terms=pl.Series([["old people"]]))
    assert not_attacked(labels=[True])(frame).to_list() == [False]
    assert not_attacked(labels=pl.Series([False]))(frame).to_list() == [True]
    assert not_attacked(labels=[])(frame[:0]).to_list() == []


@pytest.mark.parametrize(
    "text",
    [
        "No Canadians allowed here.",
        "No old people are welcome in this bar.",
        "No more waitresses wanted!",
        "We need fewer Canadians here.",
        "This town could use a lot less old people.",
        "They should have far fewer waitresses.",
        "I hate that Canadians are allowed in.",
        "I hate how Canadians are always so lazy.",
    ],
)
def test_shutting_a_group_out_is_an_attack(text):
    assert one(text)


@pytest.mark.parametrize(
    "text",
    [
        "I hate that Canadians are treated badly.",
        "I hate how old people are often ignored at work.",
        "I can't stand the way waitresses are insulted.",
        "I hate when Canadians get called names.",
        "I hate that Canadians still have to suffer for this.",
        "No Canadians were there that day.",
        "We need more Canadians here.",
        "We need fewer attacks on Canadians.",
        "Fewer Canadians than waitresses came.",
    ],
)
def test_pity_and_counting_are_no_attack(text):
    assert not one(text)


def test_rows_are_judged_each_for_itself():
    terms = [[term] for term in SENTENCES["term"]]
    together = judged(SENTENCES["text"], terms)
    order = np.random.default_rng(0).permutation(SENTENCES.height)
    apart = judged(SENTENCES["text"].gather(order), [terms[row] for row in order])
    assert apart == [together[row] for row in order]


@pytest.mark.parametrize("kind", ["attack", "mention"])
def test_most_templates_of_hatecheck_are_judged_rightly(shared_data, kind):
    frame = pl.read_parquet(shared_data / "synthetic" / "hatecheck.parquet")
    plain = {
        "attack": ["derog_dehum_h", "derog_neg_emote_h", "derog_neg_attrib_h", "threat_dir_h"],
        "mention": ["ident_neutral_nh", "ident_pos_nh", "negate_neg_nh", "counter_quote_nh"],
    }[kind]
    some = frame.filter(pl.col("functionality").is_in(plain))
    share = np.mean(judged(some["text"], [None] * some.height))
    assert share > 0.75 if kind == "attack" else share < 0.1
