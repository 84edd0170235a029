"""Named lists of identity terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from counterpoise.counterfactuals.terms.reading import is_word_letter
from counterpoise.errors import PlanError, choices


@dataclass(frozen=True, slots=True, kw_only=True)
class TermList:
    """Terms that may be taken out of a text: whole words or phrases, matched in any case.

    Attributes:
        name: what the list is called.
        terms: the terms, lower case, no duplicates.
        source: where the list comes from.
    """

    name: str
    terms: tuple[str, ...]
    source: str = ""


GENDER_50 = TermList(
    name="gender_50",
    terms=(
        *("aunt", "boy", "brother", "dad", "daughter", "father", "female", "gay", "girl"),
        *("grandma", "grandpa", "grandson", "grannie", "granny", "he", "heir", "her", "him"),
        *("his", "hubbies", "hubby", "husband", "king", "knight", "lad", "ladies", "lady"),
        *("lesbian", "lord", "man", "male", "mom", "mother", "mum", "nephew", "niece"),
        *("prince", "princess", "queen", "queens", "she", "sister", "son", "uncle"),
        *("waiter", "waitress", "wife", "wives", "woman", "women"),
    ),
    source="TensorFlow Model Remediation, counterfactual logit pairing walk-through",
)
"""The 50 gender terms of the published walk-through of counterfactual logit pairing.

Kept as published: *men* is not among them, *gay* and *lesbian* are. Pejorative terms are left out
on purpose, since a text that holds one may rightly be scored differently without it.
"""

TERM_LISTS = {GENDER_50.name: GENDER_50}
"""Every list by name."""


def term_list(named: str | Sequence[str] | TermList) -> TermList:
    """A term list by its name, or made of the terms given.

    Raises:
        PlanError: for an unknown name, an empty list, an empty term.
    """
    if isinstance(named, TermList):
        return named
    if isinstance(named, str):
        if named not in TERM_LISTS:
            raise PlanError(f"There is no term list `{named}`. {choices(TERM_LISTS, named)}")
        return TERM_LISTS[named]
    terms = tuple(dict.fromkeys(" ".join(term.split()).lower() for term in named))
    if not terms or "" in terms:
        raise PlanError(
            f"`terms` must be the name of a term list or terms of at least one letter, got "
            f"{list(named)!r}. Available lists: {', '.join(TERM_LISTS)}."
        )
    for term in terms:
        if not (is_word_letter(term[0]) and is_word_letter(term[-1])):
            raise PlanError(
                f"A term must begin and end with a letter or digit, got `{term}`: whole words are "
                "matched. Leave its punctuation out."
            )
    return TermList(name="custom", terms=terms)
