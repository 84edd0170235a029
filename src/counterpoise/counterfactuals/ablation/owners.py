"""*Her* and *his* before words that can end the phrase: *did her best*, *knew her best*."""

from __future__ import annotations

import numpy as np

from counterpoise.counterfactuals.ablation.places import Bools, Places
from counterpoise.counterfactuals.ablation.words import COMMA, END, HYPHEN, OPENING, SPACE

_ASKED = (
    *("counted", "graded", "best", "timing"),
    *("much", "so", "intensifier"),
)
_NO_NOUN = ("verb", "past", "finite", "adverb", "degree", "late", "time")


def owning(places: Places, possessive: Bools) -> tuple[np.ndarray, Bools]:
    """The places that can be told, and of each whether something of *her* or *his* follows.

    Args:
        places: of *her*, *his* and the like.
        possessive: [places], whether the pronoun is none of an object: *his*.
    """
    asked = places.near(1, *_ASKED) | places.ends_in(1, "ly")
    here = np.flatnonzero(asked & (places.gap(1) == SPACE) & (places.gap(2) != HYPHEN))
    near = places.where(here)
    sure = possessive[here] | (near.gap(0) == END)
    told = np.zeros(len(here), dtype=bool)
    owned = told.copy()
    for name, owns in (
        ("counted", _of_counted(near, sure)),
        ("graded", _of_graded(near, sure)),
        ("best", _of_best(near, possessive[here])),
        ("timing", _of_timing(near, sure)),
    ):
        among = near.near(1, name)
        told |= among
        owned = np.where(among, owns, owned)
    described = _described(near)
    # *Loves her very much*.
    ended = near.near(1, "intensifier") & near.near(2, "closed", "much", "adverb")
    ended |= near.near(1, "intensifier") & near.ends_in(2, "ly")
    told |= described | (ended & ~possessive[here])
    return here[told], (owned | described)[told]


def _of_counted(places: Places, sure: Bools) -> Bools:
    """*Her many friends*, but *gave her many gifts* and *told her many times*."""
    other = places.near(-1, "gifts") | places.near(2, "times")
    again = (places.gap(2) == COMMA) & places.near(2, "counted", "adjective")
    return (_is_open(places, 2) | again) & (sure | ~other)


def _of_graded(places: Places, sure: Bools) -> Bools:
    """*Her more famous book*, but *loves her more*, *made her more aware*."""
    adverb = places.ends_in(2, "ly")
    noun = _is_open(places, 2) & ~places.near(2, "time") & (~adverb | _is_open(places, 3))
    other = places.near(-1, "gifts", "judged") & ~_is_open(places, 3)
    return noun & (sure | ~other)


def _of_best(places: Places, possessive: Bools) -> Bools:
    """*Did her best* and *her best friend*, but *knew her best* and *saw her last night*."""
    tried = places.near(-1, "trying") | (places.gap(0) == END)
    noun = _is_open(places, 2) & ~(places.near(1, "time") & places.near(2, "times"))
    found = noun | tried | (possessive & ~places.near(-1, "liking"))
    return np.asarray(found)


def _of_timing(places: Places, sure: Bools) -> Bools:
    """*Her then husband* and *her once quiet street*, but *kissed her then left*."""
    noun = _is_open(places, 2) & ~places.near(2, *_NO_NOUN, "remark")
    named = places.near(2, "work", "person", "companion", "adjective")
    long = ~places.near(1, "then") & _is_open(places, 3) & ~places.ends_in(2, "ing")
    long &= ~places.near(2, "verb_or_noun")
    aged = np.isin(places.letter(places.words.starts[places.word(2)]), tuple(b"123456789"))
    long |= aged & places.spaced(3)
    growing = places.near(1, "swelling") & places.ends_in(2, "ing")
    other = places.near(-1, "giving", "judged")
    return noun & (sure | ((named | long | growing) & ~other))


def _described(places: Places) -> Bools:
    """[places], whether an adverb, an adjective and a noun follow: *her really good book*."""
    degree = places.near(1, "much", "intensifier") | places.ends_in(1, "ly")
    other = places.near(-1, "giving", "judged") | places.near(2, *_NO_NOUN, "counted", "much")
    other |= places.ends_in(2, "ing")
    described = degree & ~other & _is_open(places, 2) & _is_open(places, 3)
    return described | (places.near(1, "so") & places.near(2, "called") & _is_open(places, 3))


def _is_open(places: Places, step: int) -> Bools:
    """[places], whether a word stands there that a noun phrase can go on with."""
    word = places.word(step)
    there = places.words.ends[word] > places.words.starts[word]
    closed = places.near(step, "closed") & (places.gap(step + 1) != HYPHEN)
    closed |= places.near(step, "many_be", "shortened")
    return there & np.isin(places.gap(step), (SPACE, OPENING)) & ~closed
