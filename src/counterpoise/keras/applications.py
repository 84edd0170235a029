"""One loss, or several by name, with their weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.errors import PlanError, choices


def per_application(
    loss: Any, loss_weight: float | Mapping[str, float], *, alone: str
) -> tuple[dict[str, Any], dict[str, float]]:
    """Losses and weights by name.

    Args:
        loss: one loss, or a dict of losses.
        loss_weight: one weight for each loss, or a dict of weights, 1 for names that it lacks.
        alone: the name of a single loss.

    Raises:
        PlanError: a weight for a loss that is not there.
    """
    losses = dict(loss) if isinstance(loss, Mapping) else {alone: loss}
    if not isinstance(loss_weight, Mapping):
        return losses, dict.fromkeys(losses, loss_weight)
    for name in loss_weight:
        if name not in losses:
            raise PlanError(
                f"`loss_weight` has a weight for `{name}`, which is no loss. "
                f"{choices(losses, str(name))}"
            )
    return losses, {name: loss_weight.get(name, 1.0) for name in losses}
