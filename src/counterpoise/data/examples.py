"""The rows judged: text or features, label, groups, and optionally weight, id and split."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from counterpoise.errors import DataError, choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where each row came from, so that an error can name the file and the row.

    Attributes:
        names: one name a source, in reading order (a file's path, or `<frame>`).
        starts: the index, over all sources, of each source's first row.
    """

    names: tuple[str, ...]
    starts: tuple[int, ...]

    def place(self, index: int) -> str:
        """`comments.csv, row 17`: rows count from 1 within their file, a header not counted."""
        source = bisect_right(self.starts, index) - 1
        return f"{self.names[source]}, row {index - self.starts[source] + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Checked rows in one shape, whatever they were read from. Made by `counterpoise.read`.

    Attributes:
        frame: all columns of the source. The label is Float64 in [0, 1], the weight Float64 >= 0,
            every group column List(Enum) (null: not annotated; []: annotated, in no group).
        label: name of the label column.
        text: name of the text column, if there is one.
        groups: names of the group columns.
        features: names of the columns that a tabular model reads.
        weight: name of the weight column, if there is one.
        id: name of the id column, if there is one.
        split: name of the split column, if there is one.
        positive_at: the least label that counts as positive.
        left_out: reason -> number of rows that were read but are not here.
        left_out_by_split: split -> the same for that split; a null split is under None. Empty
            where no split column was named or nothing was left out.
        as_read: the features whose column in `frame` has a normal form instead (a group column,
            say), as the source holds them; None where there are none.
        origin: the files.
        rows: [rows], each row's index in its source, over all files.
    """

    frame: pl.DataFrame
    label: str
    text: str | None = None
    groups: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    weight: str | None = None
    id: str | None = None
    split: str | None = None
    positive_at: float = 0.5
    left_out: Mapping[str, int] = field(default_factory=dict)
    left_out_by_split: Mapping[str | None, Mapping[str, int]] = field(default_factory=dict)
    as_read: pl.DataFrame | None = None
    origin: Origin
    rows: np.ndarray

    def __len__(self) -> int:
        return self.frame.height

    @property
    def labels(self) -> np.ndarray:
        """[rows], float64 in [0, 1]: the label as it was given, soft or hard."""
        return self.frame[self.label].to_numpy()

    @property
    def positives(self) -> np.ndarray:
        """[rows], bool: whether the label is at least `positive_at`."""
        return self.labels >= self.positive_at

    @property
    def weights(self) -> np.ndarray | None:
        """[rows], float64 >= 0, or None where no weight column was named."""
        return None if self.weight is None else self.frame[self.weight].to_numpy()

    @property
    def texts(self) -> pl.Series:
        """[rows], String.

        Raises:
            DataError: when the examples were read without `text`.
        """
        if self.text is None:
            raise DataError(
                "These examples have no text, and this needs it. "
                "Name the column that holds it: read(..., text='comment_text')."
            )
        return self.frame[self.text]

    @property
    def feature_frame(self) -> pl.DataFrame:
        """[rows, features], what a tabular model reads, with the values that the source holds."""
        features = self.frame.select(self.features)
        return features if self.as_read is None else features.with_columns(self.as_read)

    def place(self, index: int) -> str:
        """The file and row that example `index` came from."""
        return self.origin.place(int(self.rows[index]))

    def column(self, name: str) -> pl.Series:
        """The column called `name`.

        Raises:
            DataError: when there is none; the message lists those that exist.
        """
        if name not in self.frame.columns:
            raise DataError(
                f"There is no column `{name}` in {', '.join(self.origin.names)}. "
                f"{choices(self.frame.columns, name)}"
            )
        return self.frame[name]

    def filter(self, mask: np.ndarray) -> Examples:
        """The rows where `mask` ([rows], bool) is true.

        `left_out` stays as it is: the rows that `mask` drops are not counted, and which of those
        that were left out before it would have kept is not known. `part` does know.
        """
        as_read = None if self.as_read is None else self.as_read.filter(mask)
        rows = self.rows[mask]
        return replace(self, frame=self.frame.filter(mask), rows=rows, as_read=as_read)

    def part(self, name: str) -> Examples:
        """The rows whose split column says `name`; `left_out` counts those of that split alone.

        Raises:
            DataError: when no split column was named, or no row is in that split.
        """
        if self.split is None:
            raise DataError(
                f"The split `{name}` was asked for, but these examples have no split column. "
                "Name it: read(..., split='split')."
            )
        splits = self.frame[self.split]
        mask = (splits == name).fill_null(value=False).to_numpy()
        if not mask.any():
            known = sorted(splits.drop_nulls().unique().to_list())
            raise DataError(
                f"No row of column `{self.split}` says `{name}`. {choices(known, name)}"
            )
        left_out = self.left_out_by_split.get(name, {})
        by_split = {name: left_out} if left_out else {}
        return replace(self.filter(mask), left_out=left_out, left_out_by_split=by_split)
