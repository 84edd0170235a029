"""`partial_dependence`: the mean score over rows, had all of them the same value of a feature."""

from __future__ import annotations

import numpy as np
import polars as pl

from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.features import Feature
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.methods.predict import can_run

POINTS = 20
"""Values of a number, evenly from the lowest to the highest of all rows."""

MOST_LEVELS = 50
"""Levels of a category, the most frequent."""

MOST_ROWS = 100_000
"""Rows that are averaged over; of more so many, evenly by place."""


def can_vary(contents: Contents) -> bool:
    """Whether there are features, and models that read them."""
    return can_run(contents) and contents.examples.text is None


def partial_dependence(contents: Contents, asked: Arguments) -> Frame:
    """`y` [values], the mean score; `x` [values] of a number, or the value's `levels`."""
    names = [feature.name for feature in contents.features]
    place = asked.place("feature", of=len(names), what="features")
    model = asked.place("model", of=len(contents.models), what="models")
    name = contents.names[model]
    if name not in contents.runs.models:
        raise PlanError(
            f"`model` of `partial_dependence` must be one that can be run, got {model}, of which "
            "there are scores alone. Give the explorer a callable for it."
        )
    feature, frame = contents.features[place], contents.examples.feature_frame
    kept = np.unique(np.linspace(0, frame.height - 1, MOST_ROWS).round().astype(np.int64))
    values = _values(feature, frame[feature.name])
    rows = frame[kept]
    means = [
        _mean(contents.runs.scores(name, _with_value(rows, one, feature.name)))
        for one in values.to_frame().iter_slices(1)
    ]
    levels = None if feature.kind == "number" else values.cast(pl.String).to_list()
    columns = {"y": np.array(means)}
    if feature.kind == "number":
        columns["x"] = values.cast(pl.Float64).to_numpy()
    value = {"feature": place, "model": model, "rows": len(kept), "of": frame.height}
    return Frame(value={**value, "levels": levels}, columns=columns)


def _values(feature: Feature, column: pl.Series) -> pl.Series:
    """[values], in the column's own type."""
    known = column.drop_nulls()
    if feature.kind == "category":
        counts = known.alias("value").value_counts(name="rows")
        return counts.sort(["rows", "value"], descending=[True, False])["value"].head(MOST_LEVELS)
    numbers = known.cast(pl.Float64).drop_nans()
    if not len(numbers):
        raise PlanError(
            f"Feature `{feature.name}` must have a number in a row at least, got none. "
            "Choose another feature."
        )
    ends = numbers.to_numpy()
    even = pl.Series(np.linspace(ends.min(), ends.max(), POINTS))
    if column.dtype.is_integer():
        even = even.round()
    return even.cast(column.dtype).unique().sort()


def _with_value(rows: pl.DataFrame, value: pl.DataFrame, name: str) -> pl.DataFrame:
    """The rows as if all had the one value in `value`."""
    return rows.with_columns(value.to_series().gather(np.zeros(rows.height, int)).alias(name))


def _mean(scores: np.ndarray) -> float:
    known = scores[~np.isnan(scores)]
    return float(known.mean(dtype=np.float64)) if len(known) else float("nan")
