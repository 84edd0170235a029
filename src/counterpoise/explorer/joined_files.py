"""Texts and features of files beside results, which hold none: joined by id, or row by row."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from counterpoise.data import checks
from counterpoise.data.examples import Examples
from counterpoise.data.formats import Wanted
from counterpoise.data.sources import Table, table_of
from counterpoise.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedFiles:
    """What is to be read.

    Attributes:
        files: paths or globs.
        text: the column of texts.
        features: columns that models read.
        id: the column that names a row, as the results do; None to go by the order of rows.
        label: the column of labels, which rows must agree in; as in the results by default.
    """

    files: tuple[str, ...]
    text: str | None = None
    features: tuple[str, ...] = ()
    id: str | None = None
    label: str | None = None

    def beside(self, examples: Examples) -> Examples:
        """The examples with text and features.

        Raises:
            DataError: a column that is missing, rows that cannot be told to be the same.
        """
        names = [name for name in (self.text, self.id, *self.features) if name is not None]
        strings = frozenset(name for name in (self.text, self.id) if name is not None)
        table = table_of(list(self.files), wanted=Wanted(strings=strings))
        table.require(names)
        found = self._by_id(table, examples) if self.id else self._by_order(table, examples)
        new = [name for name in self.features if name not in examples.frame.columns]
        known = [name for name in self.features if name in examples.frame.columns]
        texts = [] if self.text is None else [self._texts(found, table, examples)]
        return replace(
            examples,
            frame=examples.frame.with_columns(*found.select(new).get_columns(), *texts),
            text=self.text,
            features=self.features,
            as_read=found.select(known) if known else None,
        )

    def _texts(self, found: pl.DataFrame, table: Table, examples: Examples) -> pl.Series:
        if self.text in examples.frame.columns:
            raise DataError(
                f"The column of texts must have a name of its own, and `{self.text}` is a column "
                "of the results. Rename it in the file."
            )
        return checks.texts(found[str(self.text)], place=table.origin.place)

    def _by_id(self, table: Table, examples: Examples) -> pl.DataFrame:
        """[rows], the table's row of each example's id; null where it has none."""
        if examples.id is None:
            raise DataError(
                "Rows can be joined by --id where the results have an id, and these have none. "
                "Leave --id out: then rows are joined in their order."
            )
        key = "counterpoise id"
        theirs = table.frame.with_columns(table.frame[str(self.id)].cast(pl.String).alias(key))
        twice = theirs[key].drop_nulls().is_duplicated()
        if twice.any():
            raise DataError(
                f"Column `{self.id}` of {', '.join(self.files)} must name each row once, and "
                f"{int(twice.sum()):,} rows share a name. Name another --id."
            )
        mine = pl.DataFrame({key: examples.column(examples.id).cast(pl.String)})
        return mine.join(theirs, on=key, how="left", maintain_order="left")

    def _by_order(self, table: Table, examples: Examples) -> pl.DataFrame:
        """[rows], the table's rows that have a label."""
        label = self.label or examples.label
        table.require([label])
        labels = checks.labels(table.frame[label], place=table.origin.place)
        found, given = table.frame.filter(labels.is_not_null()), labels.drop_nulls()
        wrong = _mismatch(given, examples.frame[examples.label])
        if wrong is not None:
            raise DataError(
                f"{', '.join(self.files)} must hold the {len(examples):,} rows of the results in "
                f"their order, and {wrong}. Give the files that were audited, or --id."
            )
        return found


def _mismatch(given: pl.Series, labels: pl.Series) -> str | None:
    """How rows differ from those of the results; None where they do not."""
    if len(given) != len(labels):
        return f"holds {len(given):,} with a label"
    others = int((given != labels).sum())
    return f"{others:,} of them have another label" if others else None
