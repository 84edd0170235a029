"""A variance that few rows tell about, drawn towards what it was expected to be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterpoise.stats.intervals import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Steadied:
    """Variances of one row, arrays of one shape.

    Attributes:
        variance: drawn towards the one expected.
        freedom: Student's degrees of freedom that go with it.
    """

    variance: Array
    freedom: Array


def steadied(spread: Array, size: Array, *, expected: Array, share: Array) -> Steadied:
    """The variance of n rows with mean square s^2, and l rows more of the variance expected, e.

    (n s^2 + l e) / (n - 1 + l), l = 1 / (4 p (1-p)); degrees of freedom (n - 1 + l) 4 p (1-p).

    Rows with a mean p near 0 or 1 (a flip now and then, placements that are nearly all 1) are alike
    but for a few, and a variance is known no better than those few are many: 4 p (1-p) n of n, all
    of them at p = 1/2. The expected variance weighs as much as one of these.

    Args:
        spread: mean of squared differences from the mean; not unbiased.
        size: rows, or the effective size with weights.
        expected: the variance expected.
        share: the mean of the rows, in (0, 1).
    """
    told = 4 * share * (1 - share)
    free = np.maximum(size - 1, 0) + 1 / told
    return Steadied(
        variance=(size * spread + expected / told) / free,
        freedom=free * told,
    )
