"""Records of sums whose arrays share a first axis: moved along it, or summed over sets of it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
from jaxtyping import Bool, Int

Record = TypeVar("Record")

NOT_SUMS = ("edges",)
"""Fields of records that are no sums: they have no such axis."""


def spread(record: Record, inside: Bool[np.ndarray, "entries sets"]) -> Record:
    """The sums of every set from the sums of the entries (atoms, say) that lie in it.

    Args:
        record: a frozen record of arrays [entries, ...].
        inside: whether the entry lies in the set.
    """
    weights = inside.T.astype(np.float64)

    def summed(values: np.ndarray) -> np.ndarray:
        flat = weights @ values.reshape(len(values), -1)
        shaped = flat.reshape(len(weights), *values.shape[1:])
        return np.rint(shaped).astype(np.int64) if values.dtype.kind == "i" else shaped

    return replace(record, **{name: summed(values) for name, values in _sums(record)})  # type: ignore[type-var]


def placed(record: Record, places: Int[np.ndarray, " entries"], *, count: int) -> Record:
    """The record over `count` entries: entry i at `places[i]`, which differ, and 0 elsewhere."""

    def moved(values: np.ndarray) -> np.ndarray:
        wider = np.zeros((count, *values.shape[1:]), dtype=values.dtype)
        wider[places] = values
        return wider

    return replace(record, **{name: moved(values) for name, values in _sums(record)})  # type: ignore[type-var]


def _sums(record: Any) -> list[tuple[str, np.ndarray]]:
    return [
        (field.name, getattr(record, field.name))
        for field in fields(record)
        if field.name not in NOT_SUMS
    ]
