"""Whether a slice holds enough examples to say anything, and how many would be enough."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.stats.intervals import CONFIDENCE, Array, normal_quantile, wilson

HALF_WIDTH = 0.1
"""Half the width that an interval may have before a slice is marked as *not enough data*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sufficiency:
    """Whether each interval is as narrow as was asked.

    Attributes:
        enough: whether half the interval's width is at most the one asked for; never for no rows.
        half_width: half the width of the interval as it is; nan where there is none.
        rows_enough: rows of the rate's denominator that would be enough, with weights as uneven
            as those seen. An estimate where rows exist; the worst case where none do.
    """

    enough: Bool[np.ndarray, ...]
    half_width: Float[np.ndarray, ...]
    rows_enough: Int[np.ndarray, ...]


def sufficiency(
    rate: Array,
    size: Array,
    rows: Int[np.ndarray, ...],
    *,
    half_width: float = HALF_WIDTH,
    confidence: float = CONFIDENCE,
) -> Sufficiency:
    """Whether each rate's Wilson interval is narrow enough, and the rows that would make it so.

    The rate is taken at the point of its interval that is nearest 1/2, where an interval is
    widest, so that rows collected after this advice are rarely too few.

    Args:
        rate: the proportion observed, in [0, 1]; nan where undefined.
        size: Kish's effective size, or rows without weights.
        rows: rows behind the rate.
        half_width: half the width asked for, in (0, 1/2).
        confidence: level of the intervals, in (0, 1).
    """
    lower, upper = wilson(rate, size, confidence=confidence)
    half = (upper - lower) / 2
    widest = np.nan_to_num(np.clip(0.5, lower, upper), nan=0.5)
    needed = size_for(widest, half_width=half_width, confidence=confidence)
    rows_per_size = np.divide(rows, size, out=np.ones_like(needed), where=size > 0)
    return Sufficiency(
        enough=half <= half_width,
        half_width=half,
        rows_enough=np.ceil(needed * rows_per_size - 1e-9).astype(np.int64),
    )


def size_for(rate: Array, *, half_width: float, confidence: float = CONFIDENCE) -> Array:
    """The size at which Wilson's interval of `rate` has this half-width; not a whole number.

    h^2 n^2 + z^2 (2 h^2 - v) n + z^4 (h^2 - 1/4) = 0 with v = p (1-p), whose larger root is
    n = z^2 (v - 2 h^2 + sqrt(v^2 + h^2 (1 - 4 v))) / (2 h^2).

    Args:
        rate: the proportion, in [0, 1].
        half_width: h, half the width of the interval, in (0, 1/2).
        confidence: level of the interval, in (0, 1).
    """
    z, spread = normal_quantile(confidence), rate * (1 - rate)
    root = np.sqrt(spread**2 + half_width**2 * (1 - 4 * spread))
    return z**2 * (spread - 2 * half_width**2 + root) / (2 * half_width**2)
