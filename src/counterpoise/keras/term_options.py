"""What loss terms of every kind are told: how they are checked and read from a config."""

from __future__ import annotations

import math
from typing import Any

import keras

from counterpoise.errors import PlanError
from counterpoise.keras.transforms import unpacked_transform


def check_weight(weight: Any) -> None:
    """Refuses what is no weight of a term.

    Raises:
        PlanError: not a finite number >= 0.
    """
    if not isinstance(weight, (int, float)) or not 0 <= weight < math.inf:
        raise PlanError(
            f"`weight` of a loss term must be a finite number >= 0, got {weight!r}. "
            "1 counts a unit of it as much as a unit of the model's own loss."
        )


def check_transform(transform: Any) -> None:
    """Refuses what is no transform of predictions.

    Raises:
        PlanError: neither a name, a place nor a function.
    """
    if transform is not None and not isinstance(transform, (str, int)) and not callable(transform):
        raise PlanError(
            "`predictions_transform` must be the name or place of an output or a function, got "
            f"{transform!r}. Pass None where the model gives one tensor."
        )


def check_groups(groups: Any) -> None:
    """Refuses what is no number of groups.

    Raises:
        PlanError: not a whole number >= 1.
    """
    if not isinstance(groups, int) or groups < 1:
        raise PlanError(
            f"`groups` of a loss term must be a whole number >= 1, got {groups!r}. "
            "Pass the number of columns of the memberships."
        )


def check_step_size(step_size: Any) -> None:
    """Refuses what is no step size of a state.

    Raises:
        PlanError: not a finite number >= 0.
    """
    if not isinstance(step_size, (int, float)) or not 0 <= step_size < math.inf:
        raise PlanError(
            f"`step_size` of a loss term must be a finite number >= 0, got {step_size!r}. "
            "At 0 its state stands still."
        )


def unpacked_options(config: dict[str, Any]) -> dict[str, Any]:
    """The options of a term from what its `get_config` gives."""
    options = config | {"transform": unpacked_transform(config["transform"])}
    if "loss" in config:
        options["loss"] = keras.saving.deserialize_keras_object(config["loss"])
    return options
