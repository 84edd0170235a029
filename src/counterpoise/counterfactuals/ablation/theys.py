"""Pronouns that would be taken for others: *he told her*, *they look silly; he looks great*."""

from __future__ import annotations

import numpy as np

from counterpoise.counterfactuals.ablation.places import Bools
from counterpoise.counterfactuals.ablation.reading import Reading
from counterpoise.counterfactuals.ablation.roles import PRONOUN
from counterpoise.counterfactuals.ablation.vocabulary import vocabulary
from counterpoise.counterfactuals.ablation.words import END, HYPHEN, SPACE

_BEFORE, _AFTER = 15, 6
"""Words before and after within which another *they* is taken for the same."""


def several_theys(reading: Reading) -> Bools:
    """[places], whether *they* stands near already, or *he* and *she* would both become *they*."""
    pronoun = reading.role == PRONOUN
    several = _near_they(reading) | _of_several_groups(reading, pronoun)
    return pronoun & (several | _after_several(reading))


def _after_several(reading: Reading) -> Bools:
    """[places], whether it opens a sentence right after a word for several: *the edits. She*."""
    places = reading.places
    opens = (places.gap(0) == END) & np.isin(places.gap(-1), (SPACE, HYPHEN))
    found = np.zeros(len(places), dtype=bool)
    for step in (-1, -2):
        several = places.ends_in(step, "s") & ~places.near(step, "closed", "plural_no", "verb")
        found |= several & reading.in_text(step)
    return opens & found & ~places.ends_in(-1, "ss", "us", "is")


def _near_they(reading: Reading) -> Bools:
    """[places], whether *they* or a form of it stands in the same text, not far away."""
    words, places = reading.places.words, reading.places
    every = np.arange(len(words.starts))
    theys = np.flatnonzero(vocabulary().members("they")[words.codes(every)])
    if not len(theys):
        return np.zeros(len(places), dtype=bool)
    after = np.searchsorted(theys, places.first)
    found = np.zeros(len(places), dtype=bool)
    # The last word of the padding stands for none before, and for none after.
    none = len(words.starts) - 1
    for at, near in ((after, _BEFORE), (after + 1, _AFTER)):
        other = np.concatenate([[none], theys, [none]])[at]
        inside = words.starts[other] >= reading.laid.firsts[reading.row]
        inside &= words.starts[other] < reading.laid.lasts[reading.row]
        found |= inside & (np.abs(other - places.first) <= near)
    return found


def _of_several_groups(reading: Reading, pronoun: Bools) -> Bools:
    """[places], whether the text has pronouns of several groups that are not in one list."""
    places = reading.places
    groups = dict(
        zip(*(places.facts.lexicon.frame[name] for name in ("term", "group")), strict=True)
    )
    number = {group: place for place, group in enumerate(dict.fromkeys(groups.values()))}
    of_term = np.array([number[groups[term]] for term in places.facts.places])
    counts = pronoun & ~reading.lists.chained
    pairs = np.unique(np.stack([reading.row[counts], of_term[places.term[counts]]]), axis=1)
    rows, sizes = np.unique(pairs[0], return_counts=True)
    return np.isin(reading.row, rows[sizes > 1])
