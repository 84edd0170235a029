"""`scan`: files larger than memory, read in one pass, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from counterpoise.data import faults
from counterpoise.data.checks import first as first_true
from counterpoise.data.checks import quoted
from counterpoise.data.columns import Columns
from counterpoise.data.derived_groups import Quantiles
from counterpoise.data.formats import (
    check_file,
    check_lines,
    fault_of,
    format_of,
    header_fault,
    read_file,
)
from counterpoise.data.groups import GroupSpec
from counterpoise.data.read import check_positive_at
from counterpoise.data.sources import FilePath, paths_of
from counterpoise.errors import DataError, PlanError, choices

BATCH = 500_000
"""Rows that are in memory at once."""

GUESSED_FROM = 10_000
"""Rows of a CSV that tell the types of the columns that a predicate compares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some rows that follow each other in one source.

    Attributes:
        frame: the rows.
        source: where they come from: a file's path, or `<frame>`.
        first: the index there of the first of them.
        guessed: columns that `frame` holds as text, in the type that their text was guessed to be.
    """

    frame: pl.DataFrame
    source: str = "<frame>"
    first: int = 0
    guessed: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Rows that are read when they are audited, in one pass. Made by `counterpoise.scan`.

    Attributes:
        columns: which column serves which purpose.
        positive_at: the least label that counts as positive.
        source: the files in reading order, or a lazy frame.
        batch: rows that are in memory at once.
    """

    columns: Columns
    positive_at: float
    source: tuple[Path, ...] | pl.LazyFrame
    batch: int = BATCH

    @property
    def name(self) -> str:
        """What errors call the source."""
        return (
            "<frame>" if isinstance(self.source, pl.LazyFrame) else ", ".join(map(str, self.source))
        )

    def batches(self, names: Sequence[str]) -> Iterator[Batch]:
        """The columns `names` of all rows, in order.

        Raises:
            DataError: a column that does not exist, a file that cannot be read.
        """
        if isinstance(self.source, pl.LazyFrame):
            yield from _in_turn(self.source, names, source="<frame>", rows=self.batch)
            return
        for path in self.source:
            yield from self._of_file(path, names)

    def _of_file(self, path: Path, names: Sequence[str]) -> Iterator[Batch]:
        file_format = format_of(path)
        check_file(path)
        try:
            if file_format.untyped:
                yield from self._of_text(path, names)
            elif file_format.scan is not None:
                lazy = file_format.scan(path)
                yield from _in_turn(lazy, names, source=str(path), rows=self.batch)
            else:
                frame = _with_all(read_file(path, wanted=self.columns.wanted), names)
                for first in range(0, frame.height, self.batch):
                    part = frame[first : first + self.batch]
                    yield Batch(frame=part, source=str(path), first=first)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            raise DataError(fault_of(path, error=error)) from error

    def _of_text(self, path: Path, names: Sequence[str]) -> Iterator[Batch]:
        """A CSV: columns as they are written, and those that a predicate compares as they spell."""
        check_lines(path)
        separator = format_of(path).separator
        lazy = pl.scan_csv(path, separator=separator, infer_schema=False, glob=False)
        known = lazy.collect_schema().names()
        if (fault := header_fault(path, columns=known, separator=separator)) is not None:
            raise DataError(fault)
        types = self._guessed_types(path, separator=separator)
        short = False
        for batch in _in_turn(
            lazy, list(dict.fromkeys([*names, known[-1]])), source=str(path), rows=self.batch
        ):
            short |= bool(batch.frame[known[-1]].null_count())
            yield replace(batch, guessed=_spelt(batch, types, place=path) if types else None)
        if short and (fault := faults.short_row(path, separator=separator)) is not None:
            raise DataError(fault)

    def _guessed_types(self, path: Path, *, separator: str) -> dict[str, pl.DataType]:
        """The types of the columns that a predicate compares, as their first rows spell them."""
        compared = self.columns.compared
        if not compared:
            return {}
        lazy = pl.scan_csv(path, separator=separator, infer_schema_length=GUESSED_FROM, glob=False)
        schema = lazy.collect_schema()
        return {name: schema[name] for name in compared if name in schema}


