"""What a figure says about numbers that stand on too little, or on nothing."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

from counterpoise.stats.sufficiency import HALF_WIDTH

Array = Float[np.ndarray, " numbers"]


def enough(*, value: Array, lower: Array, upper: Array) -> Bool[np.ndarray, " numbers"]:
    """Whether each interval reaches at most `HALF_WIDTH` to a side; never where there is none."""
    return np.maximum(upper - value, value - lower) <= HALF_WIDTH


def too_little(metric: str = "") -> str:
    """What hollow marks say: of `metric`, or of any rate."""
    if metric.endswith("_logit"):
        return "not enough data: the interval is too wide"
    return f"not enough data: the interval reaches more than {HALF_WIDTH:g} to a side"


def undefined(rows: int | None) -> str:
    """Why there is no number; None for rows says that nobody measured."""
    if rows is None:
        return "not measured"
    if rows == 0:
        return "undefined: no rows count for it"
    return "undefined: rows of one class only, or no weight"
