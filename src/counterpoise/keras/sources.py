"""Where batches come from: Keras datasets, generators, PyTorch loaders, tf.data."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from types import GeneratorType
from typing import Any

import keras

Convert = Callable[[Any], Any]
"""From a batch to a batch."""


def is_tensorflow_dataset(source: Any) -> bool:
    """Whether this is a `tf.data.Dataset`; TensorFlow is not imported to find out."""
    tensorflow = sys.modules.get("tensorflow")
    return tensorflow is not None and isinstance(source, tensorflow.data.Dataset)


def is_torch_loader(source: Any) -> bool:
    """Whether this is a `torch.utils.data.DataLoader`; PyTorch is not imported to find out."""
    torch_data = sys.modules.get("torch.utils.data")
    return torch_data is not None and isinstance(source, torch_data.DataLoader)


def is_source(data: Any) -> bool:
    """Whether this yields batches, rather than being arrays."""
    if isinstance(data, (keras.utils.PyDataset, GeneratorType)):
        return True
    return is_tensorflow_dataset(data) or is_torch_loader(data)


def converted(source: Any, convert: Convert) -> Any:
    """The source with every batch converted, as something that `keras.Model.fit` takes.

    Args:
        source: one for which `is_source` holds.
        convert: called with each batch. In a `tf.data.Dataset` it is traced: it may only move
            tensors about.
    """
    if isinstance(source, GeneratorType):
        return (convert(batch) for batch in source)
    if is_tensorflow_dataset(source):
        return source.map(lambda *batch: convert(batch[0] if len(batch) == 1 else batch))
    return ConvertedBatches(as_dataset(source), convert)


def as_dataset(source: Any) -> keras.utils.PyDataset:
    """A Keras dataset of a PyTorch loader or another collection; a Keras dataset itself."""
    return source if isinstance(source, keras.utils.PyDataset) else LoaderBatches(source)


class ConvertedBatches(keras.utils.PyDataset):
    """The batches of a dataset, each converted when it is asked for.

    Args:
        dataset: whose workers and hooks are kept.
        convert: called with each batch.
    """

    def __init__(self, dataset: keras.utils.PyDataset, convert: Convert) -> None:
        super().__init__(
            workers=dataset.workers,
            use_multiprocessing=dataset.use_multiprocessing,
            max_queue_size=dataset.max_queue_size,
        )
        self._dataset = dataset
        self._convert = convert

    @property
    def num_batches(self) -> Any:
        """Number of batches; None where there is no end."""
        return self._dataset.num_batches

    def __getitem__(self, index: int) -> Any:
        """Batch `index`."""
        return self._convert(self._dataset[index])

    def on_epoch_begin(self) -> None:
        """Tells the dataset."""
        self._dataset.on_epoch_begin()

    def on_epoch_end(self) -> None:
        """Tells the dataset."""
        self._dataset.on_epoch_end()


class LoaderBatches(keras.utils.PyDataset):
    """The batches of a collection that can only be gone through from the start.

    Batches come in the collection's own order, whichever is asked for; an epoch is one pass.

    Args:
        loader: goes through its batches anew each time it is iterated over.
    """

    def __init__(self, loader: Any) -> None:
        super().__init__()
        self._loader = loader
        self._batches = recycled(loader)
        self._lock = threading.Lock()

    @property
    def num_batches(self) -> Any:
        """Number of batches in a pass; None where the loader does not know it."""
        try:
            return len(self._loader)
        except TypeError:
            return None

    def __getitem__(self, index: int) -> Any:
        """The next batch."""
        with self._lock:
            return next(self._batches)

    def on_epoch_begin(self) -> None:
        """Starts the next pass."""
        self._batches = recycled(self._loader)


def recycled(batches: Iterable[Any]) -> Iterator[Any]:
    """All batches, again and again; none where there are none."""
    empty = False
    while not empty:
        empty = True
        for batch in batches:
            empty = False
            yield batch
