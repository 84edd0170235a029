"""Looking up one of several models by its name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from counterpoise.errors import PlanError, choices


class Named(Protocol):
    """What is known of one model."""

    @property
    def name(self) -> str:
        """The model's name."""
        ...


Model = TypeVar("Model", bound=Named)


def model_named(models: Iterable[Model], name: str, *, place: str) -> Model:
    """The one of `models` that is called `name`.

    Args:
        models: of different names.
        name: which is meant.
        place: where they are looked for, as the message says it: `report`.

    Raises:
        PlanError: when there is none; the message lists those that exist.
    """
    by_name = {model.name: model for model in models}
    if name not in by_name:
        raise PlanError(f"There is no model `{name}` in this {place}. {choices(by_name, name)}")
    return by_name[name]
