"""The sums of whatever goes through a pipeline as rows: batches, frames, single rows."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import polars as pl

from counterpoise.audit_sums import AuditSums
from counterpoise.data.derived_groups import Where
from counterpoise.data.frames import Frame, frame_of
from counterpoise.data.scanning import Batch
from counterpoise.errors import DataError, choices
from counterpoise.folding import Fold

Row = Mapping[str, Any]
"""One row: its columns by name."""

PIPELINE = "<pipeline>"
"""What errors call rows of which no file is known."""

COMPARED = (pl.Null(), pl.String(), pl.Float64(), pl.Boolean(), pl.List(pl.String))
"""What a column may be that a predicate compares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """The sums over some rows. `merge` adds two of them.

    A row, and so a batch of them, may leave columns out, which are null there. But a column that
    none has is none, so the columns that were found are kept with the sums.

    Attributes:
        sums: over the rows.
        found: the columns that at least one batch had.
    """

    sums: AuditSums
    found: frozenset[str]

    @staticmethod
    def empty(fold: Fold) -> Summed:
        """The sums over no rows: merging them changes nothing."""
        return Summed(sums=fold.empty(), found=frozenset())

    @staticmethod
    def of(element: Batch | Frame, *, fold: Fold) -> Summed:
        """The sums over the rows of a batch, or of a frame of any library.

        Raises:
            DataError: no frame, or a value that cannot be what its column was said to hold.
        """
        batch = element if isinstance(element, Batch) else _batch(element)
        found = frozenset(fold.names).intersection(batch.frame.columns)
        absent = [pl.lit(None).alias(name) for name in fold.names if name not in found]
        frame = _comparable(batch.frame.with_columns(absent), fold=fold)
        return Summed(sums=fold.of(replace(batch, frame=frame)), found=found)

    @staticmethod
    def of_rows(rows: Sequence[Row], *, fold: Fold) -> Summed:
        """The sums over single rows, which mean what objects of NDJSON do."""
        return Summed.of(pl.DataFrame(_columns(rows, fold=fold), height=len(rows)), fold=fold)

    def __reduce__(self) -> tuple[Any, ...]:
        # Most sums are 0: packed, they are some fiftieth of what workers would send each other.
        return _unpacked, (zlib.compress(pickle.dumps((self.sums, self.found)), level=1),)

    def merge(self, other: Summed) -> Summed:
        """The sums over the rows of both; associative and commutative."""
        return Summed(sums=self.sums.merge(other.sums), found=self.found | other.found)

    def check_found(self, fold: Fold) -> None:
        """Refuses sums of rows none of which had a column that was named.

        Raises:
            DataError: at the first such column.
        """
        for name in fold.names:
            if name not in self.found:
                raise DataError(
                    f"There is no column `{name}` in any of the rows. "
                    f"{choices(sorted(self.found), name)}"
                )


def _unpacked(packed: bytes) -> Summed:
    sums, found = pickle.loads(zlib.decompress(packed))
    return Summed(sums=sums, found=found)


def _batch(frame: Frame) -> Batch:
    rows = frame_of(frame)
    if rows is None:
        raise DataError(
            "Expected batches of rows as pandas, Polars or PyArrow frames, or rows as mappings "
            f"(dict), but got {type(frame).__name__}. Map the elements to one of them."
        )
    return Batch(frame=rows, source=PIPELINE)


def _comparable(frame: pl.DataFrame, *, fold: Fold) -> pl.DataFrame:
    """The frame, its columns of nothing but null being of types that the predicates compare.

    Of which type they are elsewhere, this batch does not tell.
    """
    unknown = [name for name in fold.columns.compared if frame.schema[name] == pl.Null]
    predicates = [spec.expression for spec in fold.columns.groups if isinstance(spec, Where)]
    for types in product(COMPARED, repeat=len(unknown)) if unknown else ():
        columns = [pl.col(name).cast(dtype) for name, dtype in zip(unknown, types, strict=True)]
        typed = frame.with_columns(columns)
        if all(_is_true_or_false(predicate, typed.head(1)) for predicate in predicates):
            return typed
    return frame


def _is_true_or_false(predicate: pl.Expr, frame: pl.DataFrame) -> bool:
    try:
        return frame.select(predicate).to_series().dtype == pl.Boolean
    except pl.exceptions.PolarsError:
        return False


def _columns(rows: Sequence[Row], *, fold: Fold) -> list[pl.Series]:
    """The columns that the fold reads and any row has."""
    columns = {
        name: [row.get(name) for row in rows]
        for name in fold.names
        if any(name in row for row in rows)
    }
    for name in fold.columns.wanted.lists & columns.keys():
        if any(isinstance(value, list | tuple) for value in columns[name]):
            columns[name] = [_listed(value) for value in columns[name]]
    return [pl.Series(name, values, strict=False) for name, values in columns.items()]


def _listed(value: object) -> object:
    return value if value is None or isinstance(value, list | tuple) else [value]
