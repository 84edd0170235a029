"""Losses on pairs, by the names that users of TensorFlow Model Remediation type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from counterpoise.errors import PlanError, choices
from counterpoise.losses.pairwise import pairwise_absolute, pairwise_cosine, pairwise_squared

PairFormula = Callable[..., Any]
"""(xp, original, counterfactual[, weights]) -> scalar; see `counterpoise.losses`."""


class CounterfactualLoss(keras.losses.Loss):
    """A distance of the predictions of originals and counterfactuals, as a scalar.

    To make one of your own, override `call`.

    Args:
        name: of the loss.
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name=name)

    def __call__(self, original: Any, counterfactual: Any, sample_weight: Any = None) -> Any:
        """The distance, a scalar; 0 where there are no pairs.

        Args:
            original: [pairs] or [pairs, outputs], predictions of the originals.
            counterfactual: the same shape, those of the counterfactuals.
            sample_weight: [pairs], [pairs, 1] or a scalar, >= 0; None: 1 each.
        """
        original = in_full(original)
        counterfactual = of_rows(in_full(counterfactual), like=original)
        return self.call(original, counterfactual, row_weights(sample_weight, like=original))

    def call(  # pyright: ignore[reportIncompatibleMethodOverride] - names of the older toolkit
        self, original: Any, counterfactual: Any, sample_weight: Any = None
    ) -> Any:
        """What `__call__` gives; arguments are tensors."""
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """What the loss is made again from."""
        return {"name": self.name}


@keras.saving.register_keras_serializable(package="counterpoise")
class PairwiseMSELoss(CounterfactualLoss):
    """Mean squared difference: counterfactual logit pairing where predictions are logits."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name=name or "pairwise_mse_loss")

    def call(self, original: Any, counterfactual: Any, sample_weight: Any = None) -> Any:
        """See `counterpoise.losses.pairwise_squared`."""
        return pairwise_squared(keras.ops, original, counterfactual, sample_weight)


@keras.saving.register_keras_serializable(package="counterpoise")
class PairwiseAbsoluteDifferenceLoss(CounterfactualLoss):
    """Mean absolute difference."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name=name or "pairwise_absolute_difference_loss")

    def call(self, original: Any, counterfactual: Any, sample_weight: Any = None) -> Any:
        """See `counterpoise.losses.pairwise_absolute`."""
        return pairwise_absolute(keras.ops, original, counterfactual, sample_weight)


@keras.saving.register_keras_serializable(package="counterpoise")
class PairwiseCosineLoss(CounterfactualLoss):
    """Minus the mean cosine of the two sides' outputs; least, -1, where directions agree."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name=name or "pairwise_cosine_loss")

    def call(self, original: Any, counterfactual: Any, sample_weight: Any = None) -> Any:
        """See `counterpoise.losses.pairwise_cosine`."""
        return pairwise_cosine(keras.ops, original, counterfactual, sample_weight)


class FormulaLoss(CounterfactualLoss):
    """A formula of `counterpoise.losses`, or one of that signature, as a loss.

    Args:
        formula: (xp, original, counterfactual) -> scalar; with weights a fourth argument.
    """

    def __init__(self, formula: PairFormula) -> None:
        super().__init__(name=getattr(formula, "__name__", "formula"))
        self.formula = formula

    def call(self, original: Any, counterfactual: Any, sample_weight: Any = None) -> Any:
        """What the formula gives."""
        weights = () if sample_weight is None else (sample_weight,)
        return self.formula(keras.ops, original, counterfactual, *weights)

    def get_config(self) -> dict[str, Any]:
        """Refuses: a file holds no functions.

        Raises:
            PlanError: always.
        """
        raise PlanError(
            f"The loss is the function `{self.name}`, which a saved model cannot hold. Pass a loss "
            "by its name, subclass `CounterfactualLoss`, or save `original_model` alone."
        )


NAMES: dict[str, type[CounterfactualLoss]] = {
    **dict.fromkeys(("pairwise_mse_loss", "pairwise_mse"), PairwiseMSELoss),
    **dict.fromkeys(
        ("pairwise_absolute_difference_loss", "pairwise_absolute_difference"),
        PairwiseAbsoluteDifferenceLoss,
    ),
    **dict.fromkeys(("pairwise_cosine_loss", "pairwise_cosine"), PairwiseCosineLoss),
}
"""Name, in lower case -> the loss."""


def counterfactual_loss(loss: str | CounterfactualLoss | PairFormula) -> CounterfactualLoss:
    """The loss itself, the one of that name, or the formula as a loss.

    Raises:
        PlanError: an unknown name, or something that is no loss.
    """
    if isinstance(loss, CounterfactualLoss):
        return loss
    if isinstance(loss, str) and loss.lower() in NAMES:
        return NAMES[loss.lower()]()
    if callable(loss) and not isinstance(loss, (type, keras.losses.Loss)):
        return FormulaLoss(loss)
    raise PlanError(
        f"`loss` of pairs must be a CounterfactualLoss or the name of one, got {loss!r}. "
        f"{choices(NAMES, str(loss))}"
    )


def in_full(predictions: Any) -> Any:
    """Predictions in the precision that losses are taken in: float16 overflows when squared."""
    return keras.ops.cast(predictions, keras.config.floatx())


def row_weights(weights: Any, *, like: Any) -> Any:
    """[rows] or [rows, 1] of weights of that shape or a scalar; None stays None."""
    if weights is None:
        return None
    cast: Any = keras.ops.cast(weights, keras.config.floatx())
    if len(cast.shape) == 0:
        shape: Any = keras.ops.shape(like)
        return keras.ops.broadcast_to(cast, (shape[0],))
    return of_rows(cast, like=like)


def of_rows(values: Any, *, like: Any) -> Any:
    """The values with the number of rows that `like` has: TensorFlow may know only one of them."""
    if (values.shape[0] is None) == (like.shape[0] is None):
        return values
    shape: Any = keras.ops.shape(like)
    return keras.ops.reshape(values, (shape[0], *values.shape[1:]))
