"""Values without their gradient; the one thing that namespaces do not name alike."""

from __future__ import annotations

import sys
from typing import Any


def stopped(xp: Any, values: Any) -> Any:
    """`values` as constants: no gradient flows back through them.

    Args:
        xp: numpy, torch, jax.numpy or keras.ops.
        values: an array of it.
    """
    if hasattr(values, "detach"):
        return values.detach()
    if hasattr(xp, "stop_gradient"):
        return xp.stop_gradient(values)
    if xp.__name__ == "jax.numpy":
        return sys.modules["jax"].lax.stop_gradient(values)
    return values
