"""Frames of other libraries as Polars frames; none of those libraries is imported here."""

from __future__ import annotations

import sys
from typing import Protocol, runtime_checkable

import polars as pl

from counterpoise.errors import DataError


@runtime_checkable
class ArrowStream(Protocol):
    """A table that can hand itself over as Arrow data: pandas, PyArrow and many more."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table in the form of the Arrow PyCapsule interface."""
        ...


@runtime_checkable
class ArrowBatch(Protocol):
    """One batch of such a table: `pyarrow.RecordBatch`."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> object:
        """The batch in the form of the Arrow PyCapsule interface."""
        ...


Frame = pl.DataFrame | pl.LazyFrame | ArrowStream | ArrowBatch


def frame_of(source: object) -> pl.DataFrame | None:
    """The frame that the source is, or None where it is no frame.

    In a pandas frame NaN is null, as it is to pandas; its index is left out.

    Raises:
        DataError: when column names repeat, or a pandas frame cannot be handed over.
    """
    if isinstance(source, pl.DataFrame):
        return source
    if isinstance(source, pl.LazyFrame):
        return source.collect()
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(source, pandas.DataFrame):
        return _from_pandas(source)
    if isinstance(source, ArrowStream | ArrowBatch):
        return _from_arrow(source)
    return None


def _from_arrow(source: object) -> pl.DataFrame:
    try:
        return pl.DataFrame(source)  # pyright: ignore[reportArgumentType]
    except pl.exceptions.DuplicateError as error:
        raise DataError(
            f"Expected a frame whose columns have different names, but some repeat: {error}. "
            "Rename them."
        ) from error


def _from_pandas(source: object) -> pl.DataFrame:
    names = [str(name) for name in source.columns]  # pyright: ignore[reportAttributeAccessIssue]
    repeated = [f"`{name}`" for name in dict.fromkeys(names) if names.count(name) > 1]
    if repeated:
        raise DataError(
            "Expected a pandas frame whose columns have different names, but some repeat: "
            f"{', '.join(repeated)}. Rename them."
        )
    try:
        return pl.from_pandas(source)  # pyright: ignore[reportArgumentType, reportCallIssue]
    except ModuleNotFoundError as error:
        raise DataError(
            "Expected PyArrow beside pandas, through which a pandas frame is read, "
            "but it is not installed. Install it with: pip install pyarrow"
        ) from error
    except (TypeError, ValueError) as error:
        raise DataError(
            "Expected a pandas frame with one type in each column, but Arrow refused it: "
            f"{error}. Turn mixed columns into one type first."
        ) from error
