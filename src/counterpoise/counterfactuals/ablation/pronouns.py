"""What a pronoun is in its sentence: *her* may be *them* or *their*."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from counterpoise.counterfactuals.ablation.links import Links
from counterpoise.counterfactuals.ablation.owners import owning
from counterpoise.counterfactuals.ablation.places import Bools, Places, shifted
from counterpoise.counterfactuals.ablation.terms import PRONOUNS
from counterpoise.counterfactuals.ablation.words import END, HYPHEN, OPENING, SPACE
from counterpoise.counterfactuals.substitution.senses import Sense, senses

SUBJECT, OBJECT, DETERMINER, POSSESSIVE, REFLEXIVE = range(5)

_NEAR = 48
"""Bytes on each side that a sense looks at."""

_OF_SLOT = {"object": OBJECT, "possessive": DETERMINER, "possessive_pronoun": POSSESSIVE}


def uses(places: Places, links: Links) -> np.ndarray:
    """[places], the place in `PRONOUNS` of what each is; 0 where it is no pronoun."""
    pronoun = places.is_a(*PRONOUNS)
    use = np.zeros(len(places), dtype=np.int64)
    use[pronoun] = _uses(places.where(pronoun), links.where(pronoun))
    return use


def _uses(places: Places, links: Links) -> np.ndarray:
    """[places], the place in `PRONOUNS` of what each pronoun is.

    Most are told by whether a noun can follow; the senses of `substitution.senses` are asked for
    the few that stand after a verb that takes both (*gave her books*).
    """
    use = np.zeros(len(places), dtype=np.int64)
    can = [places.is_a(name) for name in PRONOUNS]
    for number in (REFLEXIVE, POSSESSIVE, OBJECT, SUBJECT):
        use[can[number]] = number
    either = can[DETERMINER]
    use[either] = _of_her_and_his(places.where(either), use[either])
    return np.where(_listed(places, links, either), shifted(use, 1), use)


def _listed(places: Places, links: Links, either: Bools) -> Bools:
    """[places], whether the next pronoun tells what it is: *his and her friends*.

    *I met her and her friends* is no list, and *I met her and his friends* is none for sure.
    """
    joined = either & links.joined & shifted(either, 1) & (places.term != shifted(places.term, 1))
    sure = ~links.by_and | (places.gap(0) == END) | ~places.is_a(PRONOUNS[OBJECT])
    return joined & sure


def _of_her_and_his(places: Places, use: np.ndarray) -> np.ndarray:
    """[places], what each is that may stand before a noun; `use` where none follows."""
    follows = _noun_follows(places)
    use = np.where(follows, DETERMINER, use)
    bare = np.where(places.is_a(PRONOUNS[OBJECT]), OBJECT, POSSESSIVE)
    told, owned = owning(places, bare == POSSESSIVE)
    doubtful = _doubtful(places, follows)
    doubtful[told] = False
    for term in ("her", "his"):
        place = places.facts.places.get(term, -1)
        asked = np.flatnonzero((places.term == place) & doubtful)
        use[asked] = _by_senses(places, asked, term)
    use[told] = np.where(owned, DETERMINER, bare[told])
    possessive = places.is_a(PRONOUNS[POSSESSIVE])
    ends = (use == OBJECT) | (places.near(-1, "of") & places.near(1, "verb"))
    return np.where(possessive & ends, POSSESSIVE, use)


def _noun_follows(places: Places) -> Bools:
    # A hyphen makes it part of another word, *her in-laws*, unless all are tied: *to-her-in-May*.
    compound = (places.gap(2) == HYPHEN) & (places.gap(1) != HYPHEN)
    closed = places.near(1, "closed") & ~compound
    open_next = np.isin(places.gap(1), _OPEN_GAPS) & ~closed
    return open_next & (places.words.ends[places.word(1)] > places.words.starts[places.word(1)])


_OPEN_GAPS = (SPACE, HYPHEN, OPENING)


def _doubtful(places: Places, follows: Bools) -> Bools:
    adverb = places.ends_in(1, "ly")
    return follows & (
        places.near(-1, "giving")
        | (places.near(-1, "sensing") & places.ends_in(1, "ing"))
        | (places.near(-1, "moving") & places.near(1, "back"))
        | adverb
        | places.near(1, "late", "stress")
    ) | (places.near(1, "doubtful") & (places.gap(2) != HYPHEN))


def _by_senses(places: Places, asked: np.ndarray, term: str) -> np.ndarray:
    start, end, data = places.start[asked], places.end[asked], places.words.data
    befores = [data[max(at - _NEAR, 0) : at] for at in start.tolist()]
    afters = [data[at : at + _NEAR] for at in end.tolist()]
    before, after = (
        pl.Series([text.decode(errors="ignore") for text in side], dtype=pl.String)
        for side in (befores, afters)
    )
    # A line feed may be the bound of a text.
    before, after = before.str.extract(r"([^\n]*)$"), after.str.extract(r"^([^\n]*)")
    found = np.full(len(asked), DETERMINER)
    open_ = np.ones(len(asked), dtype=bool)
    for sense in _senses_of(term):
        fits = open_.copy()
        for text, pattern in ((before, sense.before), (after, sense.after)):
            if pattern and fits.any():
                here = np.flatnonzero(fits)
                fits[here] = text.gather(here).str.contains(pattern).to_numpy()
        found[fits] = _OF_SLOT[str(sense.slot)]
        open_ &= ~fits
    return found


@cache
def _senses_of(term: str) -> tuple[Sense, ...]:
    return tuple(s for s in senses() if term in s.terms and s.slot in _OF_SLOT and not s.word)
