"""The network on top of the features: dense layers with ReLU, and one logit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import keras
import numpy as np
from jaxtyping import Float

PREDICTED_AT_ONCE = 16_384
"""Rows given to the network in one pass when predicting."""


def dense_network(dim: int, *, hidden: Sequence[int], seed: int) -> keras.Model:
    """[rows, dim] -> [rows, 1] logits; the same seed gives the same initial weights."""
    widths = (*hidden, 1)
    layers: list[Any] = [keras.layers.Input((dim,))]
    for place, width in enumerate(widths):
        initial: Any = keras.initializers.GlorotUniform(seed=seed * len(widths) + place)
        activation = "relu" if place < len(hidden) else None
        layers.append(keras.layers.Dense(width, activation=activation, kernel_initializer=initial))
    return keras.Sequential(layers)


def copied(network: keras.Model) -> keras.Model:
    """A network of the same shape and weights that shares nothing with `network`."""
    copy = cast(keras.Model, keras.models.clone_model(network))
    copy.set_weights(network.get_weights())
    return copy


def loaded(path: Path) -> keras.Model:
    """The network in a `.keras` file; no code in it is run."""
    return cast(keras.Model, keras.saving.load_model(path, safe_mode=True))


def probabilities(
    network: keras.Model, features: Float[np.ndarray, "rows dim"]
) -> Float[np.ndarray, " rows"]:
    """[rows], float32 in [0, 1]: sigmoid of the network's logits."""
    result = np.empty(len(features), dtype=np.float32)
    for start in range(0, len(features), PREDICTED_AT_ONCE):
        rows = slice(start, start + PREDICTED_AT_ONCE)
        scores = keras.ops.sigmoid(network(features[rows]))
        result[rows] = np.asarray(keras.ops.convert_to_numpy(scores))[:, 0]
    return result
