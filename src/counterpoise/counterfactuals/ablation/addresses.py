"""Terms by which people are named or spoken to: *Mr. Smith*, *Uncle Bob*, *oh man*."""

from __future__ import annotations

import numpy as np

from counterpoise.counterfactuals.ablation.places import Bools, Places
from counterpoise.counterfactuals.ablation.words import COMMA, END, OTHER, SPACE

_CALLED = ("man", "boy", "girl", "ladies", "guys", "gals", "boys", "girls", "lads", "lady", "men")
_ROYAL = ("royal:monarch", "royal:child", "nobility")
_FAMILY = ("kinship:aunt_uncle", "kinship:parent", "kinship:sibling")


def after_you(places: Places) -> Bools:
    """[places], whether *you* stands before: *you guys*."""
    return places.near(-1, "you") & (places.gap(0) == SPACE)


def before_name(places: Places) -> Bools:
    """[places], whether the term is a title before a name: *Mr. Smith*, *Uncle Bob*."""
    rank = places.has_slot(*_ROYAL, *_FAMILY) & places.is_a("noun_singular")
    relative = places.has_slot("kinship:aunt_uncle")
    name = places.capital(1) & (places.gap(1) == SPACE)
    name &= relative | ~places.near(1, "closed", "verb")
    titled = (places.capital(0) | relative) & ~places.near(-1, "determiner")
    return (rank & name & titled) | places.is_a("title")


def surname(places: Places) -> Bools:
    """[places], whether the term is somebody's name, after another: *Stephen King*."""
    name = places.has_slot(*_ROYAL) & places.capital(0) & (places.gap(0) == SPACE)
    return name & places.capital(-1) & ~places.near(-1, "closed") & ~places.near(-2, "determiner")


def called_first(places: Places) -> Bools:
    """[places], whether someone is spoken to at the start: *Man, that is cold*."""
    return _may_be_called(places) & (places.gap(0) == END) & (places.gap(1) == COMMA)


def called_later(places: Places) -> Bools:
    """[places], whether someone is spoken to after an exclamation: *oh man, that is cold*."""
    ends = np.isin(places.gap(1), (COMMA, END, OTHER)) | places.near(1, "closed")
    after = places.near(-1, "exclamation") & np.isin(places.gap(0), (SPACE, COMMA))
    return _may_be_called(places) & ends & after


def _may_be_called(places: Places) -> Bools:
    known = np.zeros(len(places.facts.places), dtype=bool)
    known[[place for term, place in places.facts.places.items() if term in _CALLED]] = True
    return known[places.term]
