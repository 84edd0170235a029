"""`read`: files and frames of every kind become checked `Examples`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from counterpoise.data import checks
from counterpoise.data.columns import Columns
from counterpoise.data.derived_groups import Where
from counterpoise.data.examples import Examples
from counterpoise.data.groups import Delimited, GroupSpec, group_column, group_name
from counterpoise.data.sources import Source, Table, table_of
from counterpoise.errors import DataError, PlanError


def read(
    path_or_frame: Source,
    *,
    label: str,
    text: str | None = None,
    groups: Sequence[GroupSpec] = (),
    features: Sequence[str] = (),
    weight: str | None = None,
    id: str | None = None,
    split: str | None = None,
    positive_at: float = 0.5,
) -> Examples:
    """The rows of a file, of many files or of a frame, checked and in one shape.

    Files are CSV, TSV and NDJSON (plain, .gz or .zst), Parquet, Arrow (.arrow, .feather, .ipc)
    and TFRecord (plain or gzip; needs the extra `tfrecord`); their names say which. Frames are
    those of pandas, Polars and PyArrow, and any that speak the Arrow PyCapsule interface.

    In a CSV an empty cell is null and a quoted empty cell ("") is an empty text; groups, ids and
    splits are read as they are written (`01` is not `1`). A row without a label or a text is left
    out and counted in `left_out`.

    A column serves one purpose; only a feature may serve another too, as `sex` may be both what a
    model reads and a group.

    Args:
        path_or_frame: a path, a glob, a list of paths, or a frame.
        label: the column to be predicted; numbers in [0, 1].
        text: the column of texts.
        groups: the columns that say which groups a row is in: names, `Delimited`, `Thresholded`,
            `Bins`, `Quantiles`, `where(...)`.
            Null is not annotated; an empty text or list is in no group.
        features: the columns that a tabular model reads.
        weight: the column of weights, finite and >= 0.
        id: the column that names a row.
        split: the column that says train, validation or test; read as text.
        positive_at: the least label that counts as positive, in (0, 1].

    Returns:
        The rows that have a label (and a text, where one was named).

    Raises:
        DataError: when a file, a column or a value cannot be what it was said to be.
        MissingExtraError: when a TFRecord is read without the extra `tfrecord`.
        PlanError: when an argument cannot be meant.

    Example:
        >>> import polars as pl
        >>> frame = pl.DataFrame({"toxicity": [0.8, None], "gender": [["male"], []]})
        >>> examples = read(frame, label="toxicity", groups=["gender"])
        >>> len(examples), examples.left_out
        (1, {'no label': 1})
    """
    check_positive_at(positive_at)
    columns = Columns(
        label=label,
        text=text,
        groups=groups,
        features=features,
        weight=weight,
        id=id,
        split=split,
    )
    table = table_of(path_or_frame, wanted=columns.wanted)
    return examples_of(table, columns=columns, positive_at=positive_at)


def check_positive_at(positive_at: float) -> None:
    """Refuses a least positive label that is not in (0, 1]."""
    if not 0 < positive_at <= 1:
        raise PlanError(
            f"`positive_at` must be above 0 and at most 1, but it is {positive_at}. "
            "Give the least label that counts as positive, such as 0.5."
        )


def examples_of(table: Table, *, columns: Columns, positive_at: float) -> Examples:
    """The rows of a table that is already in memory; errors as for `read`."""
    found = batch_of(table, columns=columns, positive_at=positive_at)
    _check_any_kept(found, columns=columns)
    return found


def batch_of(table: Table, *, columns: Columns, positive_at: float) -> Examples:
    """The same of one table of many: none of its rows may be left."""
    table.require(columns.sources)
    _check_new_names(columns.groups, table=table)
    judged = _judged(table, columns=columns)
    why = _why_left_out(judged, columns=columns)
    kept = why.is_null()
    frame, rows = judged.filter(kept), np.flatnonzero(kept.to_numpy())
    spelt = frame if table.guessed is None else frame.with_columns(table.guessed.filter(kept))

    def place(index: int) -> str:
        return table.origin.place(int(rows[index]) if len(rows) else 0)  # none may be left

    shared = columns.shared_features
    return Examples(
        frame=frame.with_columns(_made(columns, frame=frame, spelt=spelt, place=place)),
        label=columns.label,
        text=columns.text,
        groups=tuple(group_name(spec) for spec in columns.groups),
        features=tuple(columns.features),
        weight=columns.weight,
        id=columns.id,
        split=columns.split,
        positive_at=positive_at,
        left_out=_counts(why),
        left_out_by_split=_counts_by_split(why, judged=judged, split=columns.split),
        as_read=spelt.select(shared) if shared else None,
        origin=table.origin,
        rows=rows,
    )


def _check_new_names(groups: Sequence[GroupSpec], *, table: Table) -> None:
    for spec in groups:
        name = group_name(spec)
        if not isinstance(spec, str | Delimited) and name in table.frame.columns:
            raise PlanError(
                f"A {type(spec).__name__} group column must have a new name, but `{name}` is a "
                f"column of {', '.join(table.origin.names)} already. Give it another name."
            )


def _judged(table: Table, *, columns: Columns) -> pl.DataFrame:
    """All rows of the table, with the label and the text in normal form."""
    place = table.origin.place
    made = [checks.labels(table.frame[columns.label], place=place)]
    if columns.text is not None:
        made.append(checks.texts(table.frame[columns.text], place=place))
    return table.frame.with_columns(made)


def _made(
    columns: Columns, *, frame: pl.DataFrame, spelt: pl.DataFrame, place: checks.Place
) -> list[pl.Series]:
    """The group columns, the weight and the split in normal form.

    Args:
        columns: which they are.
        frame: [rows], the source's columns, names as they are written.
        spelt: [rows], the same with names as what they spell: what a predicate compares.
        place: where a row came from.
    """
    made = [
        group_column(spec, frame=spelt if isinstance(spec, Where) else frame, place=place)
        for spec in columns.groups
    ]
    if columns.weight is not None:
        made.append(checks.weights(frame[columns.weight], place=place))
    if columns.split is not None:
        made.append(checks.splits(frame[columns.split], place=place))
    return made


def _why_left_out(judged: pl.DataFrame, *, columns: Columns) -> pl.Series:
    """[rows], the first reason to leave a row out; null where there is none."""
    reasons = pl.when(pl.col(columns.label).is_null()).then(pl.lit("no label"))
    if columns.text is not None:
        reasons = reasons.when(pl.col(columns.text).is_null()).then(pl.lit("no text"))
    return judged.select(reasons.alias("why")).to_series()


def _check_any_kept(found: Examples, *, columns: Columns) -> None:
    if not len(found):
        counts = ", ".join(f"{reason}: {count}" for reason, count in found.left_out.items())
        raise DataError(
            f"Expected a row with a label{' and a text' if columns.text else ''}, "
            f"but all {sum(found.left_out.values())} rows of {', '.join(found.origin.names)} lack "
            f"it ({counts}). Look at the columns that were named."
        )


def _counts(why: pl.Series) -> dict[str, int]:
    """Reason -> rows left out for it."""
    return dict(why.drop_nulls().value_counts(name="rows").sort("why").iter_rows())


def _counts_by_split(
    why: pl.Series, *, judged: pl.DataFrame, split: str | None
) -> dict[str | None, dict[str, int]]:
    """Split -> reason -> rows left out for it."""
    if split is None:
        return {}
    left_out = why.is_not_null()
    splits = judged[split].cast(pl.String).filter(left_out)
    parts = why.filter(left_out).to_frame().group_by(splits.alias("split"), maintain_order=True)
    return {
        str(name) if name is not None else None: _counts(part["why"]) for (name,), part in parts
    }
