"""One slot that a term may stand in, told by the words around it."""

from __future__ import annotations

from dataclasses import dataclass

CAPITAL = r"^\s+\p{Lu}[\p{Ll}'’]"
"""What follows is a word with a capital, such as a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One slot that a term may stand in, and around which words it does.

    A term that has a sense for one of its slots stands in that slot only where a sense says so.

    Attributes:
        slot: the slot; None: here the term names nobody, and is left; UNSURE: it names its group
            and cannot be changed, so that the text is left.
        terms: the terms it is about, lower case; empty: every term that may stand in the slot.
        word: pattern of the term as it is written, e.g. capitalised.
        before: pattern of the text that ends where the term begins.
        after: pattern of the text that begins where the term ends.
    """

    slot: str | None
    terms: tuple[str, ...] = ()
    word: str = ""
    before: str = ""
    after: str = ""
