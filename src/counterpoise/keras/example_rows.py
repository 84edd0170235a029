"""The examples of a step, as loss terms look at them that compare groups of examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from counterpoise.errors import DataError
from counterpoise.keras.pair_losses import in_full, of_rows, row_weights
from counterpoise.keras.transforms import Transform, transformed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExampleRows:
    """What is known of the examples of a step.

    Attributes:
        predictions: [rows, ...], or a structure of such where the model has several outputs.
        labels: [rows] or [rows, ...], or a structure of such.
        weights: [rows] or [rows, 1], >= 0, or a structure of such; None: 1 each.
        loss: that of the model, as it was compiled, or a structure of such.
    """

    predictions: Any
    labels: Any
    weights: Any = None
    loss: Any = None

    def of_output(self, transform: Transform | None) -> ExampleRows:
        """The same of one output of the model, all of it tensors.

        Args:
            transform: which output, or what to make of the predictions.

        Raises:
            DataError: labels or weights of several outputs, or no labels.
        """
        predictions = in_full(transformed(self.predictions, transform))
        if self.labels is None:
            raise DataError(
                "A loss term over groups of examples needs labels, got none. "
                "Pack (x, y) beside the memberships."
            )
        labels = _of_one(self.labels, transform, what="labels")
        weights = _of_one(self.weights, transform, what="weights")
        return ExampleRows(
            predictions=predictions,
            labels=of_rows(in_full(labels), like=predictions),
            weights=row_weights(weights, like=predictions),
            loss=_picked(self.loss, transform),
        )


def _of_one(values: Any, transform: Transform | None, *, what: str) -> Any:
    picked = _picked(values, transform)
    if isinstance(picked, (dict, list, tuple)):
        raise DataError(
            f"A loss term over groups of examples looks at one output, but there are {what} of "
            f"several ({type(picked).__name__} of {len(picked)}). Pass the name or place of the "
            "output as `transform`."
        )
    return picked


def _picked(values: Any, transform: Transform | None) -> Any:
    """What belongs to one output, where there is something for each."""
    if isinstance(values, dict) and transform in values:
        return values[transform]
    if isinstance(values, (list, tuple)) and isinstance(transform, int):
        return values[transform]
    return values
