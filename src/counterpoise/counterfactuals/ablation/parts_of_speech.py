"""The part of speech of a term, where a lexicon of one's own does not tell it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

PARTS = ("adjective", "noun_singular", "noun_plural", "noun_mass", "pronoun", "title")
"""The parts of speech that a term can be."""


def told_by_slot(
    term: str, slot: str, *, known: Collection[str], shipped: Mapping[str, str]
) -> str:
    """The part of speech of a term in a slot; empty where the slot does not tell it.

    Args:
        term: in lower case.
        slot: such as `person`, `person:plural`, `adjective`.
        known: terms; what is one of these with *s* is a plural.
        shipped: slot -> part of speech, of the slots of the lexicon that comes with the package.

    Example:
        >>> shipped = {"person:singular": "noun_singular"}
        >>> told_by_slot("poets", "person", known=["poet"], shipped=shipped)
        'noun_plural'
    """
    if slot in shipped:
        return shipped[slot]
    if slot == "person" or f"{slot}:singular" in shipped:
        return "noun_plural" if is_plural(term, known) else "noun_singular"
    names = {"singular": "noun_singular", "plural": "noun_plural", "adjective": "adjective"}
    return next((names[part] for part in reversed(slot.split(":")) if part in names), "")


def told_by_word(term: str, *, known: Collection[str]) -> tuple[str, ...]:
    """What a term that names people can be, when nothing but the word is known.

    Example:
        >>> told_by_word("poets", known=["poet"])
        ('noun_plural',)
    """
    if is_plural(term, known):
        return ("noun_plural",)
    return ("noun_singular",) if term.endswith(_NOUNS) else ("adjective", "noun_singular")


_NOUNS = ("er", "or", "ist", "ite")


def is_plural(term: str, known: Collection[str]) -> bool:
    """Whether a term is one of those known with *s* or *es*, or with *ies* for *y*."""
    endings = (("s", ""), ("es", ""), ("ies", "y"))
    singulars = (term.removesuffix(end) + new for end, new in endings if term.endswith(end))
    return any(singular in known for singular in singulars)
