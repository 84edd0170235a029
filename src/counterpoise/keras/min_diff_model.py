"""MinDiff for a Keras model, as users of the older toolkit call it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from counterpoise.keras.applications import per_application
from counterpoise.keras.group_losses import MinDiffLoss
from counterpoise.keras.packed import GROUPS
from counterpoise.keras.remedy_model import RemedyModel, unpacked_config
from counterpoise.keras.step_batches import blocks_of, place_of
from counterpoise.keras.terms import GroupTerm
from counterpoise.keras.transforms import Transform

ALONE = "min_diff"
"""The name of the loss where there is one."""


@keras.saving.register_keras_serializable(package="counterpoise")
class MinDiffModel(RemedyModel):
    """A model whose loss is its own plus the distance of two groups' predictions.

    Args:
        original_model: the model to train.
        loss: a `MinDiffLoss` or its name; or a dict of these, by name.
        loss_weight: what a unit of it counts against a unit of the model's own loss; or a dict of
            these, 1 for names that it lacks.
        predictions_transform: which output of several, or what to make of them.
        **options: of `keras.Model`.

    Raises:
        PlanError: an unknown loss, a weight for a loss that is not there.

    Example:
        >>> import numpy as np
        >>> from counterpoise.keras import pack_min_diff_data
        >>> x, y = np.random.default_rng(0).normal(size=(32, 3)).astype("f4"), np.zeros((32, 1))
        >>> model = MinDiffModel(keras.Sequential([keras.layers.Dense(1)]), "mmd")
        >>> model.compile(loss="mse")
        >>> data = pack_min_diff_data((x, y), x[:8], x[8:], group_batch_size=8)
        >>> sorted(model.fit(data, verbose=0).history)
        ['loss', 'min_diff_loss']
    """

    def __init__(
        self,
        original_model: keras.Model,
        loss: str | MinDiffLoss | Mapping[str, Any],
        loss_weight: float | Mapping[str, float] = 1.0,
        predictions_transform: Transform | None = None,
        **options: Any,
    ) -> None:
        losses, weights = per_application(loss, loss_weight, alone=ALONE)
        terms = {
            name: GroupTerm(
                loss=losses[name], weight=weights[name], transform=predictions_transform
            )
            for name in losses
        }
        super().__init__(original_model, terms, **options)

    def metric_name(self, term: str) -> str:
        """`min_diff_loss`, after the name of the loss where there are several."""
        return "min_diff_loss" if term == ALONE else f"{term}_min_diff_loss"

    def compute_min_diff_loss(
        self,
        min_diff_data: Any,
        training: bool | None = None,  # noqa: FBT001 - the older signature
    ) -> Any:
        """The weighted distance of rows of groups, for a training loop of your own."""
        blocks = blocks_of(min_diff_data, dict.fromkeys(self.terms, GROUPS), kind=GROUPS)
        terms: Mapping[str, Any] = self.terms
        total = 0.0
        for name, term in terms.items():
            block = blocks[place_of(name, GROUPS, blocks) or name]
            predictions = self.original_model(block["inputs"][0], training=training)
            total = total + term.weight * term.distance(block, (predictions,))
        return total

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
            first.transform,
            name=config["name"],
        )
