"""Verbs made to agree with *they*: *she is*, *he often says*, *does she*."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from counterpoise.counterfactuals.ablation.edits import Edits
from counterpoise.counterfactuals.ablation.places import Bools, Places, is_upper
from counterpoise.counterfactuals.ablation.vocabulary import vocabulary
from counterpoise.counterfactuals.ablation.words import APOSTROPHE, COMMA, END, SPACE, Words

_PLURALS = {
    "is": "are", "was": "were", "has": "have", "does": "do", "isn": "aren", "wasn": "weren",
    "hasn": "haven", "doesn": "don", "isnt": "arent", "wasnt": "werent", "hasnt": "havent",
    "doesnt": "dont",
}  # fmt: skip


def agreement(subjects: Places) -> Edits:
    """Edits of the verbs of *he* and *she*, which become *they*.

    Args:
        subjects: the places of these pronouns.
    """
    words = subjects.words
    inverted, asked = _inverted(subjects)
    contracted = subjects.gap(1) == APOSTROPHE
    verb = _verbs(subjects.where(~inverted & (subjects.gap(1) == SPACE)))
    further = _further_verbs(words, subjects.word(1)[subjects.gap(1) != END])
    changed = np.concatenate([asked, verb, _joined_verbs(words, verb), further])
    clitic = subjects.where(contracted)
    clitic = clitic.where(clitic.near(1, "s"))
    return Edits.joined([_made_plural(words, np.unique(changed)), _clitics(clitic)])


def _inverted(subjects: Places) -> tuple[Bools, np.ndarray]:
    """Whether the verb stands before each, *is he*, *doesn't she*; and these verbs."""
    inverted = np.zeros(len(subjects), dtype=bool)
    before = np.flatnonzero(subjects.near(-1, "invert", "not") & (subjects.gap(0) == SPACE))
    near = subjects.where(before)
    contracted = near.near(-1, "not") & (near.gap(-1) == APOSTROPHE) & near.near(-2, "invert")
    asked = near.near(-1, "invert")
    finite = near.near(1, "finite") | _third_person(near.words, near.word(1))
    finite = (finite & (near.gap(1) == SPACE)) | (near.gap(1) == APOSTROPHE)
    opens = np.isin(near.gap(-1), (END, COMMA)) | near.near(-2, "wh", "conjunction")
    past = near.ends_in(1, "ed") & (near.gap(1) == SPACE)
    third = _third_person(near.words, near.word(1)) & (near.gap(1) == SPACE)
    turned = contracted | (near.near(-1, "ask") & ~third) | (asked & ~finite & (~past | opens))
    inverted[before[turned]] = True
    verbs = np.where(contracted, near.word(-2), near.word(-1))
    return inverted, verbs[turned]


def _verbs(subjects: Places) -> np.ndarray:
    """The verbs that must change, after pronouns and up to two adverbs."""
    words, at = subjects.words, subjects.word(1)
    for _ in range(2):
        adverb = _in_class(words, at, "adverb") | words.ends_in(at, "ly")
        moved = np.flatnonzero(adverb)
        moved = moved[words.gaps(at[moved] + 1) == SPACE]
        at[moved] += 1
    return at[_in_class(words, at, "invert") | _third_person(words, at)]


def _joined_verbs(words: Words, verbs: np.ndarray) -> np.ndarray:
    """The verbs that *and*, *or* or *but* joins with these: *reads and writes*."""
    at = verbs + 1
    at = at[_in_class(words, at, "conjunction", "but")]
    at = at[np.isin(words.gaps(at), (SPACE, COMMA))] + 1
    adverb = _in_class(words, at, "adverb") & (words.gaps(at) == SPACE)
    at = np.where(adverb, at + 1, at)
    changed = _in_class(words, at, "invert") | _third_person(words, at)
    return at[changed & (words.gaps(at) == SPACE)]


