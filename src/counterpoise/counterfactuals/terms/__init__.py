"""Identity terms: named lists to take out, and a lexicon that knows what each term stands for."""

from counterpoise.counterfactuals.terms.lexicon import (
    Lexicon,
    identity_terms,
    load_terms,
    pejorative_terms,
)
from counterpoise.counterfactuals.terms.splitting import split
from counterpoise.counterfactuals.terms.term_lists import (
    GENDER_50,
    TERM_LISTS,
    TermList,
    term_list,
)

__all__ = [
    "GENDER_50",
    "TERM_LISTS",
    "Lexicon",
    "TermList",
    "identity_terms",
    "load_terms",
    "pejorative_terms",
    "split",
    "term_list",
]
