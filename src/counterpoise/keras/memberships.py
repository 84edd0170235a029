"""Memberships of the examples in groups, packed so that they go with the examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from counterpoise.errors import DataError
from counterpoise.keras.packed import RemedyPackedInputs, closed, opened
from counterpoise.keras.pair_losses import in_full, of_rows
from counterpoise.keras.sources import is_source


def are_memberships(data: Any) -> bool:
    """Whether this is one array, [rows, groups]; data of other terms are tuples or sources."""
    return hasattr(data, "shape") and not isinstance(data, tuple) and not is_source(data)


def with_memberships(original: Any, memberships: Mapping[str, Any]) -> Any:
    """The examples with memberships beside x, so that both are shuffled alike.

    Args:
        original: (x, y) or (x, y, sample_weight) of arrays.
        memberships: name of a loss term -> [rows, groups].

    Raises:
        DataError: examples that are a source of batches.
    """
    if is_source(original):
        names = ", ".join(f"`{name}`" for name in memberships)
        raise DataError(
            f"Memberships of {names} are arrays, which go with arrays of examples, but the "
            f"examples are a source of batches ({type(original).__name__}). Let it yield "
            "(RemedyPackedInputs(x, {name: memberships}), y) itself."
        )
    x, y, weights = opened(original)
    return closed(RemedyPackedInputs(x, dict(memberships)), y, weights)


def beside_examples(x: Any, rows: dict[str, Any]) -> RemedyPackedInputs:
    """x with rows of loss terms beside it, and with the memberships that it came with."""
    if isinstance(x, RemedyPackedInputs):
        return RemedyPackedInputs(x.original_inputs, {**x.remedy_data, **rows})
    return RemedyPackedInputs(x, rows)


def checked_memberships(data: Any) -> Any:
    """The data of a term over groups of examples as they are.

    Raises:
        DataError: no array.
    """
    if not are_memberships(data):
        raise DataError(
            "Data of a loss term over groups of the examples must be an array of memberships, "
            f"[rows, groups], got {type(data).__name__}. Pass 1 where an example is in a group and "
            "0 where it is not, a row for each example."
        )
    return data


def of_groups(memberships: Any, *, groups: int, like: Any) -> Any:
    """[rows, groups] as numbers.

    Args:
        memberships: [rows, groups], or [rows] where there is one group.
        groups: how many the term has.
        like: [rows, ...], what the memberships belong to.

    Raises:
        DataError: another shape.
    """
    columns: Any = in_full(memberships)
    if len(columns.shape) == 1:
        columns = keras.ops.expand_dims(columns, -1)
    if len(columns.shape) != 2 or columns.shape[1] != groups:
        sizes = ("rows", *(str(size) for size in memberships.shape[1:]))
        raise DataError(
            f"Memberships must have one column for each of the {groups} groups of the term, got "
            f"the shape [{', '.join(sizes)}]. Pass [rows, {groups}], or give the term as many "
            "`groups` as there are columns."
        )
    return of_rows(columns, like=like)
