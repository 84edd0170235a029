"""`read`: files and frames of every kind become checked `Examples`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from counterpoise.data import checks
from counterpoise.data.examples import Examples
from counterpoise.data.formats import Wanted
from counterpoise.data.groups import (
    Delimited,
    GroupSpec,
    group_column,
    group_name,
    group_sources,
)
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

    In a CSV an empty cell is null and a quoted empty cell ("") is an empty text. A row without a
    label or a text is left out and counted in `left_out`.

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
    for argument, value in (("groups", groups), ("features", features)):
        if isinstance(value, str):
            raise PlanError(
                f"`{argument}` must be a list of names, but it is the one name '{value}'. "
                f"Write {argument}=['{value}']."
            )
    delimited = {spec.column for spec in groups if isinstance(spec, Delimited)}
    wanted = Wanted(
        strings=frozenset(delimited | ({text} if text else set())),
        lists=frozenset(spec for spec in groups if isinstance(spec, str)),
    )
    return examples_of(
        table_of(path_or_frame, wanted=wanted),
        label=label,
        text=text,
        groups=groups,
        features=features,
        weight=weight,
        id=id,
        split=split,
        positive_at=positive_at,
    )


def examples_of(
    table: Table,
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
    """The rows of a table that is already in memory; arguments and errors as for `read`."""
    if not 0 < positive_at <= 1:
        raise PlanError(
            f"`positive_at` must be above 0 and at most 1, but it is {positive_at}. "
            "Give the least label that counts as positive, such as 0.5."
        )
    named = [name for name in (label, text, weight, id, split) if name is not None]
    sources = [name for spec in groups for name in group_sources(spec)]
    table.require([*named, *features, *sources])
    _check_group_names(groups, table=table)
    frame, rows, left_out = _judged(table, label=label, text=text)

    def place(index: int) -> str:
        return table.origin.place(int(rows[index]))

    made = [group_column(spec, frame=frame, place=place) for spec in groups]
    if weight is not None:
        made.append(checks.weights(frame[weight], place=place))
    if split is not None:
        made.append(frame[split].cast(pl.String))
    return Examples(
        frame=frame.with_columns(made),
        label=label,
        text=text,
        groups=tuple(group_name(spec) for spec in groups),
        features=tuple(features),
        weight=weight,
        id=id,
        split=split,
        positive_at=positive_at,
        left_out=left_out,
        origin=table.origin,
        rows=rows,
    )


def _check_group_names(groups: Sequence[GroupSpec], *, table: Table) -> None:
    names = [group_name(spec) for spec in groups]
    for spec, name in zip(groups, names, strict=True):
        if names.count(name) > 1:
            raise PlanError(
                f"Group columns must have different names, but `{name}` is named "
                f"{names.count(name)} times. Name it once."
            )
        made = not isinstance(spec, str | Delimited)
        if made and name in table.frame.columns:
            raise PlanError(
                f"A {type(spec).__name__} group column must have a new name, but `{name}` is a "
                f"column of {', '.join(table.origin.names)} already. Give it another name."
            )


def _judged(
    table: Table, *, label: str, text: str | None
) -> tuple[pl.DataFrame, np.ndarray, dict[str, int]]:
    """The rows with a label and a text, their indices, and how many were left out and why."""
    frame = table.frame.with_columns(checks.labels(table.frame[label], place=table.origin.place))
    reasons = {"no label": frame[label].is_not_null()}
    if text is not None:
        frame = frame.with_columns(checks.texts(frame[text]))
        reasons["no text"] = frame[text].is_not_null()
    keep = pl.Series(np.ones(frame.height, dtype=bool))
    left_out: dict[str, int] = {}
    for reason, has in reasons.items():
        lost = int((keep & ~has).sum())
        keep = keep & has
        if lost:
            left_out[reason] = lost
    if not keep.any():
        counts = ", ".join(f"{reason}: {count}" for reason, count in left_out.items())
        raise DataError(
            f"Expected a row with a label{' and a text' if text else ''}, "
            f"but all {frame.height} rows of {', '.join(table.origin.names)} lack it ({counts}). "
            "Look at the columns that were named."
        )
    return frame.filter(keep), np.flatnonzero(keep.to_numpy()), left_out
