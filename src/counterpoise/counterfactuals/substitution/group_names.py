"""Groups of swap tables by the names that the lexicon has for them."""

from __future__ import annotations

import polars as pl

from counterpoise.counterfactuals.substitution.terms import SwapTable


def with_lexicon_names(made: pl.DataFrame, table: SwapTable) -> pl.DataFrame:
    """Counterfactuals (`Substitutions.frame`) whose groups have the names of the lexicon.

    So *old* is `older`, as in texts without their terms and in the columns of mentions. Two groups
    that the lexicon has as one keep their own names where one stands in the place of the other.

    Args:
        made: from_group and to_group are groups of the table.
        table: the table that it was made with.

    Example:
        >>> from counterpoise.counterfactuals.substitution import swap_table
        >>> groups = {"from_group": ["sikh", "sikh"], "to_group": ["hindu", "mormon"]}
        >>> with_lexicon_names(pl.DataFrame(groups), swap_table("religion")).rows()
        [('other_religion', 'hindu'), ('sikh', 'mormon')]
    """
    source, target = (pl.col(name).replace(table.names) for name in ("from_group", "to_group"))
    named = pl.when(source != target)
    return made.with_columns(
        from_group=named.then(source).otherwise("from_group"),
        to_group=named.then(target).otherwise("to_group"),
    )
