"""What each term does in its sentence, told by the words around it."""

from __future__ import annotations

import numpy as np

from counterpoise.counterfactuals.ablation.addresses import (
    after_you,
    before_name,
    called,
    surname,
)
from counterpoise.counterfactuals.ablation.links import Links
from counterpoise.counterfactuals.ablation.places import Bools, Places, shifted
from counterpoise.counterfactuals.ablation.terms import PRONOUNS, UNKNOWN
from counterpoise.counterfactuals.ablation.words import (
    APOSTROPHE,
    COMMA,
    END,
    HYPHEN,
    OPENING,
    SPACE,
)

(
    MODIFIER,
    ONE,
    MANY,
    BEING_ONE,
    BEING_MANY,
    PRONOUN,
    TITLE,
    GONE,
    WITH_BEFORE,
    WITH_AFTER,
    ADDRESSED,
    CALLED,
) = range(12)
"""Roles. MODIFIER goes before its noun; ONE and MANY are nouns; BEING_ONE and BEING_MANY stand
after *is*, without an article; TITLE goes before a name; GONE leaves no hole (*you guys*);
WITH_BEFORE goes with the conjunction or comma before it (*proud and gay*), WITH_AFTER with the one
after it; ADDRESSED goes with the comma after it (*Man, ...*), CALLED with the one before it
(*..., man!*)."""

ADJECTIVES = ("adjective", UNKNOWN)
_PASSES = 3
"""How many terms of a list, from its end, a role is handed on to."""


def roles(places: Places, links: Links) -> np.ndarray:
    """[places], the role of each term."""
    pronoun = places.is_a(*PRONOUNS)
    role = np.where(_in_compound(places) & pronoun, MODIFIER, PRONOUN)
    role[~pronoun] = _noun_roles(places.where(~pronoun), links.where(~pronoun))
    return role


def _in_compound(places: Places) -> Bools:
    """[places], whether a hyphen ties the term to a noun after it: *he-man*."""
    return (places.gap(1) == HYPHEN) & ~places.near(1, "closed", "verb")


def _noun_roles(places: Places, links: Links) -> np.ndarray:
    """[places], the roles of terms that are no pronouns."""
    role = np.where(places.is_a("noun_plural"), MANY, ONE)
    adjective = places.is_a(*ADJECTIVES) & ~places.is_a("noun_plural")
    modifying = _modifiers(places, links, adjective=adjective)
    role[modifying] = MODIFIER
    bare = adjective & ~modifying
    role[bare] = _of_bare(places.where(bare))
    for _ in range(_PASSES):
        handed = shifted(links.joined & bare, -1) & bare
        handed &= np.isin(shifted(role, -1), (BEING_ONE, BEING_MANY, ONE, MANY))
        role[handed] = shifted(role, -1)[handed]
    _set_coordinated(places, links, role, adjective=adjective)
    role[after_you(places) & (role == MANY)] = GONE
    role[surname(places)] = GONE
    role[before_name(places)] = TITLE
    first, last, later = called(places)
    # *Boys, girls and women came* speaks to nobody.
    listed = links.comma & shifted(links.comma | links.joined, 1)
    role[first & ~listed] = ADDRESSED
    role[later] = GONE
    role[last & (role != MODIFIER) & ~links.comma & ~links.joined] = CALLED
    return role


def _modifiers(places: Places, links: Links, *, adjective: Bools) -> Bools:
    """[places], whether a noun follows that the term says something of."""
    noun_next = links.beside & shifted(~places.is_a("title"), 1)
    verb = _verb_follows(places)
    open_next = places.spaced(1) & ~places.near(1, "closed", "time") & ~verb & _is_word(places, 1)
    before_noun = noun_next | (open_next & ~links.beside)
    found = adjective & before_noun
    person = places.has_slot("noun", "child") & places.is_a("noun_singular", "noun_plural")
    found |= person & places.spaced(1) & places.near(1, "work")
    quoted = (places.gap(1) == OPENING) & _is_word(places, 1) & ~places.near(1, "closed", "verb")
    found |= adjective & quoted & (places.letter(places.end) == ord(" "))
    found |= _compound(places) & before_noun & ~adjective & ~places.is_a("noun_mass")
    for _ in range(_PASSES):
        found |= adjective & (links.joined | links.comma) & shifted(found & adjective, 1)
    return found


def _verb_follows(places: Places) -> Bools:
    """[places], whether a verb comes next, so that the term is the noun: *a Muslim told me*."""
    noun = places.is_a("noun_singular") | places.near(-1, "the", "plural_determiner")
    noun |= places.is_a(UNKNOWN) & places.near(-1, "determiner")
    either = places.near(1, "verb_or_noun") & places.near(-1, "determiner", "plural_determiner")
    either &= places.near(2, "closed", "time", "late") & ~places.near(2, "finite", "many_be")
    either &= places.gap(2) == SPACE
    doing = places.ends_in(1, "ing") & places.near(-1, "article") & places.near(2, "closed")
    doing &= (places.gap(0) == SPACE) & (places.gap(2) == SPACE)
    found = noun & (places.near(1, "verb") | either | doing)
    return found | (places.near(1, "past") & (places.gap(0) == END))


def _compound(places: Places) -> Bools:
    """[places], whether the term ends a word that a prefix begins: *anti-Muslim*."""
    return (places.gap(0) == HYPHEN) & places.near(-1, "prefix")


