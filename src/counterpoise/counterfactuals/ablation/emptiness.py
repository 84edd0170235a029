"""Terms that are all that their sentence says: *I am gay*, *most leaders are women*."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from counterpoise.counterfactuals.ablation.places import Bools, Places
from counterpoise.counterfactuals.ablation.reading import Reading
from counterpoise.counterfactuals.ablation.roles import (
    ADDRESSED,
    BEING_MANY,
    BEING_ONE,
    CALLED,
    MANY,
    ONE,
    PRONOUN,
    TITLE,
)
from counterpoise.counterfactuals.ablation.words import APOSTROPHE, SPACE
from counterpoise.counterfactuals.terms import Lexicon

_PERSONS = ("noun", "child", "predicate")
"""Slots whose stand-ins say no more than that it is a person."""


def predicates(reading: Reading) -> Bools:
    """[places], whether nothing but the term is said of someone, or of no one but them."""
    places, lists = reading.places, reading.lists
    noun = np.isin(reading.role, (ONE, MANY)) & reading.of_kind(*_PERSONS)
    before = places.after_going_back(places.first - lists.opening)
    spaced = [before.gap(-step) == SPACE for step in range(3)]
    determined = before.near(-1, "determiner") & spaced[0]
    being = _being(before) & spaced[0]
    being |= determined & (_being(before, 1) | before.near(-2, "subject")) & spaced[1]
    again = determined & before.near(-2, "not", "adverb") & spaced[1]
    being |= again & before.near(-3, "be", "clitic") & np.isin(before.gap(-2), (SPACE, APOSTROPHE))
    being &= ~((places.gap(1) == SPACE) & places.near(1, "saying_more"))
    adjective = places.is_a("adjective") & ~places.is_a("noun_plural", "noun_singular")
    alone = before.near(-1, "only_these")
    alone |= adjective & (reading.role == MANY) & before.near(-1, "bare_after")
    # *Your gay* is *you are gay*.
    alone |= adjective & before.near(-1, "yours")
    alone &= spaced[0]
    alone |= (reading.role == MANY) & _near_people(reading)
    return (noun & (being | alone)) | np.isin(reading.role, (BEING_ONE, BEING_MANY))


def _being(before: Places, back: int = 0) -> Bools:
    """[places], whether *is*, *as*, *'s* or *look like* stands so many words further back."""
    step = -1 - back
    clitic = (before.gap(step) == APOSTROPHE) & before.near(step, "clitic")
    like = before.near(step, "like") & before.near(step - 1, "looking")
    return before.near(step, "be", "as") | clitic | (like & (before.gap(step) == SPACE))


def _near_people(reading: Reading) -> Bools:
    """[places], whether *people* stands near already: *the Jews are a people*."""
    found = np.zeros(len(reading.places), dtype=bool)
    for step in (*range(-5, 0), *range(1, 6)):
        found |= reading.places.near(step, "human") & reading.in_text(step)
    return found


def contrasts(reading: Reading) -> Bools:
    """[places], whether it stands near one of another group that would become the same."""
    places = reading.places
    silent = np.isin(reading.role, (PRONOUN, TITLE, ADDRESSED, CALLED)) | reading.lists.chained
    groups, categories = _groups_and_categories(places.facts.lexicon, places.facts.places)
    found = np.zeros(len(places), dtype=bool)
    group, noun = groups[places.term], np.isin(reading.role, (ONE, MANY))
    of_category = np.flatnonzero(~silent & (group >= 0))
    nouns = np.flatnonzero(~silent & (group >= 0) & noun & reading.of_kind(*_PERSONS))
    for at, also in ((of_category, categories[places.term]), (nouns, reading.kind)):
        at = at[np.lexsort((at, also[at], reading.row[at]))]
        one, two = at[:-1], at[1:]
        differ = (group[one] != group[two]) & (also[one] == also[two])
        differ &= (reading.kind[one] == reading.kind[two]) | ~(noun[one] & noun[two])
        differ &= reading.row[one] == reading.row[two]
        found[two[differ & (places.first[two] - places.first[one] <= _NEAR)]] = True
    return found | _repeated(reading, np.flatnonzero(~silent & noun))


def _repeated(reading: Reading, nouns: np.ndarray) -> Bools:
    """[places], whether it differs from the noun before by what goes: *a male, a white male*."""
    places = reading.places
    found = np.zeros(len(places), dtype=bool)
    one, two = nouns[:-1], nouns[1:]
    size = places.first - reading.lists.opening
    same = (reading.row[one] == reading.row[two]) & (reading.kind[one] == reading.kind[two])
    near = places.first[two] - places.last[one] <= _REPEATED
    found[two[same & near & (size[one] != size[two])]] = True
    return found


def _groups_and_categories(
    lexicon: Lexicon, terms: Mapping[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """[terms] each, a number for the group of each term, -1 for none, and for its category."""
    rows = lexicon.frame.select("term", "group", "category").unique("term", keep="first")
    of_term = {term: rest for term, *rest in rows.iter_rows()}
    found = []
    for place in range(2):
        names = [of_term[term][place] for term in terms]
        number = {name: at for at, name in enumerate(dict.fromkeys(names))}
        found.append(np.array([number[name] if name else -1 for name in names], dtype=np.int64))
    return found[0], found[1]


_NEAR = 15
"""Words within which two groups are taken to be set side by side."""

_REPEATED = 8
"""Words within which the same noun is taken for a repetition."""