def _further_verbs(words: Words, at: np.ndarray) -> np.ndarray:
    """The verbs after *and* or *but* further on in the same clause: *calls him and expects*."""
    stop, joint, verb = (vocabulary().members(*names) for names in _CLAUSE)
    letters = np.frombuffer(words.data, dtype=np.uint8)
    found, joined = [at[:0]], np.zeros(len(at), dtype=bool)
    for step in range(_FURTHER):
        code = words.codes(at)
        found.append(at[joined & verb[code]])
        on = np.flatnonzero(~stop[code])
        on = on[_INSIDE[letters[words.ends[at[on]]]]]
        at, joined = at[on] + 1, joint[code[on]] & (step > 0)
    return np.concatenate(found)


_CLAUSE = (("stop",), ("conjunction", "but"), ("third", "invert"))
_FURTHER = 9
"""Words after a pronoun within which its second verb is looked for."""
_INSIDE = np.isin(np.arange(256), list(b" ,'-"))


def _in_class(words: Words, at: np.ndarray, *names: str) -> Bools:
    return vocabulary().members(*names)[words.codes(at)]


def _third_person(words: Words, at: np.ndarray) -> Bools:
    """Whether each word looks like a verb in the third person: *runs*, *flies*."""
    looks = words.ends_in(at, "s")
    here = np.flatnonzero(looks)
    near = at[here]
    none = _in_class(words, near, "no_verb") | words.ends_in(near, "ss", "us", "is")
    looks[here[none]] = False
    return looks


def _made_plural(words: Words, verbs: np.ndarray) -> Edits:
    """Edits that make verbs plural: *is* to *are*, *flies* to *fly*."""
    known = _in_class(words, verbs, "invert")
    spelt = _replaced(words, verbs[known], _PLURALS)
    verbs = verbs[~known]
    ends = words.ends[verbs]
    in_y = words.ends_in(verbs, "ies") & ~_in_class(words, verbs, "e_verb")
    with_e = _in_class(words, verbs, "es_base")
    with_e |= words.ends_in(verbs, "sses", "shes", "ches", "xes", "zzes")
    with_e &= ~_in_class(words, verbs, "e_verb")
    length = np.select([in_y, with_e], [3, 2], default=1)
    upper = is_upper(np.frombuffer(words.data, dtype=np.uint8)[ends - 1])
    new = np.full(len(verbs), b"", dtype=object)
    new[in_y & ~upper], new[in_y & upper] = b"y", b"Y"
    return Edits.joined([spelt, Edits.of(ends - length, ends, new)])


def _clitics(subjects: Places) -> Edits:
    """Edits of *'s* into *'re*, and into *'ve* where it is *has*: *she's been*."""
    words, at = subjects.words, subjects.word(1)
    adverb = subjects.near(2, "adverb") & (subjects.gap(2) == SPACE)
    after = np.where(adverb, subjects.word(3), subjects.word(2))
    have = _in_class(words, after, "have_s") & (words.gaps(after) == SPACE)
    new = np.where(have, b"ve", b"re").astype(object)
    upper = is_upper(np.frombuffer(words.data, dtype=np.uint8)[words.starts[at]])
    new[upper] = np.where(have, b"VE", b"RE").astype(object)[upper]
    return Edits.of(words.starts[at], words.ends[at], new)


def _replaced(words: Words, at: np.ndarray, change: Mapping[str, str]) -> Edits:
    """Edits of words into others, in their case."""
    start, end = words.starts[at], words.ends[at]
    old = [words.data[a:b].decode() for a, b in zip(start.tolist(), end.tolist(), strict=True)]
    spelt = {word: _in_case(change[word.lower()], word) for word in set(old)}
    new = np.array([spelt[word].encode() for word in old], dtype=object)
    return Edits.of(start, end, new)


def _in_case(new: str, old: str) -> str:
    if old.isupper() and len(old) > 1:
        return new.upper()
    return new.capitalize() if old[0].isupper() else new
