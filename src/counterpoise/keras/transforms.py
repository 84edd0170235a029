"""From what a model gives to the one tensor that a loss term looks at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from counterpoise.errors import DataError, PlanError

Transform = str | int | Callable[[Any], Any]
"""Name or place of one of several outputs, or a function of all that the model gives."""


def transformed(predictions: Any, transform: Transform | None) -> Any:
    """One tensor [rows, ...] of a model's predictions.

    Args:
        predictions: a tensor, or a dict, list or tuple of such.
        transform: which output, or a function; None: the predictions are one tensor.

    Raises:
        DataError: what comes out is not one tensor.
    """
    if isinstance(transform, (str, int)):
        predictions = _picked(predictions, transform)
    elif transform is not None:
        predictions = transform(predictions)
    if isinstance(predictions, (dict, list, tuple)):
        which = "the model gives" if transform is None else "`predictions_transform` gives"
        raise DataError(
            f"A loss term looks at one tensor, but {which} {_described(predictions)}. Pass "
            "`predictions_transform`: the name or place of an output, or a function that gives one "
            "tensor."
        )
    return keras.ops.convert_to_tensor(predictions)


def packed_transform(transform: Transform | None) -> Any:
    """The transform as a config can hold it.

    Raises:
        PlanError: a lambda, which is code that no file should hold.
    """
    if transform is None or isinstance(transform, (str, int)):
        return transform
    if getattr(transform, "__name__", "") == "<lambda>":
        raise PlanError(
            "`predictions_transform` is a lambda, which a saved model cannot hold without running "
            "code from the file when it is loaded. Name it with `def` and register it with "
            "`keras.saving.register_keras_serializable`, or save `original_model` alone."
        )
    return keras.saving.serialize_keras_object(transform)


def unpacked_transform(config: Any) -> Transform | None:
    """The transform of `packed_transform`."""
    if config is None or isinstance(config, (str, int)):
        return config
    return keras.saving.deserialize_keras_object(config)


def _picked(predictions: Any, which: Any) -> Any:
    known = list(predictions) if isinstance(predictions, dict) else []
    if isinstance(predictions, (list, tuple)):
        known = range(-len(predictions), len(predictions))
    if which not in known:
        raise DataError(
            f"`predictions_transform` asks for output {which!r}, but the model gives "
            f"{_described(predictions)}. Ask for one of its outputs."
        )
    return predictions[which]


def _described(predictions: Any) -> str:
    if isinstance(predictions, dict):
        return f"a dict of {', '.join(sorted(f'`{name}`' for name in predictions))}"
    if isinstance(predictions, (list, tuple)):
        return f"a {type(predictions).__name__} of {len(predictions)}"
    return "one tensor"
