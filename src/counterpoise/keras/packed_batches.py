"""Batches of examples with rows for loss terms beside them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import keras

from counterpoise.keras.arrays import as_arrays, taken
from counterpoise.keras.group_batches import GroupBatches
from counterpoise.keras.shuffles import Shuffles
from counterpoise.keras.streams import Drawing, Record, drawn


class ArrayBatches(keras.utils.PyDataset):
    """Batches of arrays.

    Shuffled, every batch is full: the last of an epoch is filled with the first rows of the next
    order, and over the epochs every row comes before any row comes again. In order, each row comes
    once an epoch, and the last batch may be smaller.

    Args:
        arrays: (x,), (x, y) or (x, y, sample_weight).
        batch_size: examples in a batch.
        shuffle: whether every epoch has another order.
        seed: of the orders.
    """

    def __init__(
        self, arrays: tuple[Any, ...], *, batch_size: int, shuffle: bool, seed: int
    ) -> None:
        super().__init__()
        self._arrays, self._rows = as_arrays(arrays, what="the examples")
        self._batch_size = batch_size
        self._shuffle = shuffle
        self._seed = seed
        self._shuffles = Shuffles(self._rows, seed=seed)
        self._epoch = 0

    def __len__(self) -> int:
        """Number of batches in an epoch."""
        return -(-self._rows // self._batch_size)

    def __getitem__(self, index: int) -> tuple[Any, ...]:
        """Batch `index` of this epoch."""
        if self._shuffle:
            start = (self._epoch * len(self) + index) * self._batch_size
            return taken(self._arrays, self._shuffles.at(start, self._batch_size))
        start = index * self._batch_size
        return taken(self._arrays, slice(start, start + self._batch_size))

    def on_epoch_end(self) -> None:
        """Goes on to the next order."""
        self._epoch += 1

    def in_order(self) -> ArrayBatches:
        """The same rows, not shuffled."""
        return ArrayBatches(
            self._arrays, batch_size=self._batch_size, shuffle=False, seed=self._seed
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """How rows are put beside a batch.

    Attributes:
        data: name -> a tuple of arrays or a source of batches. One without a name has "".
        drawings: name -> how rows are drawn.
        record: what is made of each tuple of the data.
        pack: (batch, name -> record) -> what the model takes.
    """

    data: Mapping[str, Any]
    drawings: Mapping[str, Drawing]
    record: Record
    pack: Callable[[Any, dict[str, Any]], Any]

    def draws(self) -> dict[str, Iterator[Any]]:
        """Name -> records without end, from the start."""
        return {
            name: drawn(data, self.record, self.drawings[name]) for name, data in self.data.items()
        }

    def packed(self, batches: Iterator[Any]) -> Iterator[Any]:
        """Every batch with the next record of each draw."""
        draws = self.draws()
        for batch in batches:
            yield self.pack(batch, {name: next(draw) for name, draw in draws.items()})

    def in_order(self) -> Packing:
        """The same rows, not shuffled."""
        data = {
            name: of.in_order() if isinstance(of, GroupBatches) else of
            for name, of in self.data.items()
        }
        drawings = {name: replace(of, shuffle=False) for name, of in self.drawings.items()}
        return replace(self, data=data, drawings=drawings)


class PackedBatches(keras.utils.PyDataset):
    """The batches of a dataset with rows for loss terms beside them.

    Shuffled rows go on from epoch to epoch; rows in order start anew with each.

    Args:
        examples: the dataset.
        packing: what is put beside its batches.
    """

    def __init__(self, examples: keras.utils.PyDataset, packing: Packing) -> None:
        super().__init__(workers=examples.workers, max_queue_size=examples.max_queue_size)
        self._examples = examples
        self._packing = packing
        self._draws = packing.draws()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Number of batches in an epoch."""
        return self._examples.num_batches

    @property
    def num_batches(self) -> Any:
        """Number of batches in an epoch; None where there is no end."""
        return self._examples.num_batches

    def __getitem__(self, index: int) -> Any:
        """Batch `index` with the next rows of each draw."""
        with self._lock:
            rows = {name: next(draw) for name, draw in self._draws.items()}
        return self._packing.pack(self._examples[index], rows)

    def on_epoch_begin(self) -> None:
        """Tells the dataset, and starts rows in order anew."""
        self._examples.on_epoch_begin()
        in_order = [name for name, of in self._packing.drawings.items() if not of.shuffle]
        self._draws |= {name: self._packing.draws()[name] for name in in_order}

    def on_epoch_end(self) -> None:
        """Tells the dataset."""
        self._examples.on_epoch_end()

    def in_order(self) -> PackedBatches:
        """The same examples and rows, not shuffled, for evaluation."""
        examples = self._examples
        if isinstance(examples, ArrayBatches):
            examples = examples.in_order()
        return PackedBatches(examples, self._packing.in_order())
