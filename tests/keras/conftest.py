"""Small models and data that tests of training share; nothing is compiled that need not be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import counterpoise.keras  # noqa: F401 - chooses the runtime before keras is imported


@pytest.fixture
def linear() -> Callable[..., Any]:
    """A model x -> x w of given weights w, without bias."""
    import keras

    def make(*weights: float, **options: Any) -> Any:
        model = keras.Sequential(
            [keras.layers.Input((len(weights),)), keras.layers.Dense(1, use_bias=False, **options)]
        )
        model.set_weights([np.array(weights, dtype=np.float32)[:, None]])
        return model

    return make


@pytest.fixture
def ready() -> Callable[..., Any]:
    """Compiles a model for plain descent on mean squared error, op by op."""
    import keras

    def compiled(model: Any, **options: Any) -> Any:
        options = {
            "optimizer": keras.optimizers.SGD(0.1),
            "loss": "mse",
            "jit_compile": False,
        } | options
        model.compile(**options)
        return model

    return compiled


@pytest.fixture
def rows() -> Callable[..., np.ndarray]:
    """[rows, columns] of noise, the same for the same seed."""

    def make(count: int, columns: int = 3, seed: int = 0) -> np.ndarray:
        return np.random.default_rng(seed).normal(size=(count, columns)).astype(np.float32)

    return make
