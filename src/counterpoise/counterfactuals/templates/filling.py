"""A sentence with slots, and the text that a term makes of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from counterpoise.counterfactuals.articles import CONSONANT_SOUND, VOWEL_SOUND

SLOTS = ("adjective", "predicative", "noun", "plural")
"""What a slot may be called."""

WITHOUT_TERM: Mapping[str, str] = {"adjective": "", "noun": "person", "plural": "people"}
"""What fills a slot where no group is named; a sentence cannot do without its `predicative`."""

_SLOT = re.compile(
    r"(?:(?<!\w)(?P<article>[Aa]n?)(?P<gap>[ \t]+))?\{(?P<slot>" + "|".join(SLOTS) + r")\}"
)
_SENTENCE_START = re.compile(r"""(?:\A|[.!?]["'”’)]*\s|\n)\W*\Z""")
_NOUN_FOLLOWS = re.compile(r"[ \t]+\w")
_ADJOINING = ("-", "‐", "‑", "'", "’")

_INITIALS = re.compile(r"[A-Z]{2,}(?![a-z])")
_SPOKEN_WITH_VOWEL = "AEFHILMNORSX"
_CONSONANT = re.compile(rf"(?:{CONSONANT_SOUND}|ukr|ugand|urugu)", re.IGNORECASE)
_VOWEL = re.compile(VOWEL_SOUND, re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place for one form of a term.

    Attributes:
        before: what stands between the slot before (or the start) and this one's article.
        article: `a`, `an`, `A`, `An`, or empty.
        gap: the space between the article and the slot.
        name: one of `SLOTS`.
    """

    before: str
    article: str
    gap: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A sentence parted at its slots.

    Attributes:
        slots: in order.
        tail: what follows the last slot.
    """

    slots: tuple[Slot, ...]
    tail: str

    @staticmethod
    def of(sentence: str) -> Frame:
        """The sentence's slots; a brace that is part of none of `SLOTS` is a letter."""
        slots: list[Slot] = []
        end = 0
        for found in _SLOT.finditer(sentence):
            slots.append(
                Slot(
                    before=sentence[end : found.start()],
                    article=found["article"] or "",
                    gap=found["gap"] or "",
                    name=found["slot"],
                )
            )
            end = found.end()
        return Frame(slots=tuple(slots), tail=sentence[end:])

    @property
    def literals(self) -> tuple[str, ...]:
        """What stands outside of the slots."""
        return (*(slot.before for slot in self.slots), self.tail)

    def filled(self, forms: Mapping[str, str]) -> str | None:
        """The sentence with every slot filled.

        An article in front of a slot becomes `a` or `an` by what follows it, and what begins a
        sentence with a slot (or with what follows an empty one) begins with a capital.

        Args:
            forms: slot -> what fills it; empty: the adjective is left out.

        Returns:
            The text; None where a slot has no form, or nothing to be an adjective of follows.
        """
        text = self.tail
        for index, slot in reversed([*enumerate(self.slots)]):
            form = forms.get(slot.name)
            if form is None or (not form and not _may_be_left_out(slot, text)):
                return None
            text = form + text if form else text.lstrip(" \t")
            if slot.article:
                text = _article(slot.article, before=text) + slot.gap + text
            elif _begins_sentence(slot.before, first=index == 0):
                text = _with_capital(text)
            text = slot.before + text
        return text


def _may_be_left_out(slot: Slot, following: str) -> bool:
    parted = bool(slot.article) or not slot.before.endswith(_ADJOINING)
    alone = bool(slot.article) or not slot.before[-1:].isalnum()
    return parted and alone and _NOUN_FOLLOWS.match(following) is not None


def _begins_sentence(before: str, *, first: bool) -> bool:
    return _SENTENCE_START.search(before if first else f"_{before}") is not None


def _with_capital(text: str) -> str:
    """The text with its first letter as a capital, where that is one letter too."""
    capital = text[:1].upper()
    return capital + text[1:] if len(capital) == 1 else text


def _article(written: str, *, before: str) -> str:
    """`a` or `an`, with the capital of the one written, as what comes after it is spoken."""
    return f"{written[0]}n" if spoken_with_vowel(before) else written[0]


def spoken_with_vowel(text: str) -> bool:
    """Whether English says *an* before the text; accents are ignored, initials are spelt out."""
    initials = _INITIALS.match(text)
    if initials:
        return text[0] in _SPOKEN_WITH_VOWEL
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFD", text[:20])
        if not unicodedata.combining(letter)
    )
    return _CONSONANT.match(plain) is None and _VOWEL.match(plain) is not None
