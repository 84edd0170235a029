"""How much a remedy counts, and how many rows of it stand beside a batch."""

from __future__ import annotations

import math

from counterpoise.errors import PlanError


def check_sizes(name: str, *, weight: float, size: int) -> None:
    """Refuses a weight or a size that cannot be.

    Raises:
        PlanError: a weight below 0 or not finite, a size below 1.
    """
    if not 0 <= weight < math.inf or size < 1:
        raise PlanError(
            f"`{name}` needs a finite weight >= 0 and a size >= 1, got weight {weight} and size "
            f"{size}. Change what is out of range."
        )
