"""New inputs of a tabular model: what the page sends, in the types of the examples' columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from counterpoise.errors import PlanError, choices
from counterpoise.explorer.arguments import is_number, told
from counterpoise.explorer.features import Feature


def feature_inputs(
    inputs: Sequence[Mapping[str, Any]], features: Sequence[Feature]
) -> pl.DataFrame:
    """[inputs, features], as a model is given them.

    Args:
        inputs: feature -> number, text, true or false, or None; every feature of the examples.
        features: those of the examples.

    Raises:
        PlanError: a feature that is missing or unknown, a value that its column cannot hold.
    """
    names = [feature.name for feature in features]
    for one in inputs:
        for name in one:
            if name not in names:
                raise PlanError(f"There is no feature {told(name)}. {choices(names, name)}")
        for name in names:
            if name not in one:
                raise PlanError(
                    f"An input must have a value of every feature, and `{name}` is missing. "
                    "Send null where it has none."
                )
    return pl.DataFrame(
        [_column([one[feature.name] for one in inputs], feature) for feature in features]
    )


def _column(values: Sequence[Any], feature: Feature) -> pl.Series:
    """The values of one feature, in the type of its column."""
    for value in values:
        if value is not None and not _fits(value, feature):
            raise _wrong(feature, value)
    known = pl.Float64 if feature.levels is None else pl.String
    spelt = [str(value).lower() if isinstance(value, bool) else value for value in values]
    column = _cast(pl.Series(feature.name, spelt, dtype=known), feature.dtype)
    if column.null_count() > values.count(None):
        raise _wrong(feature, values[column.is_null().arg_true()[0]])
    return column


def _fits(value: object, feature: Feature) -> bool:
    if feature.levels is not None:
        return isinstance(value, str | bool)
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return is_number(value) and (whole or feature.dtype.is_float())


def _cast(column: pl.Series, dtype: pl.DataType) -> pl.Series:
    """The column in another type, null where a value does not fit."""
    if dtype == pl.Boolean:
        known = column.replace_strict(["true", "false"], [True, False], default=None)
        return known.cast(pl.Boolean)
    if isinstance(dtype, pl.List):
        return column.str.split(" & ").cast(dtype, strict=False)
    if dtype == pl.Date:
        return column.str.to_date(strict=False)
    if isinstance(dtype, pl.Datetime):
        return column.str.to_datetime(time_unit=dtype.time_unit, strict=False)
    return column.cast(dtype, strict=False)


def _wrong(feature: Feature, value: object) -> PlanError:
    return PlanError(
        f"Feature `{feature.name}` must hold {feature.dtype.base_type()}, got {told(value)}. "
        "Change it, or send null."
    )
