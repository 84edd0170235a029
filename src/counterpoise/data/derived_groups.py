"""Group columns made of other columns: bins of a number, and the rows where something holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from counterpoise.data.checks import Place, numbers
from counterpoise.errors import DataError, PlanError

HOLDS = "yes"
"""The one group of a `Where` column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bins:
    """A group column of bins of a number: `[30, 50)` holds 30 and not 50. Null is not annotated.

    Attributes:
        name: name of the group column it makes.
        column: the column of numbers.
        edges: rising numbers that part the bins; the outer bins are open.
    """

    name: str
    column: str
    edges: Sequence[float]

    def __post_init__(self) -> None:
        edges = list(self.edges)
        if not edges or any(not low < high for low, high in pairwise(edges)):
            raise PlanError(
                f"`edges` must be rising numbers, at least one, but they are {edges}. "
                "Write for example edges=[30, 50]."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantiles:
    """A group column of bins of a number that hold about as many rows each.

    Attributes:
        name: name of the group column it makes.
        column: the column of numbers.
        parts: number of bins, at least 2; fewer come out where many rows share a number.
    """

    name: str
    column: str
    parts: int

    def __post_init__(self) -> None:
        if self.parts < 2:
            raise PlanError(
                f"`parts` must be at least 2, but it is {self.parts}. "
                "Write for example parts=4 for quartiles."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A group column that holds `yes` where a predicate is true; null is not annotated.

    Attributes:
        name: name of the group column it makes.
        predicate: a Polars expression, or one in SQL such as `age >= 40 AND sex = 'f'`.
    """

    name: str
    predicate: pl.Expr | str

    @property
    def expression(self) -> pl.Expr:
        """The predicate as an expression.

        Raises:
            PlanError: when the text is no SQL expression.
        """
        if isinstance(self.predicate, pl.Expr):
            return self.predicate
        try:
            return pl.sql_expr(self.predicate)
        except pl.exceptions.PolarsError as error:
            raise PlanError(
                f"The predicate of `{self.name}` must be an SQL expression over columns, but "
                f'{self.predicate!r} is none: {error}. Write for example "age >= 40".'
            ) from error


def where(name: str, predicate: pl.Expr | str) -> Where:
    """The rows where `predicate` holds, as the group column `name`."""
    return Where(name=name, predicate=predicate)


DerivedGroups = Bins | Quantiles | Where


def derived_sources(spec: DerivedGroups) -> tuple[str, ...]:
    """The names of the columns that the spec reads."""
    if isinstance(spec, Where):
        return tuple(spec.expression.meta.root_names())
    return (spec.column,)


def derived_column(spec: DerivedGroups, *, frame: pl.DataFrame, place: Place) -> pl.Series:
    """[rows], List(Enum): the bin of every row, or `yes` where the predicate holds.

    Raises:
        DataError: a column that holds no numbers, a predicate that gives no true or false.
    """
    if isinstance(spec, Where):
        return _where(spec, frame=frame)
    role = f"the number behind group column `{spec.name}`"
    values = numbers(frame[spec.column], role=role, place=place).fill_nan(None)
    edges = list(spec.edges) if isinstance(spec, Bins) else _quantile_edges(values, spec.parts)
    known = pl.Enum(_bin_names(edges))
    codes = np.searchsorted(np.array(edges), values.fill_null(0).to_numpy(), side="right")
    names = pl.Series(known.categories).gather(codes).cast(known)
    return _single(names, present=values.is_not_null(), name=spec.name)


def _where(spec: Where, *, frame: pl.DataFrame) -> pl.Series:
    try:
        holds = frame.select(spec.expression.alias(spec.name)).to_series()
    except pl.exceptions.PolarsError as error:
        raise DataError(
            f"The predicate of `{spec.name}` cannot be evaluated on these rows: {error}. "
            "Compare columns with values of their own type."
        ) from error
    if holds.dtype != pl.Boolean or len(holds) != frame.height:
        raise DataError(
            f"The predicate of `{spec.name}` must be true or false for every row, but it gives "
            f"{len(holds)} values of {holds.dtype}. Compare, as in `age >= 40`."
        )
    known = pl.Enum([HOLDS])
    listed = pl.Series([[], [HOLDS]], dtype=pl.List(known))
    codes = holds.cast(pl.UInt32)
    return listed.gather(codes).alias(spec.name)


def _quantile_edges(values: pl.Series, parts: int) -> list[float]:
    present = values.drop_nulls().to_numpy()
    if not len(present):
        return [0.0]
    inner = np.unique(np.quantile(present, np.arange(1, parts) / parts))
    return inner[inner > present.min()].tolist() or [float(present.max())]


def _bin_names(edges: Sequence[float]) -> list[str]:
    ends: list[Any] = ["-inf", *(f"{edge:.6g}" for edge in edges), "inf"]
    names = [f"[{low}, {high})" for low, high in pairwise(ends)]
    return [names[0].replace("[", "(", 1), *names[1:]]


def _single(values: pl.Series, *, present: pl.Series, name: str) -> pl.Series:
    frame = pl.DataFrame({"value": values, "present": present})
    return frame.select(pl.when("present").then(pl.concat_list("value")).alias(name)).to_series()
