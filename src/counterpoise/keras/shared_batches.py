"""Batches whose pairs share their originals: a pair costs one more row in a step, not two."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from counterpoise.errors import DataError
from counterpoise.keras.arrays import as_arrays, taken
from counterpoise.keras.packed import CounterfactualPackedInputs, PairInputs, opened
from counterpoise.keras.packed_batches import PackedBatches
from counterpoise.keras.shuffles import Shuffles


class SharedBatches(keras.utils.PyDataset):
    """Shuffled batches in which every row that has a counterfactual comes with one.

    The share of such rows is the same in every batch, so that shapes are. As in `ArrayBatches`
    every row comes before any comes again; a row's counterfactuals take turns, and weigh together
    what their weights say. Where a batch has one such row fewer, its first pair counts twice.

    Args:
        examples: (x, y) or (x, y, sample_weight) of arrays.
        pairs: with `source`, rows of the examples.
        batch_size: examples in a batch.
        seed: of the shuffling.
        apart: the same data with originals of their own.
    """

    def __init__(
        self,
        examples: tuple[Any, ...],
        pairs: PairInputs,
        *,
        batch_size: int,
        seed: int,
        apart: PackedBatches,
    ) -> None:
        super().__init__()
        self._apart = apart
        self._examples, self._rows = as_arrays(examples, what="the examples")
        self._pairs = _by_source(pairs, rows=self._rows)
        sources, first, counts = np.unique(
            self._pairs.source, return_index=True, return_counts=True
        )
        self._sources, self._first, self._counts = sources, first, counts
        self._others = np.setdiff1d(np.arange(self._rows), sources)
        self._batch_size = batch_size
        self._orders = [Shuffles(max(len(of), 1), seed=seed) for of in (sources, self._others)]
        self._epoch = 0

    @staticmethod
    def suits(pairs: PairInputs, *, rows: int, batch_size: int) -> bool:
        """Whether a batch of so many examples has a row with a pair every time."""
        return batch_size * len(np.unique(pairs.source)) >= rows

    def __len__(self) -> int:
        """Number of batches in an epoch."""
        return -(-self._rows // self._batch_size)

    def __getitem__(self, index: int) -> CounterfactualPackedInputs:
        """Batch `index` of this epoch."""
        step = self._epoch * len(self) + index
        start, end = self._sources_before(step), self._sources_before(step + 1)
        places = self._orders[0].at(start, end - start)
        turns = np.arange(start, end) // len(self._sources)
        pairs = self._first[places] + turns % self._counts[places]
        rows = np.concatenate([self._sources[places], self._other_rows(step, start, end)])
        padded = np.resize(np.arange(end - start), self._pairs_per_step)
        x, y, weights = opened(taken(self._examples, rows))
        beside = taken(self._pairs._replace(source=None), pairs[padded])._replace(source=padded)
        original = (x, y) if weights is None else (x, y, weights)
        return CounterfactualPackedInputs(original, beside)

    def in_order(self) -> PackedBatches:
        """The same examples and pairs, not shuffled, for evaluation."""
        return self._apart.in_order()

    def on_epoch_end(self) -> None:
        """Goes on to the next order."""
        self._epoch += 1

    @property
    def _pairs_per_step(self) -> int:
        return -(-self._batch_size * len(self._sources) // self._rows)

    def _sources_before(self, step: int) -> int:
        """Rows with pairs in all batches before one."""
        return step * self._batch_size * len(self._sources) // self._rows

    def _other_rows(self, step: int, start: int, end: int) -> np.ndarray:
        count = self._batch_size - (end - start)
        if not count:
            return self._others[:0]
        return self._others[self._orders[1].at(step * self._batch_size - start, count)]


def _by_source(pairs: PairInputs, *, rows: int) -> PairInputs:
    """Pairs in the order of their sources, without originals.

    One pair of a source stands for all of them, so that weights are summed up: the mean over the
    sources is then the mean over the pairs.
    """
    arrays, count = as_arrays(pairs._replace(original_x=None), what="the pairs")
    order = np.argsort(arrays.source, kind="stable")
    arrays = taken(arrays, order)
    source = arrays.source.astype(np.int64)
    if source[0] < 0 or source[-1] >= rows:
        raise DataError(
            f"`source` of pairs must count the {rows} examples from 0, got {source[0]} to "
            f"{source[-1]}. Give the row of the example that each pair was made from."
        )
    of_source = np.bincount(source, minlength=rows)[source].astype(np.float32)
    weights = arrays.counterfactual_sample_weight
    weights = np.ones(count, dtype=np.float32) if weights is None else np.reshape(weights, -1)
    share = np.float32(len(np.unique(source)) / count)
    summed = weights * of_source * share
    return arrays._replace(source=source, counterfactual_sample_weight=summed)
