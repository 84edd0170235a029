"""Texts about another group: identity terms put in the place of each other."""

from counterpoise.counterfactuals.substitution.substituting import (
    INSULT,
    MIXED,
    NO_COUNTERPART,
    NOBODY,
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
    "INSULT",
    "MIXED",
    "NOBODY",
    "NO_COUNTERPART",
    "Substitutions",
    "SwapTable",
    "every_substitution",
    "substitutions",
    "swap_table",
    "swap_table_of",
    "swap_tables_of",
]
