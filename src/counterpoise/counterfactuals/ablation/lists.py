"""Lists of terms that become one: *men and women*, *a Christian, a Jew and a Muslim*."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterpoise.counterfactuals.ablation.bounds import name_follows
from counterpoise.counterfactuals.ablation.links import Links
from counterpoise.counterfactuals.ablation.places import Bools, Places, shifted
from counterpoise.counterfactuals.ablation.roles import (
    BEING_MANY,
    BEING_ONE,
    MANY,
    MODIFIER,
    ONE,
    PRONOUN,
    TITLE,
)
from counterpoise.counterfactuals.ablation.words import SPACE

PASSES = 4
"""How many terms of a list, from one end, something is handed on to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """What becomes of terms in lists.

    Attributes:
        chained: [places], bool: whether the term goes, with all up to the next term.
        opening: [places], the first word of the run of modifiers and noun that it is in.
        counted: [places], for the first of a list whose members had articles, how many there
            are: *a man and a woman* are two; else 0.
        several: [places], bool: whether it stands for members of a list joined by *and*.
    """

    chained: np.ndarray
    opening: np.ndarray
    counted: np.ndarray
    several: np.ndarray

    @staticmethod
    def of(places: Places, links: Links, role: np.ndarray, kind: np.ndarray) -> Lists:
        """The lists of terms with these roles and kinds of stand-in ([places] each)."""
        modifier = role == MODIFIER
        chained = modifier & (
            links.beside | ((links.joined | links.comma | links.same_noun) & shifted(modifier, 1))
        )
        chained |= _titles(places, role)
        opening = _opening(places, chained & links.beside)
        merges = _merges(places, links, role, kind)
        counted, several = _counts(places, links, merges, opening=opening, one=role == ONE)
        for here, there in zip(*merges, strict=True):
            chained[here:there] = True
        return Lists(chained=chained, opening=opening, counted=counted, several=several)


def _titles(places: Places, role: np.ndarray) -> Bools:
    """[places], whether the next title is joined with it: *Mr. and Mrs. Smith*."""
    title = role == TITLE
    pair = places.near(1, "conjunction") & (shifted(places.first, 1) == places.last + 2)
    joined = name_follows(places) & (places.gap(2) == SPACE)
    return title & shifted(title, 1) & pair & joined


def _opening(places: Places, beside: Bools) -> np.ndarray:
    opening = places.first.copy()
    for _ in range(PASSES):
        opening = np.where(shifted(beside, -1), shifted(opening, -1), opening)
    return opening


def _merges(
    places: Places, links: Links, role: np.ndarray, kind: np.ndarray
) -> tuple[list[int], list[int]]:
    """Pairs of places: a term and the next one of its list, which has the same stand-in."""
    index = np.arange(len(kind))
    partner = index + 1
    for _ in range(2):
        # A modifier in between is passed over: *gay men and straight women*.
        at = np.minimum(partner, len(kind) - 1)
        passed = (role[at] == MODIFIER) & links.beside[at]
        partner = np.where(passed, at + 1, partner)
    inside = partner < len(kind)
    partner = np.where(inside, partner, 0)
    noun = np.isin(role, (ONE, MANY, BEING_ONE, BEING_MANY))
    alike = (noun & noun[partner]) | ((role == PRONOUN) & (role[partner] == PRONOUN))
    numbered = (role == role[partner]) | ~places.near(-1, "determiner")[partner]
    same = inside & alike & numbered & (kind == kind[partner])
    joined = same & links.joined
    for _ in range(PASSES):
        joined |= same & links.comma & joined[partner]
    here = np.flatnonzero(joined)
    return here.tolist(), partner[here].tolist()


def _counts(
    places: Places,
    links: Links,
    merges: tuple[list[int], list[int]],
    *,
    opening: np.ndarray,
    one: Bools,
) -> tuple[np.ndarray, Bools]:
    """How many each list has, and which terms stand for several; see `Lists`."""
    counted, several = np.zeros(len(one), dtype=np.int64), np.zeros(len(one), dtype=bool)
    articled, single = _determined(places, merges[0], opening=opening)
    leader: dict[int, int] = {}
    size: dict[int, int] = {}
    for here, there in zip(*merges, strict=True):
        first = leader.setdefault(there, leader.get(here, here))
        size[there] = size.get(here, 1) + 1
        several[there] = (several[here] or links.by_and[here]) and one[there]
        several[there] &= bool(articled[first] or not single[first])
    followed = set(merges[0])
    for last in size:
        if last not in followed and several[last] and articled[leader[last]]:
            counted[leader[last]] = size[last]
    return counted, several


def _determined(
    places: Places, asked: list[int], *, opening: np.ndarray
) -> tuple[dict[int, bool], dict[int, bool]]:
    """Of the places asked about, whether an article and another word for one stands before."""
    before = places.after_going_back(places.first - opening).where(np.array(asked, dtype=np.int64))
    found = (before.near(-1, name).tolist() for name in ("article", "singular_determiner"))
    articled, single = (dict(zip(asked, values, strict=True)) for values in found)
    return articled, single
