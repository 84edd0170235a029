"""Labels, weights, texts and probabilities in normal form, or an error at the first bad row."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from counterpoise.data.examples import Examples
from counterpoise.errors import DataError

Place = Callable[[int], str]
"""Says where a row came from: `Origin.place` or `Examples.place`."""

_SHOWN = 40
"""The longest text that an error quotes, in characters."""


def first(mask: pl.Series) -> int | None:
    """The index of the first true value, or None where there is none; null is not true."""
    found = mask.fill_null(value=False).arg_true()
    return int(found[0]) if len(found) else None


def quoted(value: object) -> str:
    """The value as an error shows it: numbers as they are, texts in quotes and cut short."""
    if not isinstance(value, str):
        return str(value)
    return f"'{value}'" if len(value) <= _SHOWN else f"'{value[:_SHOWN]}...'"


def numbers(values: pl.Series, *, role: str, place: Place) -> pl.Series:
    """The values as Float64; a blank text is null.

    Args:
        values: [rows], numbers, booleans, or texts that spell numbers.
        role: what the column is to the caller, for the error ("the label").
        place: where a row came from.

    Raises:
        DataError: when the column cannot hold numbers, or a text is no number.
    """
    if values.dtype in (pl.Categorical, pl.Enum):
        values = values.cast(pl.String)
    if values.dtype == pl.String:
        return _parsed(values, role=role, place=place)
    if values.dtype.is_numeric() or values.dtype in (pl.Boolean, pl.Null):
        return values.cast(pl.Float64)
    raise DataError(
        f"Column `{values.name}`, {role}, must hold numbers, but it holds {values.dtype}. "
        "Name another column, or turn this one into numbers first."
    )


def _parsed(texts: pl.Series, *, role: str, place: Place) -> pl.Series:
    stripped = texts.str.strip_chars()
    parsed = stripped.cast(pl.Float64, strict=False)
    bad = first(parsed.is_null() & (stripped != ""))
    if bad is None:
        return parsed
    raise DataError(
        f"{place(bad)}: column `{texts.name}`, {role}, must hold numbers, "
        f"but here is the text {quoted(texts[bad])}. "
        "Write a number, or leave the cell empty where there is none."
    )


def check_fractions(values: pl.Series, *, role: str, place: Place, remedy: str) -> None:
    """Refuses the first value that is not in [0, 1]; null passes.

    Args:
        values: [rows], floats.
        role: what the column is to the caller, for the error.
        place: where a row came from.
        remedy: what to do about it, a sentence.

    Raises:
        DataError: naming the row and the value.
    """
    bad = first(~values.is_between(0, 1))
    if bad is not None:
        raise DataError(
            f"{place(bad)}: column `{values.name}`, {role}, must be from 0 to 1, "
            f"but here it is {values[bad]}. {remedy}"
        )


def labels(values: pl.Series, *, place: Place) -> pl.Series:
    """[rows], Float64 in [0, 1], null where there is no label.

    Raises:
        DataError: at the first label that is no number or outside [0, 1].
    """
    role = "the label"
    found = numbers(values, role=role, place=place)
    remedy = "Divide a longer scale by its maximum, or name the column that holds the label."
    check_fractions(found, role=role, place=place, remedy=remedy)
    return found


def weights(values: pl.Series, *, place: Place) -> pl.Series:
    """[rows], Float64, finite and >= 0.

    Raises:
        DataError: at the first weight that is missing, negative, infinite or nan.
    """
    found = numbers(values, role="the weight", place=place)
    bad = first(found.is_null() | ~found.is_finite() | (found < 0))
    if bad is None:
        return found
    value = "missing" if found[bad] is None else found[bad]
    raise DataError(
        f"{place(bad)}: column `{values.name}`, the weight, must be a finite number of at least 0, "
        f"but here it is {value}. Give every row a weight; 0 takes a row out of every count."
    )


def texts(values: pl.Series) -> pl.Series:
    """[rows], String, null where there is no text.

    Raises:
        DataError: when the column does not hold text.
    """
    if values.dtype in (pl.String, pl.Categorical, pl.Enum, pl.Null):
        return values.cast(pl.String)
    raise DataError(
        f"Column `{values.name}`, the text, must hold text, but it holds {values.dtype}. "
        "Name the column of texts, or turn this one into text first."
    )


def check_probabilities(
    values: pl.Series | np.ndarray, *, name: str, examples: Examples
) -> np.ndarray:
    """The scores as an array, float32 where they came so and float64 otherwise.

    Args:
        values: [rows], probability in [0, 1].
        name: what the error calls them.
        examples: the rows that were scored.

    Returns:
        [rows], every value in [0, 1].

    Raises:
        DataError: when there is not one number for every row, or at the first value that is
            null, nan or outside [0, 1].
    """
    series = _score_series(values, name=name, examples=examples)
    bad = first(series.is_null() | ~series.is_between(0, 1))
    if bad is None:
        return series.to_numpy()
    value = "missing" if series[bad] is None else series[bad]
    raise DataError(
        f"{examples.place(bad)}: score `{name}` must be a probability from 0 to 1, "
        f"but here it is {value}. "
        "Score every row, and pass logits through a sigmoid first."
    )


def _score_series(values: pl.Series | np.ndarray, *, name: str, examples: Examples) -> pl.Series:
    shape = tuple(values.shape)
    if shape != (len(examples),):
        raise DataError(
            f"Score `{name}` must have one number for each of the {len(examples)} rows, "
            f"but its shape is {shape}. Score exactly these rows, and flatten a column of scores."
        )
    series = values.alias(name) if isinstance(values, pl.Series) else pl.Series(name, values)
    if series.dtype == pl.Float32:
        return series
    return numbers(series, role="a score", place=examples.place)
