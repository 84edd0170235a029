"""Which terms are meant: a name, a list, a lexicon or the terms themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from counterpoise.counterfactuals.terms import (
    TERM_LISTS,
    Lexicon,
    TermList,
    identity_terms,
    term_list,
)
from counterpoise.errors import PlanError, choices

ALL = "all"
"""The name of all identity terms."""


def chosen_terms(named: str | Sequence[str] | TermList | Lexicon) -> TermList | Lexicon:
    """The terms that are meant.

    Args:
        named: a lexicon or list as it is; the name of a term list (`gender_50`), of a category of
            the identity terms (`gender`), or `all` of them; or terms.

    Raises:
        PlanError: an unknown name, no terms, an empty term.

    Example:
        >>> chosen_terms("religion").name, chosen_terms(["Man ", "man"]).terms
        ('religion', ('man',))
    """
    if isinstance(named, Lexicon):
        return named
    if not isinstance(named, str) or named in TERM_LISTS:
        return term_list(named)
    categories = identity_terms().categories
    if named == ALL:
        return identity_terms()
    if named not in categories:
        known = (*TERM_LISTS, *categories, ALL)
        raise PlanError(f"There are no terms called `{named}`. {choices(known, named)}")
    return replace(identity_terms().named(named), name=named)
