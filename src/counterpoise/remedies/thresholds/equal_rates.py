"""The cheapest thresholds under which rates of all groups lie in one window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from counterpoise.remedies.thresholds.cheapest import CheapestOf

SLACK = 1e-12
"""Rounding is no reason to leave a window."""

Array = Float[np.ndarray, " candidates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedGroup:
    """What one group's candidates do. Each array is [candidates].

    Attributes:
        rates: one array a rate that is to be equal.
        costs: of each candidate.
    """

    rates: tuple[Array, ...]
    costs: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """One group's candidates in rising order of a rate."""

    order: Int[np.ndarray, " candidates"]
    rates: Array
    cheapest: CheapestOf

    @staticmethod
    def of(rates: Array, costs: Array) -> _Sorted:
        order = np.argsort(rates, kind="stable")
        return _Sorted(order=order, rates=rates[order], cheapest=CheapestOf.of(costs[order]))

    def range(
        self, starts: Float[np.ndarray, " windows"], tolerance: float
    ) -> tuple[Int[np.ndarray, " windows"], Int[np.ndarray, " windows"]]:
        """The candidates whose rate is in [start, start + tolerance]."""
        first = np.searchsorted(self.rates, starts - SLACK, side="left")
        return first, np.searchsorted(self.rates, starts + (tolerance + SLACK), side="right")


def one_equal_rate(groups: Sequence[RatedGroup], *, tolerance: float) -> list[int] | None:
    """One candidate a group, all rates within `tolerance`, of least total cost.

    Exact: the lowest rate of the answer is one of the groups' rates, so that every window which
    begins at one of these is looked at. Of equally cheap answers that with the smallest spread.

    Args:
        groups: each with one rate.
        tolerance: largest less smallest rate.

    Returns:
        The place of each group's candidate; None where no window has one of every group.
    """
    ordered = [_Sorted.of(group.rates[0], group.costs) for group in groups]
    starts = np.unique(np.concatenate([group.rates for group in ordered]))
    places = np.stack([group.cheapest.places(*group.range(starts, tolerance)) for group in ordered])
    total = _total(ordered, places)
    least = total.min()
    if not least < np.inf:
        return None
    equal = np.flatnonzero(total <= least * (1 + SLACK))
    chosen = places[:, equal]
    rates = np.stack([group.rates[here] for group, here in zip(ordered, chosen, strict=True)])
    best = int(np.argmin(rates.max(axis=0) - rates.min(axis=0)))
    return [int(group.order[place]) for group, place in zip(ordered, chosen[:, best], strict=True)]


def smallest_spread(groups: Sequence[RatedGroup]) -> float:
    """The smallest tolerance that `one_equal_rate` has an answer for."""
    ordered = [np.sort(group.rates[0]) for group in groups]
    starts = np.unique(np.concatenate(ordered))
    reached = [
        np.append(rates, np.inf)[np.searchsorted(rates, starts, side="left")] for rates in ordered
    ]
    return float((np.max(reached, axis=0) - starts).min())


def two_equal_rates(groups: Sequence[RatedGroup], *, tolerance: float) -> list[int]:
    """One candidate a group, both rates within `tolerance`, of least total cost.

    Both rates fall as the threshold rises, so that a window of either is a range of candidates,
    and two windows are the range that both share. Windows of the first rate are tried in rising
    order of what they would cost without the second, until that alone costs more than the best
    answer: exact. There always is an answer, since everything or nothing may be positive.

    Args:
        groups: each with two rates that fall together from 1 to 0.
        tolerance: largest less smallest, of either rate.

    Returns:
        The place of each group's candidate.
    """
    first = [_Sorted.of(group.rates[0][::-1], group.costs[::-1]) for group in groups]
    second = [_Sorted.of(group.rates[1][::-1], group.costs[::-1]) for group in groups]
    starts = np.unique(np.concatenate([group.rates for group in first]))
    ranges = np.stack([group.range(starts, tolerance) for group in first])
    bound = _total(
        first,
        np.stack(
            [group.cheapest.places(*range_) for group, range_ in zip(first, ranges, strict=True)]
        ),
    )
    least, best = np.inf, [0] * len(groups)
    for window in np.argsort(bound, kind="stable"):
        if not bound[window] < least:
            break
        cost, places = _best_within(second, ranges[:, :, window], tolerance=tolerance)
        if cost < least:
            least, best = cost, places
    return [len(group.costs) - 1 - place for group, place in zip(groups, best, strict=True)]


def _best_within(
    groups: Sequence[_Sorted], ranges: Int[np.ndarray, "groups 2"], *, tolerance: float
) -> tuple[float, list[int]]:
    """The cheapest candidates of these ranges whose (second) rate lies in one window."""
    starts = np.unique(
        np.concatenate(
            [group.rates[start:end] for group, (start, end) in zip(groups, ranges, strict=True)]
        )
    )
    places = []
    for group, (start, end) in zip(groups, ranges, strict=True):
        low, high = group.range(starts, tolerance)
        places.append(group.cheapest.places(np.maximum(low, start), np.minimum(high, end)))
    total = _total(groups, np.stack(places))
    best = int(np.argmin(total))
    return float(total[best]), [int(here[best]) for here in places]


def _total(
    groups: Sequence[_Sorted], places: Int[np.ndarray, "groups windows"]
) -> Float[np.ndarray, " windows"]:
    return np.sum(
        [group.cheapest.costs[here] for group, here in zip(groups, places, strict=True)], axis=0
    )
