"""Counterfactual logit pairing for a Keras model, as users of the older toolkit call it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from counterpoise.keras.applications import per_application
from counterpoise.keras.pair_losses import CounterfactualLoss, PairwiseMSELoss
from counterpoise.keras.remedy_model import RemedyModel, unpacked_config
from counterpoise.keras.terms import PairTerm, Where
from counterpoise.keras.transforms import Transform

ALONE = "counterfactual"
"""The name of the loss where there is one."""


@keras.saving.register_keras_serializable(package="counterpoise")
class CounterfactualModel(RemedyModel):
    """A model whose loss is its own plus the distance of the two sides of pairs.

    Args:
        original_model: the model to train.
        loss: a `CounterfactualLoss` or its name; or a dict of these, by name.
        loss_weight: what a unit of it counts against a unit of the model's own loss; or a dict of
            these, 1 for names that it lacks.
        predictions_transform: which output of several, or what to make of them.
        where: which pairs count; see `PairTerm`.
        stop_gradient: the side that stands still; see `PairTerm`.
        **options: of `keras.Model`.

    Raises:
        PlanError: an unknown loss, a weight for a loss that is not there.

    Example:
        >>> import numpy as np
        >>> from counterpoise.keras import CounterfactualPackedInputs
        >>> x, y = np.random.default_rng(0).normal(size=(32, 3)).astype("f4"), np.zeros((32, 1))
        >>> model = CounterfactualModel(keras.Sequential([keras.layers.Dense(1)]), loss_weight=2.0)
        >>> model.compile(loss="mse")
        >>> data = CounterfactualPackedInputs((x, y), (x[:8], x[8:16]))
        >>> sorted(model.fit(data, verbose=0).history)
        ['counterfactual_loss', 'loss']
    """

    def __init__(
        self,
        original_model: keras.Model,
        loss: str | CounterfactualLoss | Mapping[str, Any] | None = None,
        loss_weight: float | Mapping[str, float] = 1.0,
        *,
        predictions_transform: Transform | None = None,
        where: Where = "label_preserving",
        stop_gradient: Any = None,
        **options: Any,
    ) -> None:
        losses, weights = per_application(loss or PairwiseMSELoss(), loss_weight, alone=ALONE)
        terms = {
            name: PairTerm(
                loss=losses[name],
                weight=weights[name],
                where=where,
                stop_gradient=stop_gradient,
                transform=predictions_transform,
            )
            for name in losses
        }
        super().__init__(original_model, terms, **options)

    def metric_name(self, term: str) -> str:
        """`counterfactual_loss`, after the name of the loss where there are several."""
        return "counterfactual_loss" if term == ALONE else f"{term}_counterfactual_loss"

    def compute_counterfactual_loss(
        self,
        original_predictions: Any,
        counterfactual_predictions: Any,
        counterfactual_sample_weight: Any = None,
    ) -> Any:
        """The weighted distance of predictions, for a training loop of your own."""
        block = {"weights": counterfactual_sample_weight}
        sides = (original_predictions, counterfactual_predictions)
        terms: Mapping[str, Any] = self.terms
        return sum(term.weight * term.distance(block, sides) for term in terms.values())

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> RemedyModel:
        """The model that `get_config` describes."""
        with keras.saving.custom_object_scope(custom_objects):
            model, terms = unpacked_config(config)
        first: Any = next(iter(terms.values()))
        named = set(terms) != {ALONE}
        return cls(
            model,
            {name: term.loss for name, term in terms.items()} if named else first.loss,
            {name: term.weight for name, term in terms.items()} if named else first.weight,
            predictions_transform=first.transform,
            where=first.where,
            stop_gradient=first.stop_gradient,
            name=config["name"],
        )
