"""What a caller points at - a file, a glob, a list of files, a frame - as one table."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from glob import glob
from itertools import accumulate
from pathlib import Path

import polars as pl

from counterpoise.data.examples import Origin
from counterpoise.data.formats import Wanted, format_of, read_file
from counterpoise.data.frames import Frame, frame_of
from counterpoise.errors import DataError, choices

FilePath = str | os.PathLike[str]
Source = FilePath | Sequence[FilePath] | Frame

_FRAME = "<frame>"
_REMOTE = re.compile("[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
"""How an address begins; a `Path` made of one has lost a slash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All rows of a source, as they stand there.

    Attributes:
        frame: the rows of all files, in order.
        origin: the files.
        sparse: whether a column may be missing because no row had a value for it.
        guessed: columns that `frame` holds as text, as it is written, in the type that their
            text was guessed to be; None where no file is of text alone.
    """

    frame: pl.DataFrame
    origin: Origin
    sparse: bool = False
    guessed: pl.DataFrame | None = None

    def require(self, names: Sequence[str]) -> None:
        """Refuses a name that is no column.

        Raises:
            DataError: at the first such name; the message lists the columns that exist.
        """
        for name in names:
            if name not in self.frame.columns:
                raise DataError(
                    f"There is no column `{name}` in {', '.join(self.origin.names)}. "
                    f"{choices(self.frame.columns, name)}"
                )


def table_of(source: Source, *, wanted: Wanted) -> Table:
    """The rows behind a path, a glob, a list of paths, or a frame of any library.

    Raises:
        DataError: when there is nothing to read, a file cannot be read, or files do not agree.
    """
    frame = frame_of(source)
    if frame is not None:
        if not frame.height:
            raise DataError(
                "Expected rows in the frame, but it holds none. Look at how it was made."
            )
        return Table(frame=frame, origin=Origin(names=(_FRAME,), starts=(0,)))
    paths = paths_of(source)
    frames = [read_file(path, wanted=wanted) for path in paths]
    sparse = all(format_of(path).sparse for path in paths)
    starts = tuple(accumulate((frame.height for frame in frames[:-1]), initial=0))
    origin = Origin(names=tuple(map(str, paths)), starts=starts)
    return Table(
        frame=_joined(frames, origin=origin, sparse=sparse),
        origin=origin,
        sparse=sparse,
        guessed=_guessed(paths, wanted=wanted, origin=origin),
    )


def _guessed(paths: list[Path], *, wanted: Wanted, origin: Origin) -> pl.DataFrame | None:
    """The columns of `wanted.guessed` in the types that are guessed: the files are read again."""
    if not wanted.guessed or not any(format_of(path).untyped for path in paths):
        return None
    again = replace(wanted, strings=wanted.strings - wanted.guessed)
    frames = [read_file(path, wanted=again) for path in paths]
    there = [
        frame.select(name for name in frame.columns if name in wanted.guessed) for frame in frames
    ]
    return _joined(there, origin=origin, sparse=True)


def paths_of(source: object) -> list[Path]:
    """The files behind a path, a glob or a list of paths.

    Raises:
        DataError: when it names no file.
    """
    if isinstance(source, str | os.PathLike):
        return _matches(os.fspath(source))
    if isinstance(source, Sequence) and source:
        return [path for one in source for path in paths_of(one)]
    raise DataError(
        "Expected a path, a glob, a list of paths, or a pandas, Polars or PyArrow frame, "
        f"but got {'an empty list' if isinstance(source, Sequence) else type(source).__name__}. "
        "Name at least one file."
    )


def _matches(named: str) -> list[Path]:
    pattern = os.path.expanduser(named)
    _check_local(pattern)
    if not any(mark in pattern for mark in "*?[") or Path(pattern).exists():
        return [Path(pattern)]
    found = sorted(glob(pattern, recursive=True))
    if not found:
        raise DataError(
            f"Expected at least one file to match `{pattern}`, but none does. "
            "Check the pattern and the working directory."
        )
    return [Path(path) for path in found]


def _check_local(path: str) -> None:
    if _REMOTE.match(path) and not os.path.exists(path):
        raise DataError(
            f"Expected the path of a local file, but got the address `{path}`. "
            "Download it first, or read it yourself and pass the frame."
        )


def _joined(frames: list[pl.DataFrame], *, origin: Origin, sparse: bool) -> pl.DataFrame:
    if len(frames) == 1:
        return frames[0]
    names = list(dict.fromkeys(name for frame in frames for name in frame.columns))
    if not sparse:
        _check_same_columns(frames, names=names, origin=origin)
    types = {name: _common_type(name, frames=frames, origin=origin) for name in names}
    return pl.concat([_cast(frame, types=types) for frame in frames])


def _check_same_columns(frames: list[pl.DataFrame], *, names: list[str], origin: Origin) -> None:
    for frame, file in zip(frames, origin.names, strict=True):
        missing = [name for name in names if name not in frame.columns]
        if missing:
            other = next(
                known
                for known, one in zip(origin.names, frames, strict=True)
                if missing[0] in one.columns
            )
            raise DataError(
                f"Expected the same columns in all files, but `{file}` lacks `{missing[0]}`, "
                f"which `{other}` has. Read these files apart, or write them alike."
            )


def _common_type(name: str, *, frames: list[pl.DataFrame], origin: Origin) -> pl.DataType:
    """The type that a column has in all files: numbers widen, one value may become a list."""
    common: pl.DataType = pl.Null()
    first = ""
    for frame, file in zip(frames, origin.names, strict=True):
        if name not in frame.columns or frame[name].null_count() == frame.height:
            continue
        dtype = frame[name].dtype
        widened = _wider(common, dtype)
        if widened is None:
            raise DataError(
                f"Expected column `{name}` to be of one type in all files, but it is {common} in "
                f"`{first}` and {dtype} in `{file}`. Write the files alike, or read them apart."
            )
        first = first if widened == common else file
        common = widened
    return common


def _wider(one: pl.DataType, other: pl.DataType) -> pl.DataType | None:
    if one == other or other == pl.Null:
        return one
    if one == pl.Null:
        return other
    if {one, other} == {pl.String(), pl.Binary()}:
        return pl.Binary()
    if isinstance(one, pl.List) or isinstance(other, pl.List):
        inner = _wider(_inner(one), _inner(other))
        return None if inner is None else pl.List(inner)
    if one.is_numeric() and other.is_numeric():
        both = [pl.Series([], dtype=one).to_frame("x"), pl.Series([], dtype=other).to_frame("x")]
        return pl.concat(both, how="vertical_relaxed")["x"].dtype
    return None


def _inner(dtype: pl.DataType) -> pl.DataType:
    inner = dtype.inner if isinstance(dtype, pl.List) else dtype
    return inner if isinstance(inner, pl.DataType) else inner()


def _cast(frame: pl.DataFrame, *, types: dict[str, pl.DataType]) -> pl.DataFrame:
    return frame.select(
        _cast_column(frame, name=name, dtype=dtype).alias(name) for name, dtype in types.items()
    )


def _cast_column(frame: pl.DataFrame, *, name: str, dtype: pl.DataType) -> pl.Expr:
    if name not in frame.columns or frame[name].null_count() == frame.height:
        return pl.lit(None, dtype=dtype)
    if isinstance(dtype, pl.List) and not isinstance(frame[name].dtype, pl.List):
        return pl.when(pl.col(name).is_not_null()).then(pl.concat_list(name).cast(dtype))
    return pl.col(name).cast(dtype)
