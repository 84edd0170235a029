"""What one step of training sees: a batch of examples and, beside it, a small batch of pairs."""

from __future__ import annotations

import keras
import numpy as np
from jaxtyping import Float, Int

from counterpoise.keras.packed import PairInputs, RemedyPackedInputs

PAIRS = "counterfactual"
"""The name of the loss term that pairs belong to."""


class StepBatches(keras.utils.PyDataset):
    """A fixed number of steps over rows that are shuffled anew each time all were seen.

    An item is (inputs, labels, weights): inputs is the batch [batch, dim], or with pairs a packed
    record of it and of originals and counterfactuals [pairs, dim].
    """

    def __init__(
        self,
        features: Float[np.ndarray, "rows dim"],
        labels: Float[np.ndarray, " rows"],
        weights: Float[np.ndarray, " rows"],
        *,
        steps: int,
        batch_size: int,
        seed: int,
        pairs: PairBatches | None = None,
    ) -> None:
        super().__init__()
        self._features = features
        self._labels = labels.astype(np.float32)[:, None]
        self._weights = weights.astype(np.float32)[:, None]
        self._pairs = pairs
        self._order = _order(len(features), draws=steps * batch_size, seed=seed)
        self._order = self._order.reshape(steps, batch_size)

    def __len__(self) -> int:
        """Number of steps."""
        return len(self._order)

    def __getitem__(self, step: int):
        """The batch of step `step`."""
        rows = self._order[step]
        inputs = self._features[rows]
        if self._pairs is not None:
            inputs = RemedyPackedInputs(inputs, {PAIRS: PairInputs(*self._pairs.at(step))})
        return inputs, self._labels[rows], self._weights[rows]


class PairBatches:
    """A small batch of pairs for every step, from the same shuffling as examples.

    Args:
        original: [rows, dim], features of the examples.
        counterfactual: [pairs, dim], features of the counterfactual texts.
        sources: [pairs], row of the example that each was made from.
        steps: number of steps.
        batch_size: pairs a step.
        seed: of the shuffling.
    """

    def __init__(
        self,
        original: Float[np.ndarray, "rows dim"],
        counterfactual: Float[np.ndarray, "pairs dim"],
        sources: Int[np.ndarray, " pairs"],
        *,
        steps: int,
        batch_size: int,
        seed: int,
    ) -> None:
        self._original = original
        self._counterfactual = counterfactual
        self._sources = sources
        order = _order(len(sources), draws=steps * batch_size, seed=seed)
        self._order = order.reshape(steps, batch_size)

    def at(
        self, step: int
    ) -> tuple[Float[np.ndarray, "batch dim"], Float[np.ndarray, "batch dim"]]:
        """The originals and counterfactuals of step `step`."""
        pairs = self._order[step]
        return self._original[self._sources[pairs]], self._counterfactual[pairs]


def _order(rows: int, *, draws: int, seed: int) -> Int[np.ndarray, " draws"]:
    """Row numbers for `draws` draws: whole shuffles of all rows, one after the other."""
    generator = np.random.default_rng(seed)
    shuffles = [generator.permutation(rows) for _ in range(-(-draws // rows))]
    return np.concatenate(shuffles)[:draws].astype(np.int32)
