"""Rows for loss terms without end: few rows are used again and again, in batches of one size."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import GeneratorType
from typing import Any

import keras
import numpy as np

from counterpoise.errors import DataError
from counterpoise.keras.arrays import as_arrays, joined, taken
from counterpoise.keras.shuffles import Shuffles
from counterpoise.keras.sources import is_source, is_tensorflow_dataset

Record = Callable[[Any], Any]
"""From a tuple to `PairInputs` or `GroupInputs`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How rows are drawn.

    Attributes:
        size: rows in a batch, at least 1; None: as many as the first batch of a source has.
        shuffle: whether every pass has another order.
        seed: of the orders.
    """

    size: int | None
    shuffle: bool
    seed: int

    def __post_init__(self) -> None:
        if self.size is not None and self.size < 1:
            raise DataError(
                f"Batches must have at least 1 row, got {self.size}. Pass a size above 0."
            )


def drawn(data: Any, record: Record, drawing: Drawing) -> Iterator[Any]:
    """Records of one number of rows, without end.

    Args:
        data: a tuple of arrays, or a source of batches of such tuples.
        record: what is made of each tuple.
        drawing: how many rows, in which order; arrays need a size.

    Raises:
        DataError: no rows, a generator that ends, what is no source of rows.
    """
    if is_source(data):
        return _rebatched(map(record, _passes(data, drawing)), drawing.size)
    arrays, count = as_arrays(record(data), what="a loss term")
    size = count if drawing.size is None else drawing.size
    return (taken(arrays, rows) for rows in _rows_without_end(count, size, drawing))


def _rows_without_end(count: int, size: int, drawing: Drawing) -> Iterator[np.ndarray]:
    shuffles = Shuffles(count, seed=drawing.seed)
    for start in itertools.count(step=size):
        places = np.arange(start, start + size) % count
        yield shuffles.at(start, size) if drawing.shuffle else places


def _passes(source: Any, drawing: Drawing) -> Iterator[Any]:
    """Batches of a source, pass after pass, those of a Keras dataset in another order each time."""
    generator = np.random.default_rng(drawing.seed)
    empty = False
    while not empty:
        empty = True
        for batch in _one_pass(source, generator if drawing.shuffle else None):
            empty = False
            yield batch
        if isinstance(source, GeneratorType):
            raise DataError(
                "The generator of rows for a loss term ended, and training needs more: "
                "a generator cannot be gone through again. Let it go on without end, or pass "
                "arrays, a `keras.utils.PyDataset` or a loader, whose rows are used again."
            )
    raise DataError(
        "The source of rows for a loss term has no batch, and needs one. "
        "Pass rows, or leave the term out."
    )


def _one_pass(source: Any, generator: np.random.Generator | None) -> Iterator[Any]:
    if is_tensorflow_dataset(source):
        yield from source.as_numpy_iterator()
    elif isinstance(source, keras.utils.PyDataset) and source.num_batches is not None:
        places = np.arange(source.num_batches)
        order = places if generator is None else generator.permutation(places)
        yield from (source[int(place)] for place in order)
        source.on_epoch_end()
    else:
        yield from source


def _rebatched(batches: Iterator[Any], size: int | None) -> Iterator[Any]:
    """The same rows in batches of `size`, or of the size of the first: compiled once."""
    held, count = [], 0
    for batch in batches:
        arrays, rows = as_arrays(batch, what="a loss term")
        size = size or rows
        held, count = [*held, arrays], count + rows
        if count < size:
            continue
        rows_held = joined(held)
        for start in range(0, count - size + 1, size):
            yield taken(rows_held, slice(start, start + size))
        left = count % size
        held, count = [taken(rows_held, slice(count - left, count))] if left else [], left
