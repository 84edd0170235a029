"""The columns of a lexicon, what they may hold, and how a wrong value is refused."""

from __future__ import annotations

import polars as pl

from counterpoise.errors import DataError

NEEDED = ("term", "category", "group")
FLAGS = ("ambiguous", "pejorative")
"""The columns that are true or false."""

COLUMNS = {
    **dict.fromkeys((*NEEDED, "lemma", "slot", "part_of_speech"), pl.String()),
    "ambiguous": pl.Boolean(),
    "context": pl.String(),
    "pejorative": pl.Boolean(),
    "source": pl.String(),
}
"""The columns of a lexicon, in order, with their types."""

PARTS_OF_SPEECH = ("adjective", "noun_singular", "noun_plural", "noun_mass", "pronoun", "title")
"""What `part_of_speech` may hold, where it is not empty."""


def wrong_value(place: str, column: str, value: object, *, expected: str, remedy: str) -> DataError:
    """The error that says where a value is wrong.

    Args:
        place: the file and the row.
        column: of the value.
        value: what stands there.
        expected: what it must be.
        remedy: what to do.
    """
    shown = f"'{value}'" if isinstance(value, str) else f"{value}"
    return DataError(
        f"{place}: column `{column}` must hold {expected}, but it holds {shown}. {remedy}"
    )
