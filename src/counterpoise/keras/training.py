"""Training a network on ready features: with example weights and, if asked, with pairs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
from jaxtyping import Float, Int

from counterpoise.errors import PlanError
from counterpoise.keras.batches import PAIRS, PairBatches, StepBatches
from counterpoise.keras.pair_losses import PairFormula
from counterpoise.keras.remedy_model import RemedyModel
from counterpoise.keras.terms import PairTerm
from counterpoise.losses.pairwise import pairwise_squared
from counterpoise.progress import Progress, silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """How long and how fast: the published notebook's settings.

    Attributes:
        steps: optimizer steps, >= 1.
        batch_size: examples a step, >= 1.
        learning_rate: of Adagrad, > 0.
        seed: of initial weights and shuffling.
    """

    steps: int = 1000
    batch_size: int = 512
    learning_rate: float = 0.003
    seed: int = 0

    def __post_init__(self) -> None:
        sound = self.steps >= 1 and self.batch_size >= 1 and self.seed >= 0
        if not sound or not 0 < self.learning_rate < math.inf:
            raise PlanError(
                "Training needs steps >= 1, batch_size >= 1, a learning rate above 0 and a seed "
                f">= 0, got {self}. Change what is out of range."
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairing:
    """Counterfactual pairs to train with.

    Attributes:
        counterfactual: [pairs, dim], features of the counterfactual texts.
        sources: [pairs], row of the training example that each was made from.
        loss_weight: weight of the pair loss, >= 0.
        pairs_per_step: pairs in the batch beside each batch of examples, >= 1.
        loss: distance of the two sides' logits.
    """

    counterfactual: Float[np.ndarray, "pairs dim"]
    sources: Int[np.ndarray, " pairs"]
    loss_weight: float = 1.0
    pairs_per_step: int = 128
    loss: PairFormula = field(default=pairwise_squared)

    def __post_init__(self) -> None:
        sound = len(self.sources) and len(self.sources) == len(self.counterfactual)
        if not sound or self.pairs_per_step < 1 or not 0 <= self.loss_weight < math.inf:
            raise PlanError(
                "Pairing needs at least one pair, a source for each, pairs_per_step >= 1 and a "
                f"finite loss_weight >= 0, got {len(self.counterfactual)} counterfactuals, "
                f"{len(self.sources)} sources, pairs_per_step {self.pairs_per_step}, loss_weight "
                f"{self.loss_weight}. Change what is out of range."
            )


def train(
    network: keras.Model,
    features: Float[np.ndarray, "rows dim"],
    labels: Float[np.ndarray, " rows"],
    *,
    weights: Float[np.ndarray, " rows"],
    training: Training,
    pairing: Pairing | None = None,
    progress: Progress = silent,
    description: str = "training",
) -> None:
    """Trains `network` in place; the same seed and data give the same weights.

    Args:
        network: [batch, dim] -> [batch, 1] logits.
        features: [rows, dim], float32.
        labels: [rows], in [0, 1].
        weights: [rows], >= 0.
        training: steps, batch size, learning rate, seed.
        pairing: counterfactual pairs and how much they count.
        progress: told after every step.
        description: what the progress line says.
    """
    pairs = None
    model = network
    if pairing is not None:
        term = PairTerm(loss=pairing.loss, weight=pairing.loss_weight, where="all")
        model = RemedyModel(network, {PAIRS: term})
        pairs = PairBatches(
            features,
            pairing.counterfactual,
            pairing.sources,
            steps=training.steps,
            batch_size=pairing.pairs_per_step,
            seed=training.seed,
        )
    batches = StepBatches(
        features,
        labels,
        weights,
        steps=training.steps,
        batch_size=training.batch_size,
        seed=training.seed,
        pairs=pairs,
    )
    model.compile(
        optimizer=keras.optimizers.Adagrad(training.learning_rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
    )
    with progress(description, training.steps) as advance:
        quiet: Any = 0
        model.fit(batches, shuffle=False, verbose=quiet, callbacks=[_Steps(advance)])


class _Steps(keras.callbacks.Callback):
    def __init__(self, advance: Any) -> None:
        super().__init__()
        self._advance = advance

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._advance(1)
