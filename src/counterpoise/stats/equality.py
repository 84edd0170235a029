"""Whether two rates could be one: a p-value that holds for tiny counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterpoise.stats.intervals import Array, ratio
from counterpoise.stats.trials import Trials

EXACT_UP_TO = 30.0
"""Standard deviation of the hits up to which their distribution is summed, not approximated."""


def equal_rates_p_value(first: Trials, second: Trials) -> Array:
    """Two-sided p-value of the hypothesis that two slices without shared rows have one rate.

    Fisher's mid-p: given all hits m of n = n_1 + n_2 rows, those of the first are hypergeometric;
    p = 2 (P(more extreme) + P(as extreme) / 2), on the side observed; 1 for equal rates. With many
    hits it is the score test z^2 (n - 1)/n, which the sum has then reached.

    With weights, rows and hits are effective ones and no whole numbers. The formula holds for
    them: over x + integers, C(n_1, k) C(n_2, m - k) / C(n, m) still sums to 1 (Dougall).

    Args:
        first: one slice.
        second: the other; broadcasts against `first`.

    Returns:
        In [0, 1]; nan where either has no rows.

    Source: Lancaster, JASA 56, 1961 (mid-p); Hwang & Yang, Statistica Sinica 11, 2001; Campbell,
    Statistics in Medicine 26, 2007 (when which); Dougall, Proc. Edinburgh Math. Soc. 25, 1907.
    """
    table = _Table.of(first, second)
    close = table.deviation > EXACT_UP_TO
    found = np.where(close, _score(table), _mid_p(table))
    found = np.where(table.excess > 1e-9 * table.hits, found, 1.0)
    return np.where((first.weight > 0) & (second.weight > 0), np.clip(found, 0, 1), np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The two by two table, the slice with more hits than expected before the other.

    Attributes:
        hits: of the slice with more than expected.
        size: its rows.
        other_hits: of the other.
        other_size: its rows.
        excess: hits above expectation.
        deviation: standard deviation of the hits, given the margins.
    """

    hits: Array
    size: Array
    other_hits: Array
    other_size: Array
    excess: Array
    deviation: Array

    @staticmethod
    def of(first: Trials, second: Trials) -> _Table:
        """From the effective sizes of two slices."""
        size, other_size = np.broadcast_arrays(first.size, second.size)
        hits = np.nan_to_num(first.rate) * size
        other_hits = np.nan_to_num(second.rate) * other_size
        everything = size + other_size
        share = np.nan_to_num(ratio(hits + other_hits, everything))
        excess = hits - size * share
        variance = size * other_size * share * (1 - share) / np.maximum(everything - 1, 1)
        over = excess >= 0
        return _Table(
            hits=np.where(over, hits, other_hits),
            size=np.where(over, size, other_size),
            other_hits=np.where(over, other_hits, hits),
            other_size=np.where(over, other_size, size),
            excess=np.abs(excess),
            deviation=np.sqrt(variance),
        )


def _score(table: _Table) -> Array:
    from scipy.special import ndtr

    with np.errstate(divide="ignore", invalid="ignore"):
        return 2 * ndtr(-table.excess / table.deviation)


def _mid_p(table: _Table) -> Array:
    """Twice the upper tail, the observed table counted half."""
    from scipy.special import gammaln

    def log_choose(rows: Array, chosen: Array) -> Array:
        return gammaln(rows + 1) - gammaln(chosen + 1) - gammaln(rows - chosen + 1)

    observed = np.exp(
        log_choose(table.size, table.hits)
        + log_choose(table.other_size, table.other_hits)
        - log_choose(table.size + table.other_size, table.hits + table.other_hits)
    )
    reach = float(np.max(np.minimum(table.deviation, EXACT_UP_TO), initial=0.0))
    steps = np.arange(int(9 * reach) + 20)
    hits, others = table.hits[..., None] + steps, table.other_hits[..., None] - steps
    growth = np.maximum(table.size[..., None] - hits, 0) * np.maximum(others, 0)
    growth /= (hits + 1) * np.maximum(table.other_size[..., None] - others + 1, 1)
    return observed * (1 + 2 * np.cumprod(growth, axis=-1).sum(axis=-1))
