"""Packed records that hold whole arrays, as `fit` and `evaluate` can be given them."""

from __future__ import annotations

from typing import Any

from counterpoise.keras.packed import (
    CounterfactualPackedInputs,
    MinDiffPackedInputs,
    RemedyPackedInputs,
    closed,
    opened,
)
from counterpoise.keras.packing import (
    pack_counterfactual_data,
    pack_min_diff_data,
    pack_remedy_data,
)


def packed_arrays(
    x: Any, y: Any = None, weights: Any = None, *, batch_size: int | None, shuffle: bool
) -> Any:
    """Batches of what a packed record holds; anything else as it is.

    Args:
        x: packed record of arrays, or something else.
        y: labels, where the record holds none.
        weights: weights of the examples, likewise.
        batch_size: examples in a batch; None: 32.
        shuffle: whether rows are shuffled.
    """
    if isinstance(x, CounterfactualPackedInputs):
        examples = x.original_input
        original = opened(examples) if y is None else (examples, y, weights)
        return pack_counterfactual_data(
            closed(*original), x.counterfactual_data, batch_size=batch_size, shuffle=shuffle
        )
    if isinstance(x, MinDiffPackedInputs):
        return pack_min_diff_data(
            closed(x.original_inputs, y, weights),
            min_diff_dataset=x.min_diff_data,
            batch_size=batch_size,
            shuffle=shuffle,
        )
    if isinstance(x, RemedyPackedInputs):
        return pack_remedy_data(
            closed(x.original_inputs, y, weights),
            x.remedy_data,
            batch_size=batch_size,
            shuffle=shuffle,
        )
    return x
