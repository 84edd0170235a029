"""Rows of a group and as many of the others, without end."""

from __future__ import annotations

import threading
from collections.abc import Generator
from dataclasses import replace
from typing import Any

import keras
import numpy as np

from counterpoise.keras.arrays import as_arrays, joined
from counterpoise.keras.packed import GroupInputs, opened
from counterpoise.keras.sources import is_source
from counterpoise.keras.streams import Drawing, drawn

ROWS_OF_EACH = 32
"""Rows of each group in a batch where nobody says."""


class GroupBatches(keras.utils.PyDataset):
    """`GroupInputs` without end: rows of the group first, then as many of the others.

    Args:
        sensitive: rows of the group: x, (x, y) or (x, y, sample_weight), or a source of such.
        nonsensitive: rows outside the group, likewise.
        drawing: how many of each, in which order.
    """

    def __init__(self, sensitive: Any, nonsensitive: Any, *, drawing: Drawing) -> None:
        super().__init__()
        self._groups = sensitive, nonsensitive
        self._drawing = drawing
        self._batches = iter(self)
        self._lock = threading.Lock()

    @property
    def num_batches(self) -> Any:
        """None: there is no end."""
        return None

    def __getitem__(self, index: int) -> GroupInputs:
        """The next batch, whichever is asked for."""
        with self._lock:
            return next(self._batches)

    def __iter__(self) -> Generator[GroupInputs]:
        """All batches from the start."""
        draws = [drawn(group, _rows, self._sized(group)) for group in self._groups]
        for sensitive, nonsensitive in zip(*draws, strict=False):
            yield _together(sensitive, nonsensitive)

    def in_order(self) -> GroupBatches:
        """The same rows, not shuffled."""
        return GroupBatches(*self._groups, drawing=replace(self._drawing, shuffle=False))

    def _sized(self, group: Any) -> Drawing:
        if is_source(group) or self._drawing.size is not None:
            return self._drawing
        return replace(self._drawing, size=ROWS_OF_EACH)


def _rows(batch: Any) -> tuple[Any, Any]:
    x, _, weights = opened(batch)
    return x, weights


def _together(sensitive: tuple[Any, Any], nonsensitive: tuple[Any, Any]) -> GroupInputs:
    sizes = [as_arrays(side, what="a group")[1] for side in (sensitive, nonsensitive)]
    membership = np.repeat(np.array([1.0, 0.0], dtype=np.float32), sizes)[:, None]
    x = joined([sensitive[0], nonsensitive[0]])
    weights = [side[1] for side in (sensitive, nonsensitive)]
    if all(of is None for of in weights):
        return GroupInputs(x, membership)
    columns = [
        np.ones(size, dtype=np.float32) if of is None else np.reshape(of, (-1,))
        for of, size in zip(weights, sizes, strict=True)
    ]
    return GroupInputs(x, membership, np.concatenate(columns))
