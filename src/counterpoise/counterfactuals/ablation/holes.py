"""Holes that a term leaves: no noun to say something of, or a noun without its article."""

from __future__ import annotations

import numpy as np

from counterpoise.counterfactuals.ablation.addresses import after_you, called, surname
from counterpoise.counterfactuals.ablation.places import Bools, Places, shifted
from counterpoise.counterfactuals.ablation.reading import Reading
from counterpoise.counterfactuals.ablation.roles import GONE, ONE
from counterpoise.counterfactuals.ablation.terms import UNKNOWN
from counterpoise.counterfactuals.ablation.vocabulary import vocabulary
from counterpoise.counterfactuals.ablation.words import APOSTROPHE, COMMA, HYPHEN, SPACE

_STEPS = 4
"""Words before a noun among which its article is looked for."""

_UNCOUNTED = (
    *("noun_mass", "faith", "orientation", "condition", "deity", "language", "address"),
    *("man up", "unknown"),
)


def missing_nouns(reading: Reading) -> Bools:
    """[places], whether a term goes that no noun follows and nothing stands in for."""
    places = reading.places
    known = np.logical_or.reduce([after_you(places), surname(places), *called(places)])
    # Of a term that no lexicon knows, nobody can tell whether a noun should stand there.
    return (reading.role == GONE) & ~known & ~places.is_a(UNKNOWN)


def missing_articles(reading: Reading) -> Bools:
    """[places], whether one person is named without article, owner or number before it."""
    places = reading.places
    one = (reading.role == ONE) & ~reading.of_kind(*_UNCOUNTED) & ~reading.lists.several
    one &= ~shifted(reading.lists.chained, -1)
    return one & ~_determined(places, reading.lists.opening)


def _determined(places: Places, opening: np.ndarray) -> Bools:
    words, classes = places.words, vocabulary()
    found = np.zeros(len(opening), dtype=bool)
    still = np.ones(len(opening), dtype=bool)
    for step in range(1, _STEPS + 1):
        at = np.maximum(opening - step, 0)
        gap, code = words.gaps(at + 1), words.codes(at)
        still &= np.isin(gap, (SPACE, HYPHEN, COMMA))
        owner = classes.members("s")[code] & (words.gaps(at) == APOSTROPHE)
        found |= still & (classes.members(*_DETERMINERS)[code] | owner)
        still &= ~classes.members("closed")[code]
    return found


_DETERMINERS = ("determiner", "singular_determiner", "informal_owner")
