"""P-values adjusted for their number: what remains surprising among many comparisons.

An entry that is nan (nothing could be compared) stays nan and does not count.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

PValues = Float[np.ndarray, "comparisons *families"]
Places = Int[np.ndarray, "comparisons *families"]


def benjamini_hochberg(p_values: PValues) -> PValues:
    """P-values adjusted for the false discovery rate, each column a family of its own.

    adjusted_(i) = min over j >= i of min(1, m p_(j) / j), for the m p-values in rising order.
    Reporting those at most q makes the expected share of false reports at most q, for independent
    and for positively dependent comparisons. To discover; to gate, use `holm`.

    Args:
        p_values: in [0, 1]; nan where nothing could be compared.

    Source: Benjamini & Hochberg, Journal of the Royal Statistical Society B 57, 1995.
    """
    order, rising, known, place = _ranked(p_values)
    steps = np.where(np.isnan(rising), np.inf, rising * known / (place + 1))
    least = np.minimum.accumulate(steps[::-1], axis=0)[::-1]
    return _put_back(p_values, order, least)


def holm(p_values: PValues) -> PValues:
    """P-values adjusted for the family-wise error, each column a family of its own.

    adjusted_(i) = max over j <= i of min(1, (m - j + 1) p_(j)), for the m p-values in rising
    order. The probability that any true null hypothesis is at most a is at most a, however the
    comparisons depend on each other.

    Args:
        p_values: in [0, 1]; nan where nothing could be compared.

    Source: Holm, Scandinavian Journal of Statistics 6, 1979.
    """
    order, rising, known, place = _ranked(p_values)
    return _put_back(p_values, order, np.maximum.accumulate(rising * (known - place), axis=0))


def _ranked(p_values: PValues) -> tuple[Places, PValues, np.ndarray, np.ndarray]:
    """The order that makes p-values rise (nan last), them in it, how many are known, places."""
    order = np.argsort(p_values, axis=0)
    place = np.arange(len(p_values)).reshape(-1, *[1] * (p_values.ndim - 1))
    known = np.asarray((~np.isnan(p_values)).sum(axis=0))
    return order, np.take_along_axis(p_values, order, axis=0), known, place


def _put_back(
    p_values: PValues,
    order: Places,
    adjusted: PValues,
) -> PValues:
    found = np.empty_like(p_values)
    np.put_along_axis(found, order, np.minimum(adjusted, 1), axis=0)
    return np.where(np.isnan(p_values), np.nan, found)