def _in_turn(
    lazy: pl.LazyFrame, names: Sequence[str], *, source: str, rows: int
) -> Iterator[Batch]:
    known = lazy.collect_schema().names()
    for name in names:
        if name not in known:
            raise DataError(f"There is no column `{name}` in {source}. {choices(known, name)}")
    first = 0
    for frame in lazy.select(names).collect_batches(chunk_size=rows, maintain_order=True):
        yield Batch(frame=frame, source=source, first=first)
        first += frame.height


def _with_all(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The columns `names`; of a format whose rows may leave columns out, null for those."""
    missing = [pl.lit(None).alias(name) for name in names if name not in frame.columns]
    return frame.with_columns(missing).select(names)


def _spelt(batch: Batch, types: Mapping[str, pl.DataType], *, place: Path) -> pl.DataFrame:
    """The texts of these columns as what they spell.

    Raises:
        DataError: a text that is of another type than those at the start of the file.
    """
    found = []
    for name, dtype in types.items():
        texts = batch.frame[name]
        values = texts if dtype == pl.String else _cast(texts, dtype)
        bad = first_true(values.is_null() & texts.is_not_null())
        if bad is not None:
            raise DataError(
                f"{place}, row {batch.first + bad + 1}: column `{name}`, which a predicate "
                f"compares, held {dtype} in the first {GUESSED_FROM:,} rows, but here is the text "
                f"{quoted(texts[bad])}. Write the column alike, or save it as Parquet with a type."
            )
        found.append(values)
    return pl.DataFrame(found)


def _cast(texts: pl.Series, dtype: pl.DataType) -> pl.Series:
    if dtype == pl.Boolean:
        lower = texts.str.to_lowercase()
        return lower.replace_strict({"true": True, "false": False}, default=None).cast(pl.Boolean)
    return texts.cast(dtype, strict=False)


def scan(
    path_or_frame: FilePath | Sequence[FilePath] | pl.LazyFrame,
    *,
    label: str,
    groups: Sequence[GroupSpec] = (),
    weight: str | None = None,
    positive_at: float = 0.5,
    batch: int = BATCH,
) -> Scan:
    """Rows that `audit` reads in one pass, holding `batch` of them at a time.

    Only the columns that the audit needs are read. What needs all scores at once is taken from
    score bins instead, with its error stated in `Report.error_bounds()`; everything else is
    what `read` would give. Counterfactual scores are columns beside the scores.

    Args:
        path_or_frame: a path, a glob or a list of paths of Parquet, CSV, TSV, NDJSON or Arrow
            files, or a Polars LazyFrame.
        label: the column to be predicted; numbers in [0, 1].
        groups: as in `read`; but `Quantiles` need all rows at once and are refused.
        weight: the column of weights, finite and >= 0.
        positive_at: the least label that counts as positive, in (0, 1].
        batch: rows in memory at once, at least 1.

    Raises:
        DataError: when there is no such file, or its format cannot be read in batches.
        PlanError: when an argument cannot be meant.

    Example:
        >>> import polars as pl
        >>> rows = pl.LazyFrame({"toxic": [1, 0], "gender": ["male", None], "score": [0.9, 0.7]})
        >>> scanned = scan(rows, label="toxic", groups=["gender"])
        >>> [len(batch.frame) for batch in scanned.batches(["toxic", "score"])]
        [2]
    """
    check_positive_at(positive_at)
    if batch < 1:
        raise PlanError(f"`batch` must be at least 1 row, but it is {batch}. Leave it out.")
    for spec in groups:
        if isinstance(spec, Quantiles):
            raise PlanError(
                f"Group column `{spec.name}` is made of quantiles, which need all rows at once. "
                f"Write Bins(name='{spec.name}', column='{spec.column}', edges=[...]), or read the "
                "rows into memory with read(...)."
            )
    columns = Columns(label=label, groups=groups, weight=weight)
    lazy = isinstance(path_or_frame, pl.LazyFrame)
    source = path_or_frame if lazy else tuple(paths_of(path_or_frame))
    return Scan(columns=columns, positive_at=positive_at, source=source, batch=batch)
