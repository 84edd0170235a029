"""One forward pass over the examples of a batch and whatever else a step looks at."""

from __future__ import annotations

from functools import partial
from itertools import accumulate, pairwise
from typing import Any

import keras

from counterpoise.keras.packed import StepInputs, StepOutputs


def one_pass(model: keras.Model, inputs: StepInputs, *, training: bool | None) -> StepOutputs:
    """The predictions of the examples and of all blocks, from one call of the model.

    Args:
        model: what is called.
        inputs: the examples and the blocks.
        training: handed to the model.
    """
    parts = [inputs.examples]
    parts.extend(part for block in inputs.blocks.values() for part in block["inputs"])
    predictions = iter(_parted(model(_joined(parts), training=training), parts))
    examples, of_blocks = next(predictions), {}
    for name, block in inputs.blocks.items():
        sides = tuple(next(predictions) for _ in block["inputs"])
        if "originals" in block:
            sides = (_taken(examples, block["originals"]), *sides)
        of_blocks[name] = sides
    return StepOutputs(examples, of_blocks)


def _joined(parts: list[Any]) -> Any:
    """The parts below each other, in the structure of one of them."""

    def below_each_other(*leaves: Any) -> Any:
        first = leaves[0]
        alike = [
            leaf if leaf.dtype == first.dtype else keras.ops.cast(leaf, first.dtype)
            for leaf in leaves
        ]
        return keras.ops.concatenate(alike, axis=0)

    return keras.tree.map_structure(below_each_other, *parts)


def _parted(predictions: Any, parts: list[Any]) -> list[Any]:
    """What the model gave, cut at the ends of the parts."""
    rows = [_rows(part) for part in parts]
    ends = accumulate(rows, initial=0)
    return [
        keras.tree.map_structure(partial(_cut, start=start, end=end, rows=count), predictions)
        for (start, end), count in zip(pairwise(ends), rows, strict=True)
    ]


def _taken(predictions: Any, rows: Any) -> Any:
    """Some rows of what the model gave."""
    return keras.tree.map_structure(lambda leaf: keras.ops.take(leaf, rows, axis=0), predictions)


def _cut(leaf: Any, *, start: Any, end: Any, rows: Any) -> Any:
    cut = _sliced(leaf, start=start, end=end, rows=rows)
    # On TensorFlow a loss looks for the logits behind a sigmoid or softmax; a slice forgets them.
    logits = getattr(leaf, "_keras_logits", None)
    if logits is not None:
        cut._keras_logits = _sliced(logits, start=start, end=end, rows=rows)
    return cut


def _sliced(leaf: Any, *, start: Any, end: Any, rows: Any) -> Any:
    cut = leaf[start:end]
    if cut.shape[0] is None and isinstance(rows, int):
        # TensorFlow forgets the number of rows of a part where that of another is not known.
        return keras.ops.reshape(cut, (rows, *cut.shape[1:]))
    return cut


def _rows(part: Any) -> Any:
    """Number of rows; a tensor where TensorFlow knows it only when it runs."""
    shape: Any = keras.ops.shape(keras.tree.flatten(part)[0])
    return shape[0]
