"""Intervals for rates, from sums alone."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

CONFIDENCE = 0.95
"""The level of every interval in a report."""

Array = Float[np.ndarray, "..."]


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """z such that a standard normal lies in (-z, z) with probability `confidence`."""
    from scipy.special import ndtri

    return float(ndtri((1 + confidence) / 2))


def student_quantile(freedom: Array, *, confidence: float = CONFIDENCE) -> Array:
    """t such that Student's t with `freedom` degrees lies in (-t, t) with that probability."""
    from scipy.special import stdtrit

    return stdtrit(freedom, (1 + confidence) / 2)


def effective_size(weight: Array, weight_sq: Array) -> Array:
    """Kish's effective sample size, (sum of w)^2 / sum of w^2; 0 where there is no weight.

    Source: Kish, Survey Sampling, 1965.
    """
    return np.divide(weight**2, weight_sq, out=np.zeros_like(weight), where=weight_sq > 0)


def wilson(rate: Array, size: Array, *, confidence: float = CONFIDENCE) -> tuple[Array, Array]:
    """Wilson's score interval of a proportion: (lower, upper), within [0, 1].

    centre = (p + z^2/2n) / (1 + z^2/n),
    half = z sqrt(p(1-p)/n + z^2/4n^2) / (1 + z^2/n).

    Args:
        rate: the proportion observed, in [0, 1]; nan where undefined.
        size: rows, or the effective size with weights; nan is returned where it is 0.
        confidence: probability that the interval covers the truth, in (0, 1).

    Source: Wilson, JASA 22, 1927.
    """
    z = normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        shrink = 1 + z**2 / size
        centre = (rate + z**2 / (2 * size)) / shrink
        half = z * np.sqrt(rate * (1 - rate) / size + z**2 / (4 * size**2)) / shrink
        lower = np.where(rate == 0, 0.0, np.clip(centre - half, 0, 1))
        upper = np.where(rate == 1, 1.0, np.clip(centre + half, 0, 1))
    undefined = ~(size > 0) | np.isnan(rate)
    return np.where(undefined, np.nan, lower), np.where(undefined, np.nan, upper)


def ratio(numerator: Array, denominator: Array) -> Array:
    """numerator / denominator; nan where the denominator is 0."""
    return np.divide(
        numerator, denominator, out=np.full_like(denominator, np.nan), where=denominator > 0
    )
