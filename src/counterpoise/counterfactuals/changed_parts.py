"""What differs between a text and its counterfactual, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a pair; all parts joined are its two texts.

    Attributes:
        before: as the original has it.
        after: as the counterfactual has it.
    """

    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the two texts differ here."""
        return self.before != self.after


def parts(text: str, counterfactual: str) -> list[Part]:
    """The two texts, parted where they begin and cease to differ, in whole words.

    Example:
        >>> [(part.before, part.after) for part in parts("His dog ran.", "Her dog ran.")]
        [('His', 'Her'), (' dog ran.', ' dog ran.')]
    """
    return list(_parts(_WORD.findall(text), _WORD.findall(counterfactual)))


def _parts(before: list[str], after: list[str]) -> Iterator[Part]:
    # Comparing takes time that grows with the square: most of a pair is the same at its ends.
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    tails = range(shorter - head)
    tail = next((i for i in tails if before[-1 - i] != after[-1 - i]), len(tails))
    middle = slice(head, len(before) - tail), slice(head, len(after) - tail)
    if head:
        yield _part(before[:head], after[:head])
    old, new = before[middle[0]], after[middle[1]]
    for _, i, j, k, end in SequenceMatcher(None, old, new).get_opcodes():
        yield _part(old[i:j], new[k:end])
    if tail:
        yield _part(before[-tail:], after[-tail:])


def _part(before: list[str], after: list[str]) -> Part:
    return Part(before="".join(before), after="".join(after))
