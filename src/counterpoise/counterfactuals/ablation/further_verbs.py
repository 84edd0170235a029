"""Verbs after the first one of a pronoun: *goes, eats and sleeps*, *calls him and expects*."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterpoise.counterfactuals.ablation.places import Bools, Places
from counterpoise.counterfactuals.ablation.verbs import FirstVerbs, in_class, third_or_be
from counterpoise.counterfactuals.ablation.vocabulary import vocabulary
from counterpoise.counterfactuals.ablation.words import COMMA, END, SPACE, Words

_FURTHER = 9
"""Words after a pronoun within which its second verb is looked for."""
_INSIDE = np.isin(np.arange(256), list(b" ,'-"))
_CHAIN = 4
"""Verbs after the first that commas set apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherVerbs:
    """What *and*, *or*, *but* or a comma joins with the verbs of pronouns.

    Attributes:
        verb: [verbs], words that are such verbs for sure.
        unsure: [subjects], bool: whether a word may be one or a noun: *likes cakes and drinks*.
    """

    verb: np.ndarray
    unsure: Bools

    @staticmethod
    def of(subjects: Places, first: FirstVerbs) -> FurtherVerbs:
        """The further verbs of pronouns, whose first verbs are known."""
        near, unsure = _in_clause(subjects, first)
        plain = first.verb[~subjects.near(-1, "headed")[first.subject]]
        chained = _chained(subjects.words, first.verb, plain)
        verbs = np.concatenate([first.verb, chained])
        joined = _joined(subjects.words, verbs)
        return FurtherVerbs(verb=np.concatenate([chained, joined, near]), unsure=unsure)


def _joined(words: Words, verbs: np.ndarray) -> np.ndarray:
    """The verbs that *and*, *or* or *but* joins with these: *reads and writes*."""
    at = verbs + 1
    at = at[in_class(words, at, "conjunction", "but")]
    at = at[np.isin(words.gaps(at), (SPACE, COMMA))] + 1
    adverb = in_class(words, at, "adverb") & (words.gaps(at) == SPACE)
    at = np.where(adverb, at + 1, at)
    return at[third_or_be(words, at) & (words.gaps(at) == SPACE)]


def _chained(words: Words, verbs: np.ndarray, plain: np.ndarray) -> np.ndarray:
    """The verbs that commas join with these, up to *and*: *goes, eats and sleeps*.

    Of *is*, *was* and the like after `plain` ones no verb of one need come last: *he was, is and
    will be*.
    """
    found, members = [verbs[:0]], []
    first, at = np.arange(len(verbs)), verbs
    closed = np.zeros(len(verbs), dtype=bool)
    for _ in range(_CHAIN):
        on = np.flatnonzero(words.gaps(at + 1) == COMMA)
        on = on[third_or_be(words, at[on] + 1)]
        first, at = first[on], at[on] + 1
        members.append((first, at))
        joint = in_class(words, at + 1, "conjunction", "but") & (words.gaps(at + 1) != END)
        closed[first[joint & third_or_be(words, at + 2)]] = True
    found.extend(at[closed[first]] for first, at in members)
    being = plain[words.gaps(plain + 1) == COMMA] + 1
    being = being[in_class(words, being - 1, "invert") & in_class(words, being, "invert")]
    joint = in_class(words, being + 1, "conjunction", "but") | (words.gaps(being + 1) == COMMA)
    return np.concatenate([*found, being[joint]])


def _in_clause(subjects: Places, first: FirstVerbs) -> tuple[np.ndarray, Bools]:
    """The verbs further on in the same clause, *calls him and expects*; and where one may be."""
    words, members = subjects.words, vocabulary().members
    letters = np.frombuffer(words.data, dtype=np.uint8)
    third, verb, joint = members("third"), members("third", "invert"), members("conjunction", "but")
    thing, after = members("thing"), members("after_object")
    passed = ~members("stop") | thing
    present = np.zeros(len(subjects), dtype=bool)
    present[first.subject] = True
    of = np.flatnonzero(subjects.gap(1) != END)
    at, code = subjects.last[of] + 1, subjects.code(1)[of]
    joined = parted = np.zeros(len(at), dtype=bool)
    fresh = (present & ~subjects.near(-1, "headed"))[of]
    found, asked = [at[:0]], [(of[:0], at[:0])]
    for step in range(_FURTHER):
        found.append(at[(joined & verb[code]) | (parted & third[code])])
        open_ = np.flatnonzero(joined & ~verb[code])
        asked.append((of[open_], at[open_]))
        on = np.flatnonzero(passed[code])
        on = on[_INSIDE[letters[words.ends[at[on]]]]]
        ahead = words.codes(at[on] + 1)
        # *It* may end what the verb says, *calls it a mess*, or begin another clause.
        ended = ~thing[code[on]] | (after[ahead] & ~joined[on])
        on, code_ahead = on[ended], ahead[ended]
        comma = letters[words.ends[at[on]]] == ord(",")
        of, joined, parted = of[on], joint[code[on]] & (step > 0), comma & fresh[on]
        at, code, fresh = at[on] + 1, code_ahead, fresh[on] & ~comma
    unsure = np.zeros(len(subjects), dtype=bool)
    of, at = (np.concatenate(parts) for parts in zip(*asked, strict=True))
    of, at = of[present[of]], at[present[of]]
    sure, doubtful = _by_object(words, at)
    unsure[of[doubtful]] = True
    return np.concatenate([*found, at[sure]]), unsure


def _by_object(words: Words, at: np.ndarray) -> tuple[Bools, Bools]:
    """[at] each, whether an object shows that the word is a verb; whether it may be one."""
    looks = third_or_be(words, at)
    sure = looks & in_class(words, at + 1, "clear_object") & (words.gaps(at + 1) == SPACE)
    return sure, looks & in_class(words, at, "verb_or_noun") & ~sure
