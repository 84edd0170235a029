"""Verbs made to agree with *they*: *she is*, *he often says*, *does she*."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from counterpoise.counterfactuals.ablation.edits import Edits
from counterpoise.counterfactuals.ablation.further_verbs import FurtherVerbs
from counterpoise.counterfactuals.ablation.places import Places, is_upper
from counterpoise.counterfactuals.ablation.verbs import FirstVerbs, in_class, inverted_verbs
from counterpoise.counterfactuals.ablation.words import APOSTROPHE, SPACE, Words

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
    inverted, asked = inverted_verbs(subjects)
    first = FirstVerbs.of(subjects, inverted)
    further = FurtherVerbs.of(subjects, first)
    changed = np.concatenate([asked, first.verb, further.verb])
    clitic = subjects.where(subjects.gap(1) == APOSTROPHE)
    clitic = clitic.where(clitic.near(1, "s"))
    return Edits.joined([_made_plural(words, np.unique(changed)), _clitics(clitic)])


def _made_plural(words: Words, verbs: np.ndarray) -> Edits:
    """Edits that make verbs plural: *is* to *are*, *flies* to *fly*."""
    known = in_class(words, verbs, "invert")
    spelt = _replaced(words, verbs[known], _PLURALS)
    verbs = verbs[~known]
    ends = words.ends[verbs]
    in_y = words.ends_in(verbs, "ies") & ~in_class(words, verbs, "e_verb")
    with_e = in_class(words, verbs, "es_base")
    with_e |= words.ends_in(verbs, "sses", "shes", "ches", "xes", "zzes")
    with_e &= ~in_class(words, verbs, "e_verb")
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
    have = in_class(words, after, "have_s") & (words.gaps(after) == SPACE)
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
