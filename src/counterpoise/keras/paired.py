"""Counterfactual logit pairing in training: one forward pass over examples and pairs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

PairLoss = Callable[..., Any]
"""(xp, original logits, counterfactual logits) -> scalar; see `counterpoise.losses`."""


class PairedModel(keras.Model):
    """A network in training with `loss + loss_weight * pair_loss`.

    Takes the batches of `StepBatches` with pairs. The network itself is what is kept afterwards.

    Args:
        network: gives one logit a row.
        pair_loss: distance of the two sides' logits.
        loss_weight: how much a unit of that distance counts against a unit of loss, >= 0.
    """

    def __init__(self, network: keras.Model, *, pair_loss: PairLoss, loss_weight: float) -> None:
        super().__init__()
        self.network = network
        self.pair_loss = pair_loss
        self.loss_weight = loss_weight
        self.pair_tracker = keras.metrics.Mean(name="counterfactual_loss")

    def call(self, inputs: dict[str, Any], training: bool | None = None) -> Any:  # noqa: FBT001
        """The logits of (examples, originals, counterfactuals), from one pass over all three."""
        parts = [inputs["examples"], inputs["original"], inputs["counterfactual"]]
        ends = [parts[0].shape[0], parts[0].shape[0] + parts[1].shape[0]]
        logits = self.network(keras.ops.concatenate(parts, axis=0), training=training)
        return logits[: ends[0]], logits[ends[0] : ends[1]], logits[ends[1] :]

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,  # noqa: FBT001, FBT002 - keras's signature
    ) -> Any:
        """The loss over the examples and the weighted distance over the pairs."""
        logits, original, counterfactual = y_pred
        loss = super().compute_loss(x, y, logits, sample_weight, training)
        distance = self.pair_loss(keras.ops, original, counterfactual)
        self.pair_tracker.update_state(distance)
        return loss + self.loss_weight * distance
