"""What tabular models read, as numbers and as codes of categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from counterpoise.data.examples import Examples

MOST_LEVELS = 1000
"""Levels of a category that are told apart."""

MISSING = 2**32 - 1
"""The code of a category that is missing, or past the levels that are told apart."""

Kind = Literal["number", "category"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Feature:
    """One column that a model reads.

    Attributes:
        name: of the column.
        dtype: its type.
        levels: of a category the names, the most frequent first; None for a number.
        values: [rows], float32 (nan: missing), or uint32 codes (places in `levels`, `MISSING`).
    """

    name: str
    dtype: pl.DataType
    levels: tuple[str, ...] | None
    values: np.ndarray

    @property
    def kind(self) -> Kind:
        """Whether it is a number or a category."""
        return "number" if self.levels is None else "category"

    @staticmethod
    def of(column: pl.Series) -> Feature:
        """A column; all that is no number is a category, booleans and dates too.

        Example:
            >>> feature = Feature.of(pl.Series("job", ["cook", None, "vet", "vet"]))
            >>> feature.levels, feature.values[[0, 2, 3]]
            (('vet', 'cook'), array([1, 0, 0], dtype=uint32))
        """
        if column.dtype.is_numeric():
            numbers = column.cast(pl.Float32).fill_null(float("nan")).to_numpy()
            return Feature(name=column.name, dtype=column.dtype, levels=None, values=numbers)
        names = _spelt(column)
        counts = names.drop_nulls().alias("name").value_counts(name="rows")
        ordered = counts.sort(["rows", "name"], descending=[True, False])["name"]
        levels = ordered.head(MOST_LEVELS)
        codes = names.cast(pl.Enum(levels), strict=False).to_physical().cast(pl.UInt32)
        return Feature(
            name=column.name,
            dtype=column.dtype,
            levels=tuple(levels),
            values=codes.fill_null(MISSING).to_numpy(),
        )


def features_of(examples: Examples) -> tuple[Feature, ...]:
    """Every feature of the examples, in order."""
    return tuple(Feature.of(column) for column in examples.feature_frame.get_columns())


def _spelt(column: pl.Series) -> pl.Series:
    """[rows], String: what each value is called."""
    if isinstance(column.dtype, pl.List):
        return column.list.eval(pl.element().cast(pl.String)).list.join(" & ")
    return column.cast(pl.String)
