"""Intervals of a proportion whose ends never err more often than they say."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from counterpoise.stats.intervals import CONFIDENCE

Array = Float[np.ndarray, "..."]


def clopper_pearson(
    rate: Array, size: Array, *, confidence: float = CONFIDENCE
) -> tuple[Array, Array]:
    """Clopper and Pearson's interval of a proportion: (lower, upper), within [0, 1].

    lower is the p with P(Binomial(n, p) >= x) = a/2, upper that with P(Binomial(n, p) <= x) = a/2,
    for x = rate n and a = 1 - confidence; both from the beta distribution, which goes on between
    whole numbers. Each end errs with probability a/2 at most, at any p and n, which Wilson's does
    not where few events are counted: with n = 50 and p = 0.01 its lower end errs in 9 % of samples
    at 95 %, and 14 times as often as it says at 99.8 %.

    Args:
        rate: the proportion observed, in [0, 1]; nan where undefined.
        size: rows, or the effective size with weights; nan is returned where it is 0.
        confidence: probability that the interval covers the truth, in (0, 1).

    Source: Clopper & Pearson, Biometrika 26, 1934.
    """
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    defined = (size > 0) & ~np.isnan(rate)
    rows, share = np.where(defined, size, 1.0), np.where(defined, rate, 0.0)
    events, others = share * rows, (1 - share) * rows
    inner = np.where(events > 0, events, 1.0), np.where(others > 0, others, 1.0)
    lower = np.where(events > 0, betaincinv(inner[0], others + 1, tail), 0.0)
    upper = np.where(others > 0, betaincinv(events + 1, inner[1], 1 - tail), 1.0)
    return np.where(defined, lower, np.nan), np.where(defined, upper, np.nan)
