"""Scores of any make as probabilities, one a row, or an error at the first bad one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from numbers import Real

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from counterpoise.data.checks import Place, first, numbers, quoted
from counterpoise.data.examples import Examples
from counterpoise.errors import DataError

Probabilities = pl.Series | ArrayLike
"""[rows], probability in [0, 1]: an array of any library, a list, a series."""


def check_probabilities(values: Probabilities, *, name: str, examples: Examples) -> np.ndarray:
    """The scores of examples as an array; `probabilities` says what they may be.

    Args:
        values: [rows] or [rows, 1], probability in [0, 1].
        name: what the error calls them.
        examples: the rows that were scored.

    Returns:
        [rows], every value in [0, 1], float32 where they came so and float64 otherwise.

    Raises:
        DataError: when there is not one number for every row, or at the first value that is
            null, nan or outside [0, 1].
    """
    return probabilities(values, name=name, rows=len(examples), place=examples.place)


def probabilities(values: Probabilities, *, name: str, rows: int, place: Place) -> np.ndarray:
    """The scores as an array, float32 where they came so and float64 otherwise.

    Args:
        values: [rows] or [rows, 1], probability in [0, 1]: a list, a series, or an array of any
            library that NumPy can read.
        name: what the error calls them.
        rows: how many were scored.
        place: the words for a row, given its index.

    Returns:
        [rows], every value in [0, 1].

    Raises:
        DataError: when there is not one number for every row, or at the first value that is
            null, nan or outside [0, 1].

    Example:
        >>> probabilities([0, 0.5], name="model", rows=2, place=lambda i: f"pair {i + 1}")
        array([0. , 0.5])
    """
    series = _series(values, name=name, rows=rows, place=place)
    bad = first(series.is_null() | ~series.is_between(0, 1))
    if bad is None:
        return series.to_numpy()
    raise _no_probability(series[bad], name=name, place=place(bad))


def _no_probability(value: object, *, name: str, place: str) -> DataError:
    outside = isinstance(value, Real) and value == value
    scope = " Scores of a regression are out of scope." if outside else ""
    return DataError(
        f"{place}: score `{name}` must be a probability from 0 to 1, "
        f"but here it is {'missing' if value is None else quoted(value)}. "
        f"Score every row, and pass logits through a sigmoid first.{scope}"
    )


def _many_classes(name: str, *, got: str) -> DataError:
    return DataError(
        f"Score `{name}` must have one number for each row, but {got}. Multi-class scores are out "
        "of scope: judge one class against the rest, with its own column of scores and labels."
    )


def _series(values: Probabilities, *, name: str, rows: int, place: Place) -> pl.Series:
    """[rows], Float32 or Float64."""
    if isinstance(values, pl.Series):
        _check_shape(values.shape, name=name, rows=rows)
        if values.dtype in (pl.List, pl.Array):
            raise _many_classes(name, got=f"it holds {values.dtype}, lists of numbers")
        is_single = values.dtype == pl.Float32
        return values if is_single else numbers(values.alias(name), role="a score", place=place)
    array = _array(values, name=name)
    _check_shape(array.shape, name=name, rows=rows)
    column = array.reshape(rows)
    if column.dtype.kind == "O":
        column = _from_objects(column, name=name, place=place)
    if column.dtype.kind not in "fiub":
        raise DataError(
            f"Score `{name}` must hold numbers, but it is an array of {column.dtype}. "
            "Give one probability from 0 to 1 for each row."
        )
    return pl.Series(name, column.astype(np.float32 if column.dtype == np.float32 else np.float64))


def _array(values: object, *, name: str) -> np.ndarray:
    _check_kind(values, name=name)
    try:
        return np.asarray(values)  # pyright: ignore[reportArgumentType]
    except (TypeError, ValueError) as error:
        raise DataError(
            f"Score `{name}` must be an array of numbers, but NumPy cannot read "
            f"{type(values).__name__}: {error}. Give one probability from 0 to 1 for each row."
        ) from error


def _check_kind(values: object, *, name: str) -> None:
    """Refuses what is no array, though NumPy might make one of it: a model, a frame, a text."""
    kind = type(values).__name__
    if hasattr(type(values), "columns"):
        raise DataError(
            f"Score `{name}` must be one column of numbers, but it is a {kind}. "
            "Name the column: frame['score']."
        )
    listed = isinstance(values, Sequence) and not isinstance(values, str | bytes)
    arrayed = hasattr(values, "__array__") and getattr(values, "shape", None) != ()
    if not listed and not arrayed:
        raise DataError(
            f"Score `{name}` must be an array of one number for each row, but it is a {kind}. "
            "Give model.predict_proba(x)[:, 1], or a callable that returns that."
        )
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(values, torch.Tensor):
        _check_tensor(values, name=name)


def _check_tensor(values: object, *, name: str) -> None:
    needs_gradient = bool(getattr(values, "requires_grad", False))
    device = str(getattr(values, "device", "cpu"))
    if needs_gradient or device != "cpu":
        got = "it is one that requires a gradient" if needs_gradient else f"it is on {device}"
        raise DataError(
            f"Score `{name}` must be a tensor that NumPy can read, but {got}. "
            "Give tensor.detach().cpu().numpy()."
        )


def _check_shape(shape: tuple[int, ...], *, name: str, rows: int) -> None:
    if shape == (rows, 2):
        raise DataError(
            f"Score `{name}` must have one number for each of the {rows} rows, but it has two, "
            "as if one for each class. Give the positive class alone: "
            "model.predict_proba(x)[:, 1]."
        )
    if len(shape) == 2 and shape[0] == rows and shape[1] > 2:
        raise _many_classes(name, got=f"it has {shape[1]}, as if one for each class")
    if shape not in ((rows,), (rows, 1)):
        raise DataError(
            f"Score `{name}` must have one number for each of the {rows} rows, "
            f"but its shape is {shape}. Score exactly these rows."
        )


def _from_objects(column: np.ndarray, *, name: str, place: Place) -> np.ndarray:
    """Numbers that stand among missing values or in an array of objects."""
    for row, value in enumerate(column):
        if not isinstance(value, Real):
            raise _no_probability(value, name=name, place=place(row))
    return column.astype(np.float64)
