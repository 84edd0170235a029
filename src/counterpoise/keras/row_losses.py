"""The loss of every row, before any mean is taken."""

from __future__ import annotations

from typing import Any

import keras

from counterpoise.errors import PlanError
from counterpoise.keras.pair_losses import in_full, of_rows


def row_losses(loss: Any, labels: Any, predictions: Any) -> Any:
    """[rows], what a Keras loss gives for each row, averaged over its further axes.

    Args:
        loss: a `keras.losses.Loss`, its name, or a function of labels and predictions. Its
            `reduction` is not looked at.
        labels: [rows, ...], what the loss compares the predictions with.
        predictions: [rows, ...].

    Raises:
        PlanError: a loss that gives one number for all rows.

    Example:
        >>> import numpy as np
        >>> labels, logits = np.array([1.0, 0.0]), np.array([[0.5], [2.0]])
        >>> np.asarray(row_losses("mse", labels, logits)).tolist()
        [0.25, 4.0]
    """
    predictions = in_full(predictions)
    labels = of_rows(in_full(labels), like=predictions)
    known: Any = keras.losses.get(loss)
    formula = known.call if isinstance(known, keras.losses.Loss) else known
    values: Any = keras.ops.convert_to_tensor(formula(*_of_one_rank(labels, predictions)))
    axes = len(values.shape)
    if axes == 0:
        raise PlanError(
            f"`loss` of group DRO must give a value for each row, got one number from {loss!r}. "
            "Pass a loss of Keras, or one whose `call` takes no mean over the rows."
        )
    return values if axes == 1 else keras.ops.mean(values, axis=tuple(range(1, axes)))


def _of_one_rank(labels: Any, predictions: Any) -> tuple[Any, Any]:
    """[rows] of either as [rows, 1].

    Losses take the mean over the last axis, and [rows] beside [rows, 1] gives [rows, rows].
    """
    if len(predictions.shape) == 1:
        predictions = keras.ops.expand_dims(predictions, -1)
    if len(labels.shape) == 1 and predictions.shape[-1] == 1:
        labels = keras.ops.expand_dims(labels, -1)
    return labels, predictions
