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


def called(places: Places) -> tuple[Bools, Bools, Bools]:
    """[places] each, whether someone is spoken to at the start, at the end or after a cry.

    *Man, that is cold*; *that is cold, man!*; *oh man, that is cold*.
    """
    known = np.zeros(len(places.facts.places), dtype=bool)
    known[[place for term, place in places.facts.places.items() if term in _CALLED]] = True
    here = np.flatnonzero(known[places.term])
    near = places.where(here)
    first, last, later = (np.zeros(len(places), dtype=bool) for _ in range(3))
    first[here], last[here], later[here] = _first(near), _last(near), _later(near)
    return first, last, later


def _first(places: Places) -> Bools:
    """*Man, that is cold* and *man I hate it*."""
    comma = places.gap(1) == COMMA
    comma |= (places.gap(1) == SPACE) & places.near(1, "subject") & places.is_a("noun_singular")
    return (places.gap(0) == END) & comma


def _last(places: Places) -> Bools:
    """*That is sad, man!* and *so sad man!* and *but man I hate it*."""
    listed = places.near(-2, "conjunction") & (places.gap(-1) == SPACE)
    listed |= places.near(1, "conjunction") & (places.gap(1) == COMMA)
    comma = (places.gap(0) == COMMA) & np.isin(places.gap(1), (END, COMMA)) & ~listed
    spoken = (places.gap(1) == END) & places.near(-1, "adjective")
    spoken &= places.near(-2, "be", "s", "so") & (places.gap(-1) == SPACE)
    started = (places.gap(1) == SPACE) & places.near(1, "subject")
    started &= places.near(-1, "conjunction", "but", "cause")
    spaced = (places.gap(0) == SPACE) & places.is_a("noun_singular")
    return comma | (spaced & (spoken | started))


def _later(places: Places) -> Bools:
    """*Oh man, that is cold*."""
    ends = np.isin(places.gap(1), (COMMA, END, OTHER)) | places.near(1, "closed")
    return places.near(-1, "exclamation") & np.isin(places.gap(0), (SPACE, COMMA)) & ends
