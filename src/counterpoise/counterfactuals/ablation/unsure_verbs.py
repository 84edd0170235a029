"""Pronouns whose verbs nobody can be sure of: *he who laughs wins*."""

from __future__ import annotations

import numpy as np

from counterpoise.counterfactuals.ablation.further_verbs import FurtherVerbs
from counterpoise.counterfactuals.ablation.places import Bools, Places
from counterpoise.counterfactuals.ablation.pronouns import SUBJECT
from counterpoise.counterfactuals.ablation.reading import Reading
from counterpoise.counterfactuals.ablation.roles import PRONOUN
from counterpoise.counterfactuals.ablation.verbs import (
    FirstVerbs,
    in_class,
    inverted_verbs,
    set_apart,
)
from counterpoise.counterfactuals.ablation.words import END, SPACE

_REACH = 12
"""Words after a remark within which a verb is looked for."""


def unsure_verbs(reading: Reading) -> Bools:
    """[places], whether *they* is written there, and a verb may be left that does not agree."""
    found = (reading.role == PRONOUN) & (reading.use == SUBJECT) & ~reading.lists.chained
    found &= reading.kind >= 0
    subjects = reading.places.where(found)
    found[found] = _unsure(subjects)
    return found


def _unsure(subjects: Places) -> Bools:
    inverted, _ = inverted_verbs(subjects)
    first = FirstVerbs.of(subjects, inverted)
    further = FurtherVerbs.of(subjects, first)
    found = further.unsure
    relative = subjects.near(1, "relatives") & (subjects.gap(1) == SPACE)
    found |= relative & ~subjects.near(-1, "be")
    apart = np.setdiff1d(set_apart(subjects, inverted), first.subject)
    found[apart[_verb_within(subjects.where(apart))]] = True
    present = np.unique(first.subject)
    changed = np.concatenate([first.verb, further.verb])
    found[present[_verb_joined(subjects.where(present), changed)]] = True
    return found


def _verb_joined(subjects: Places, changed: np.ndarray) -> Bools:
    """[subjects], whether one that is left follows *and*: *she thinks it is late and says so*."""
    words, found = subjects.words, np.zeros(len(subjects), dtype=bool)
    left = np.arange(len(subjects))
    for step in range(2, _REACH):
        at = subjects.word(step)[left]
        going = words.gaps(at) != END
        left, at = left[going], at[going]
        joined = in_class(words, at, "third") & in_class(words, at - 1, "conjunction", "but")
        found[left[joined & ~np.isin(at, changed)]] = True
    return found


def _verb_within(subjects: Places) -> Bools:
    """[subjects], whether a verb of one stands further on in the sentence."""
    words, found = subjects.words, np.zeros(len(subjects), dtype=bool)
    left = np.arange(len(subjects))
    for step in range(2, _REACH):
        at = subjects.word(step)[left]
        going = words.gaps(at) != END
        left, at = left[going], at[going]
        found[left[in_class(words, at, "invert", "third")]] = True
    return found