def _is_word(places: Places, step: int) -> Bools:
    word = places.word(step)
    return places.words.ends[word] > places.words.starts[word]


def _of_bare(places: Places) -> np.ndarray:
    """[places], the roles of adjectives with no noun after them."""
    back = _steps_back(places)
    before = places.after_going_back(back)
    spaced = places.gap(0) == SPACE
    clitic = (before.gap(-1) == APOSTROPHE) & before.near(-1, "clitic")
    asked = before.near(-1, "subject") & before.near(-2, "be")
    being = before.near(-1, "be", "as") | clitic | asked | places.near(-1, "degree")
    many = before.near(-1, "many_be") & ~before.near(-2, "you")
    many |= clitic & before.near(-1, "many_be") & ~before.near(-2, "you")
    many |= asked & before.near(-1, "many_subject")
    noun = places.is_a("noun_singular")
    unknown = places.is_a(UNKNOWN) & ~places.is_a("adjective") & ~noun
    one = places.near(-1, "singular_determiner", "owner") & spaced
    some = places.near(-1, "plural_determiner", "the") & spaced
    plural = some & ~((noun | (unknown & ~_ends_in_s(places))) & places.near(-1, "the"))
    spoken = places.near(-1, "speak") & spaced
    one |= _determined_far(places, "singular_determiner", "owner")
    one |= places.ends_in(-1, "est") & places.near(-2, "the") & spaced & (places.gap(-1) == SPACE)
    start = np.isin(places.gap(0), (END, OPENING))
    after_closed = places.near(-1, "closed") & ~places.near(-1, "object_pronoun") & spaced
    after_closed |= places.gap(0) == HYPHEN
    return np.select(
        [
            plural,
            one | some,
            unknown,
            spoken,
            being & spaced & many,
            being & spaced,
            noun,
            start | after_closed,
        ],
        [MANY, ONE, GONE, ONE, BEING_MANY, BEING_ONE, ONE, MANY],
        default=GONE,
    )


def _determined_far(places: Places, *names: str) -> Bools:
    """[places], whether such a word stands before one or two others: *a tall young ...*."""
    found = np.zeros(len(places), dtype=bool)
    still = (places.gap(0) == SPACE) & _is_said_of(places, -1)
    for step in (-2, -3):
        still &= places.gap(step + 1) == SPACE
        found |= still & places.near(step, *names)
        still &= _is_said_of(places, step)
    return found


def _is_said_of(places: Places, step: int) -> Bools:
    adjective = places.near(step, "adjective") | places.ends_in(step, "est", "ing", "ful", "ous")
    return (adjective & ~places.near(step, "closed")) | _is_term(places, step)


def _is_term(places: Places, step: int) -> Bools:
    """[places], whether the word so many steps away is a term too."""
    at = np.searchsorted(places.first, places.word(step))
    return places.first[np.minimum(at, len(places) - 1)] == places.word(step)


def _ends_in_s(places: Places) -> Bools:
    return (places.letter(places.end - 1) | 0x20) == ord("s")


def _steps_back(places: Places) -> np.ndarray:
    """[places], how many adverbs stand right before."""
    back = np.zeros(len(places), dtype=np.int64)
    for step in (1, 2):
        adverb = places.near(-step, "adverb", "degree") | places.ends_in(-step, "ly")
        adverb &= places.gap(1 - step) == SPACE
        back[adverb & (back == step - 1)] = step
    return back


def _set_coordinated(places: Places, links: Links, role: np.ndarray, *, adjective: Bools) -> None:
    """Sets the roles of adjectives that are joined with one that is no term."""
    alone_before = adjective & ~shifted(links.joined | links.comma, -1)
    alone_after = adjective & ~(links.joined | links.comma)
    being = np.isin(role, (BEING_ONE, BEING_MANY, MANY, GONE))
    after_and, _ = after_adjective(places)
    role[alone_before & being & after_and] = WITH_BEFORE
    free = role != TITLE
    and_next = places.near(1, "conjunction") & (places.gap(1) == SPACE) & (places.gap(2) == SPACE)
    known = places.near(2, "adjective")
    attributive = places.near(-1, "determiner") & places.spaced(0)
    attributive &= _is_open(places, 2) & _is_open(places, 3)
    being = np.isin(role, (BEING_ONE, BEING_MANY)) & known & ~_is_open(places, 3)
    being |= ~np.isin(role, (BEING_ONE, BEING_MANY)) & known & _is_open(places, 3)
    role[alone_after & free & and_next & (attributive | being)] = WITH_AFTER
    comma_next = (places.gap(1) == COMMA) & places.near(1, "adjective") & _is_open(places, 2)
    role[alone_after & free & comma_next & ~np.isin(role, (BEING_ONE, BEING_MANY))] = WITH_AFTER


def after_adjective(places: Places) -> tuple[Bools, Bools]:
    """[places] each, whether *rich and* or *rich,* stands before."""
    joined = places.near(-1, "conjunction") & places.near(-2, "adjective")
    joined &= places.spaced(0) & (places.gap(-1) == SPACE)
    listed = (places.gap(0) == COMMA) & places.near(-1, "adjective")
    return joined, listed & ~((places.gap(-1) == END) & places.near(-1, "remark"))


def _is_open(places: Places, step: int) -> Bools:
    spaced = places.gap(step) == SPACE
    return spaced & ~places.near(step, "closed") & _is_word(places, step)
