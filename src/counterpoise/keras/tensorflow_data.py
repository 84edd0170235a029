"""Packing and pairs where the examples are a `tf.data.Dataset`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import keras

from counterpoise.keras.group_batches import ROWS_OF_EACH
from counterpoise.keras.packed import GroupInputs, opened
from counterpoise.keras.packed_batches import Packing
from counterpoise.keras.sources import is_tensorflow_dataset
from counterpoise.keras.streams import Drawing, Record, drawn

# Whoever has such a dataset has imported TensorFlow, and nobody else should have to.
tf: Any = sys.modules.get("tensorflow")

SHUFFLED_AT_ONCE = 10_000
"""Rows that are held to be shuffled."""


def packed(original: Any, packing: Packing) -> Any:
    """The batches of a `tf.data.Dataset` with rows for loss terms beside them.

    A dataset of rows gives rows, each with one row for every loss term beside it, to be batched
    afterwards.
    """
    size = None if _is_of_rows(original) else _first_size(original)
    rows = {
        name: _endless(of, record=packing.record, drawing=packing.drawings[name], beside=size)
        for name, of in packing.data.items()
    }
    return tf.data.Dataset.zip(original, rows).map(
        packing.pack, num_parallel_calls=tf.data.AUTOTUNE
    )


def group_batches(sensitive: Any, nonsensitive: Any, *, drawing: Drawing) -> Any:
    """A dataset of `GroupInputs` without end, of two datasets of batches."""
    groups = [_recycled(group, drawing, beside=ROWS_OF_EACH) for group in (sensitive, nonsensitive)]
    return tf.data.Dataset.zip(*groups).map(_together)


def mapped_rows(original: Any, function: Callable[[Any], Any], *, holding: Any = None) -> Any:
    """A dataset mapped by a function of TensorFlow, of the rows that hold a term.

    Args:
        original: `tf.data.Dataset` of rows or of batches.
        function: called with each element.
        holding: texts [rows] -> [rows], whether each holds a term; None: all rows are mapped.
    """
    if holding is None:
        return _mapped(original, function)
    batched, size = _batched(original)

    def with_mask(*batch: Any) -> Any:
        texts, _, _ = opened(batch)
        mask = tf.numpy_function(holding, [texts], tf.bool)
        mask.set_shape((None,))
        return mask, batch

    rows = batched.map(with_mask).unbatch().filter(lambda mask, _: mask).map(lambda _, row: row)
    return _mapped(rows if size is None else rows.batch(size), function)


def text_pairs(original: Any, pairs: Callable[[Any], tuple[Any, Any, Any]]) -> Any:
    """A dataset of (original_x, counterfactual_x, counterfactual_sample_weight) of texts.

    Pairs are made when they are first read, and kept in memory: a training reads them many times.

    Args:
        original: `tf.data.Dataset` of rows or of batches; of one without end nothing is kept.
        pairs: texts [rows] -> the three, [pairs] each.
    """
    batched, size = _batched(original)

    def rows() -> Any:
        for batch in batched.as_numpy_iterator():
            yield from zip(*pairs(opened(batch)[0]), strict=True)

    signature = (tf.TensorSpec((), tf.string), tf.TensorSpec((), tf.string), tf.TensorSpec(()))
    dataset = tf.data.Dataset.from_generator(rows, output_signature=signature)
    if int(original.cardinality()) != tf.data.INFINITE_CARDINALITY:
        dataset = dataset.cache()
    return dataset if size is None else dataset.batch(size)


def _batched(original: Any) -> tuple[Any, int | None]:
    """The dataset in batches, and the size of those that it came in; None for rows."""
    if _is_of_rows(original):
        return original.batch(SHUFFLED_AT_ONCE), None
    return original, _first_size(original)


def _endless(data: Any, *, record: Record, drawing: Drawing, beside: int | None) -> Any:
    """Records without end, of rows where `beside`, the size of the examples' batches, is None."""
    if is_tensorflow_dataset(data):
        return _mapped(_recycled(data, drawing, beside=beside), record)
    batches = _generated(lambda: drawn(data, record, drawing))
    return batches.unbatch() if beside is None else batches


def _recycled(data: Any, drawing: Drawing, *, beside: int | None) -> Any:
    """The rows of a dataset again and again, in full batches; one without end as it is.

    Rows come in batches of the size that is asked for, or that they had, or else of `beside`.
    """
    if int(data.cardinality()) == tf.data.INFINITE_CARDINALITY:
        return data
    of_rows = _is_of_rows(data)
    rows = data if of_rows else data.unbatch()
    if drawing.shuffle:
        rows = rows.shuffle(SHUFFLED_AT_ONCE, seed=drawing.seed, reshuffle_each_iteration=True)
    if beside is None:
        return rows.repeat()
    size = drawing.size or (beside if of_rows else _first_size(data))
    return rows.repeat().batch(size, drop_remainder=True)


def _is_of_rows(dataset: Any) -> bool:
    """Whether the elements are rows, as `from_tensor_slices` gives them, and no batches of rows.

    Batches have one length in all their parts, mostly one that TensorFlow does not know before.
    """
    shapes = [spec.shape for spec in keras.tree.flatten(dataset.element_spec)]
    return any(shape.rank == 0 for shape in shapes) or len({shape[0] for shape in shapes}) > 1


def _first_size(batches: Any) -> int:
    first = next(iter(batches))
    return int(keras.tree.flatten(first)[0].shape[0])


def _mapped(dataset: Any, function: Callable[[Any], Any]) -> Any:
    return dataset.map(lambda *batch: function(batch[0] if len(batch) == 1 else batch))


def _generated(draws: Callable[[], Any]) -> Any:
    """A dataset of what a Python generator gives; None, which TensorFlow refuses, stays None."""
    first = next(draws())
    empty = [leaf is None for leaf in keras.tree.flatten(first)]

    def known() -> Any:
        for rows in draws():
            yield tuple(leaf for leaf in keras.tree.flatten(rows) if leaf is not None)

    def whole(*known_leaves: Any) -> Any:
        leaves = iter(known_leaves)
        return keras.tree.pack_sequence_as(first, [None if of else next(leaves) for of in empty])

    signature = tuple(
        tf.TensorSpec(leaf.shape, leaf.dtype)
        for leaf in keras.tree.flatten(first)
        if leaf is not None
    )
    endless = tf.data.experimental.assert_cardinality(tf.data.INFINITE_CARDINALITY)
    dataset = tf.data.Dataset.from_generator(known, output_signature=signature)
    return dataset.apply(endless).map(whole)


def _together(sensitive: Any, nonsensitive: Any) -> GroupInputs:
    sides = [opened(side) for side in (sensitive, nonsensitive)]
    leaves = [keras.tree.flatten(side[0])[0] for side in sides]
    membership = tf.concat(
        [tf.ones((tf.shape(leaves[0])[0], 1)), tf.zeros((tf.shape(leaves[1])[0], 1))], axis=0
    )
    x = keras.tree.map_structure(lambda *both: tf.concat(both, axis=0), *(s[0] for s in sides))
    if all(weights is None for _, _, weights in sides):
        return GroupInputs(x, membership)
    columns = [
        tf.ones_like(leaf[..., 0], dtype=tf.float32)
        if weights is None
        else tf.reshape(tf.cast(weights, tf.float32), (-1,))
        for (_, _, weights), leaf in zip(sides, leaves, strict=True)
    ]
    return GroupInputs(x, membership, tf.concat(columns, axis=0))
