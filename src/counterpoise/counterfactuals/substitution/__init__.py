"""Texts about another group: identity terms put in the place of each other."""

from counterpoise.counterfactuals.substitution.group_names import with_lexicon_names
from counterpoise.counterfactuals.substitution.judging import (
    BOUND,
    INSULT,
    MIXED,
    NAMED,
    NO_COUNTERPART,
    NOBODY,
    UNSWAPPED,
)
from counterpoise.counterfactuals.substitution.substituting import (
    Substitutions,
    every_substitution,
    substitutions,
)
from counterpoise.counterfactuals.substitution.terms import (
    SwapTable,
    swap_table,
    swap_table_of,
    swap_tables_of,
)

__all__ = [
    "BOUND",
    "INSULT",
    "MIXED",
    "NAMED",
    "NOBODY",
    "NO_COUNTERPART",
    "UNSWAPPED",
    "Substitutions",
    "SwapTable",
    "every_substitution",
    "substitutions",
    "swap_table",
    "swap_table_of",
    "swap_tables_of",
    "with_lexicon_names",
]
