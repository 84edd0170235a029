"""Difference and ratio of two numbers whose errors are correlated, from their own intervals.

MOVER, the method of variance estimates recovery: what an interval reaches from its number down or
up stands for its error on that side. With m in [l, u] and b in [v, w], their errors correlated by
c, the lower end of m - x b is m - x b - sqrt(r^2 - 2 x c r s + x^2 s^2), r = m - l, s = w - b. The
ratios x at which an end of m - x b is 0 are the interval of m / b, so that the difference's
interval excludes 0 exactly when the ratio's excludes 1.

Sources: Zou & Donner, Statistics in Medicine 27, 2008; Donner & Zou, Statistical Methods in
Medical Research 21, 2012 (ratios); Newcombe, Statistics in Medicine 17, 1998, p. 2635 (method 10,
paired proportions).
"""

from __future__ import annotations

import numpy as np

from counterpoise.stats.differences import Limits
from counterpoise.stats.intervals import Array, ratio


def correlated_difference(first: Limits, second: Limits, *, correlation: Array) -> Limits:
    """first - second and its interval.

    Args:
        first: a number and its interval, which holds it.
        second: another.
        correlation: of their errors, in [-1, 1].
    """
    value = first.value - second.value
    down = _reach(first.value - first.lower, second.upper - second.value, correlation)
    up = _reach(first.upper - first.value, second.value - second.lower, correlation)
    return Limits(value=value, lower=value - down, upper=value + up)


def _reach(one: Array, other: Array, correlation: Array) -> Array:
    return np.sqrt(np.maximum(one**2 - 2 * correlation * one * other + other**2, 0))


def correlated_ratio(first: Limits, second: Limits, *, correlation: Array) -> Limits:
    """first / second and its interval; nan where the second is 0.

    The ends are roots of x^2 (b^2 - s^2) - 2 x (m b - c r s) + (m^2 - r^2) = 0, r and s being what
    the intervals reach on the side in question. The upper end is inf where the second's interval
    holds 0.

    Args:
        first: a number >= 0 and its interval within [0, inf).
        second: another.
        correlation: of their errors, in [-1, 1].
    """
    m, b = first.value, second.value
    r, s = m - first.lower, second.upper - b
    middle, root = _roots(m, b, r, s, correlation)
    lower = ratio(np.maximum(m**2 - r**2, 0), np.maximum(middle + root, 0))
    r, s = first.upper - m, b - second.lower
    middle, root = _roots(m, b, r, s, correlation)
    upper = ratio(np.maximum(middle + root, 0), b**2 - s**2)
    unknown = np.isnan(first.lower) | np.isnan(second.lower)
    value = ratio(m, b)
    undefined = np.isnan(value) | unknown
    return Limits(
        value=value,
        lower=np.where(undefined, np.nan, np.minimum(np.nan_to_num(lower), value)),
        upper=np.where(undefined, np.nan, np.where(second.lower > 0, upper, np.inf)),
    )


def _roots(m: Array, b: Array, r: Array, s: Array, correlation: Array) -> tuple[Array, Array]:
    """m b - c r s, and the root of its square less (b^2 - s^2)(m^2 - r^2)."""
    middle = m * b - correlation * r * s
    return middle, np.sqrt(np.maximum(middle**2 - (b**2 - s**2) * (m**2 - r**2), 0))
