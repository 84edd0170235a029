"""*Either*, *both* and *neither* before a list that becomes one word: *both men and women*."""

from __future__ import annotations

from counterpoise.counterfactuals.ablation.places import Bools
from counterpoise.counterfactuals.ablation.reading import Reading
from counterpoise.counterfactuals.ablation.words import SPACE


def correlatives(reading: Reading) -> Bools:
    """[places], whether such a word would stay before what was a list: *both people came*."""
    places, links, lists = reading.places, reading.links, reading.lists
    before = places.after_going_back(places.first - lists.opening)
    spaced = before.gap(0) == SPACE
    found = before.near(-1, "correlative")
    beyond = before.near(-1, "determiner") & (before.gap(-1) == SPACE)
    found |= beyond & before.near(-2, "correlative")
    return lists.chained & (links.joined | links.comma | links.same_noun) & spaced & found
