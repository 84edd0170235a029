"""The verb of each *he* or *she*: right after it, before it, or beyond a remark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterpoise.counterfactuals.ablation.places import Bools, Places
from counterpoise.counterfactuals.ablation.vocabulary import vocabulary
from counterpoise.counterfactuals.ablation.words import (
    APOSTROPHE,
    COMMA,
    END,
    OPENING,
    OTHER,
    SPACE,
    Words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstVerbs:
    """Verbs that must change with their pronouns.

    Attributes:
        subject: [verbs], which of the pronouns each belongs to.
        verb: [verbs], its word.
    """

    subject: np.ndarray
    verb: np.ndarray

    @staticmethod
    def of(subjects: Places, inverted: Bools) -> FirstVerbs:
        """The verbs of pronouns that stand before them, with adverbs or a remark between.

        Args:
            subjects: the places of the pronouns.
            inverted: [pronouns], whether its verb stands before it.
        """
        near, joined = subjects.gap(1), subjects.near(1, "relative") & ~inverted
        spaced = ~inverted & (near == SPACE)
        relative = np.flatnonzero(joined & np.isin(near, (SPACE, COMMA)))
        plain = np.flatnonzero(spaced & ~joined)
        apart = set_apart(subjects, inverted)
        after = after_remark(subjects.where(apart))
        who = relative[(near[relative] == SPACE) & ~subjects.near(-1, "be")[relative]]
        beyond = _beyond(subjects.where(who))
        subject = np.concatenate([plain, relative, apart[after > 0], who[beyond > 0]])
        at = [subjects.last[plain] + 1, subjects.last[relative] + 2]
        at += [after[after > 0], beyond[beyond > 0]]
        verb = _after_adverbs(subjects.words, np.concatenate(at))
        changed = np.flatnonzero(third_or_be(subjects.words, verb))
        return FirstVerbs(subject=subject[changed], verb=verb[changed])


def inverted_verbs(subjects: Places) -> tuple[Bools, np.ndarray]:
    """Whether the verb stands before each, *is he*, *doesn't she*; and these verbs."""
    inverted = np.zeros(len(subjects), dtype=bool)
    before = np.flatnonzero(subjects.near(-1, "invert", "not") & (subjects.gap(0) == SPACE))
    near = subjects.where(before)
    contracted = near.near(-1, "not") & (near.gap(-1) == APOSTROPHE) & near.near(-2, "invert")
    asked = near.near(-1, "invert")
    finite = near.near(1, "finite") | third_person(near.words, near.word(1))
    finite = (finite & (near.gap(1) == SPACE)) | (near.gap(1) == APOSTROPHE)
    opens = np.isin(near.gap(-1), (END, COMMA)) | near.near(-2, "wh", "conjunction")
    past = near.ends_in(1, "ed") & (near.gap(1) == SPACE)
    third = third_person(near.words, near.word(1)) & (near.gap(1) == SPACE)
    turned = contracted | (near.near(-1, "ask") & ~third) | (asked & ~finite & (~past | opens))
    turned &= ~_pointed_at(near, contracted)
    inverted[before[turned]] = True
    verbs = np.where(contracted, near.word(-2), near.word(-1))
    return inverted, verbs[turned]


def _pointed_at(places: Places, contracted: Bools) -> Bools:
    """[places], whether the verb before belongs to *it*, *that* or *this*: *it was she*."""
    plain = places.near(-2, "pointing") & (places.gap(-1) == SPACE)
    denied = places.near(-3, "pointing") & (places.gap(-2) == SPACE)
    return np.where(contracted, denied, plain & ~places.near(-1, "ask"))


def set_apart(subjects: Places, inverted: Bools) -> np.ndarray:
    """The pronouns that a remark follows at once: *he, too, ...*, *he (my boss) ...*."""
    here = np.flatnonzero(np.isin(subjects.gap(1), (COMMA, OPENING, OTHER)) & ~inverted)
    near = subjects.where(here)
    gap, first, second = near.gap(1), near.letter(near.end), near.letter(near.end + 1)
    round_ = (gap == OPENING) & (second == ord("("))
    dash = (gap == OTHER) & np.isin(first, (*b" -", 0xE2)) & np.isin(second, (*b"- ", 0xE2, 0x80))
    comma = (gap == COMMA) & ~near.near(1, "conjunction", "but", "subject_pair")
    return here[comma | round_ | dash]


def after_remark(subjects: Places) -> np.ndarray:
    """[subjects], the word after the remark that begins right after it; 0: it does not end."""
    closing = np.where(subjects.gap(1) == COMMA, COMMA, OTHER)
    found = np.zeros(len(subjects), dtype=np.int64)
    left = np.arange(len(subjects))
    for step in range(2, _REMARK + 2):
        gap = subjects.words.gaps(subjects.word(step)[left])
        ended = gap == closing[left]
        found[left[ended]] = subjects.word(step)[left[ended]]
        left = left[~ended & (gap != END)]
    return found


_REMARK = 8
"""Words of a remark at most."""


def _beyond(subjects: Places) -> np.ndarray:
    """[subjects], the verb after the one that *who* has: *he who laughs wins*; 0: none is seen."""
    words, found = subjects.words, np.zeros(len(subjects), dtype=np.int64)
    left = np.arange(len(subjects))
    for step in range(3, _REMARK + 3):
        at = subjects.word(step)[left]
        joined = np.isin(words.gaps(at), (SPACE, COMMA))
        left, at = left[joined], at[joined]
        verb = in_class(words, at, "invert", "third", "verb_or_noun") & third_or_be(words, at)
        found[left[verb]] = at[verb]
        left = left[~verb]
    return found


def _after_adverbs(words: Words, at: np.ndarray) -> np.ndarray:
    for _ in range(2):
        adverb = in_class(words, at, "adverb", "postposed") | words.ends_in(at, "ly")
        moved = np.flatnonzero(adverb)
        moved = moved[words.gaps(at[moved] + 1) == SPACE]
        at[moved] += 1
    return at


def in_class(words: Words, at: np.ndarray, *names: str) -> Bools:
    """[at], whether each word is of one of these classes of the vocabulary."""
    return vocabulary().members(*names)[words.codes(at)]


def third_or_be(words: Words, at: np.ndarray) -> Bools:
    """[at], whether each word looks like a verb of one: *is*, *runs*."""
    return in_class(words, at, "invert") | third_person(words, at)


def third_person(words: Words, at: np.ndarray) -> Bools:
    """[at], whether each word looks like a verb in the third person: *runs*, *flies*."""
    looks = words.ends_in(at, "s")
    here = np.flatnonzero(looks)
    near = at[here]
    none = in_class(words, near, "no_verb") | words.ends_in(near, "ss", "us", "is")
    looks[here[none]] = False
    return looks
