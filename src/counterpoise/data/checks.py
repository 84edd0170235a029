"""Labels, weights, texts and splits in normal form, or an error at the first bad row."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

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


def holding(values: pl.Series, *, place: Place) -> str:
    """Where the first value of a column came from."""
    return place(first(values.is_not_null()) or 0)


def wrong_type(values: pl.Series, *, role: str, must: str, remedy: str, place: Place) -> DataError:
    """What is said of a column whose values are of another kind than its role asks."""
    return DataError(
        f"{holding(values, place=place)}: column `{values.name}`, {role}, must hold {must}, "
        f"but it holds {values.dtype}. {remedy}"
    )


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
    remedy = "Name another column, or turn this one into numbers first."
    raise wrong_type(values, role=role, must="numbers", remedy=remedy, place=place)


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
    remedy = (
        "Divide a longer scale by its maximum, or name the column that holds the label. Several "
        "classes and regression targets are out of scope: judge one class against the rest."
    )
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


def texts(values: pl.Series, *, place: Place) -> pl.Series:
    """[rows], String, null where there is no text.

    Raises:
        DataError: when the column does not hold text.
    """
    if values.dtype in (pl.String, pl.Categorical, pl.Enum, pl.Null):
        return values.cast(pl.String)
    remedy = "Name the column of texts, or turn this one into text first."
    raise wrong_type(values, role="the text", must="text", remedy=remedy, place=place)


def splits(values: pl.Series, *, place: Place) -> pl.Series:
    """[rows], String: the split's values as text, null where there is none.

    Raises:
        DataError: when the column holds lists, structs or bytes.
    """
    if not values.dtype.is_nested() and values.dtype not in (pl.Binary, pl.Object):
        return values.cast(pl.String)
    remedy = "Name a column that holds the name of one split in each row."
    raise wrong_type(values, role="the split", must="text", remedy=remedy, place=place)
