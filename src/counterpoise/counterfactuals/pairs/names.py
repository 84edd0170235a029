"""What the texts that pairs are made of are called: their ids, or else their rows."""

from __future__ import annotations

import polars as pl

from counterpoise.data.checks import Place, wrong_type
from counterpoise.data.examples import Examples


def names_of(examples: Examples) -> pl.Series:
    """[rows], String: what each example is called.

    Raises:
        DataError: ids that are lists, structs or bytes.
    """
    ids = None if examples.id is None else examples.column(examples.id)
    return called(ids, rows=rows_of(examples), place=examples.place)


def rows_of(examples: Examples) -> pl.Series:
    """[rows], String: each example's row in its source, counted from 0 over all files."""
    return pl.Series(examples.rows).cast(pl.String)


def called(ids: pl.Series | None, *, rows: pl.Series, place: Place) -> pl.Series:
    """[rows], String: the ids, and where there is none the rows.

    Args:
        ids: [rows], text or numbers; null where there is none.
        rows: [rows], String: what a text without id is called.
        place: where a row came from, for the error.

    Raises:
        DataError: ids that are lists, structs or bytes.
    """
    if ids is None:
        return rows
    if ids.dtype.is_nested() or ids.dtype in (pl.Binary, pl.Object):
        remedy = "Name a column that holds one name in each row, or name none."
        raise wrong_type(ids, role="the id", must="text or numbers", remedy=remedy, place=place)
    named = ids.cast(pl.String)
    return named.zip_with(named.is_not_null(), rows)
