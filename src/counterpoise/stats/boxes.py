"""Simultaneous intervals of many rates, and what a function of them can be within all of these.

Where every rate lies in its interval at once with probability 95 %, a function of the rates lies
between its least and greatest value over the box that the intervals span with at least that. Such
an interval holds for a maximum too, however many groups it was picked from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from counterpoise.stats.intervals import CONFIDENCE
from counterpoise.stats.proportions import clopper_pearson
from counterpoise.stats.trials import Trials

Rates = Float[np.ndarray, "groups thresholds"]
End = Float[np.ndarray, " thresholds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The ends of the intervals of every group's rate; nan for a group without rows.

    Its methods give the least and the greatest value of a function of the rates: (lower, upper).
    """

    lower: Rates
    upper: Rates

    @staticmethod
    def of(groups: Trials, *, rates: int, confidence: float = CONFIDENCE) -> Box:
        """Intervals that hold at once with those of all `rates` rates.

        Each is Clopper and Pearson's, whose ends never err more often than they say, at the level
        1 - (1 - confidence) / rates (Bonferroni); so it does not matter how the rates depend on
        each other, and groups may overlap.

        Args:
            groups: of every group and threshold.
            rates: how many rates there are at a threshold, those of other boxes included.
            confidence: probability that all intervals hold.
        """
        level = 1 - (1 - confidence) / max(rates, 1)
        lower, upper = clopper_pearson(groups.rate, groups.size, confidence=level)
        return Box(lower=lower, upper=upper)

    def least(self) -> tuple[End, End]:
        """Of the least rate; nan where there is none."""
        lower, upper = _least(self.lower), _least(self.upper)
        return np.where(lower < np.inf, lower, np.nan), np.where(upper < np.inf, upper, np.nan)

    def difference(self) -> tuple[End, End]:
        """Of the greatest minus the least rate; nan where there are fewer than two.

        max(0, max L - min U) to max over i != j of U_i - L_j.
        """
        lower = np.maximum(_greatest(self.lower) - _least(self.upper), 0)
        reach = np.where(np.isnan(self.upper), -np.inf, self.upper) - _least_other(self.lower)
        upper = reach.max(axis=0, initial=-np.inf)
        return np.where(self._two, lower, np.nan), np.where(self._two, upper, np.nan)

    def ratio(self) -> tuple[End, End]:
        """Of the least by the greatest rate; nan where there are fewer than two.

        min over i != j of L_i / U_j to min(1, min U / max L).
        """
        others = -_least_other(-self.upper)
        reach = _quotient(np.where(np.isnan(self.lower), np.inf, self.lower), others)
        lower = reach.min(axis=0, initial=np.inf)
        upper = np.minimum(_quotient(_least(self.upper), _greatest(self.lower)), 1)
        return np.where(self._two, lower, np.nan), np.where(self._two, upper, np.nan)

    def distances(self, centre: Box) -> tuple[End, End]:
        """Of the sum of |rate - rate of the centre|; nan where there is no rate or no centre.

        The sum is convex in the rate of the centre: at its greatest at an end of the centre's
        interval, at its least at the median of all ends of the groups' intervals, or next to it.

        Args:
            centre: a box of one group.
        """
        some = ~(np.isnan(self.lower).all(axis=0) | np.isnan(centre.lower[0]))
        first, last = centre.lower[0, some], centre.upper[0, some]
        lower, upper = self.lower[:, some], self.upper[:, some]
        middle = np.clip(np.nanmedian(np.append(lower, upper, axis=0), axis=0), first, last)
        found = np.full((2, len(some)), np.nan)
        found[0, some] = np.nansum(
            np.maximum(np.maximum(lower - middle, middle - upper), 0), axis=0
        )
        found[1, some] = np.maximum(
            *(np.nansum(np.maximum(end - lower, upper - end), axis=0) for end in (first, last))
        )
        return found[0], found[1]

    @property
    def _two(self) -> Bool[np.ndarray, " thresholds"]:
        return (~np.isnan(self.lower)).sum(axis=0) > 1


def _least(ends: Rates) -> End:
    """inf where there is none."""
    return np.where(np.isnan(ends), np.inf, ends).min(axis=0, initial=np.inf)


def _greatest(ends: Rates) -> End:
    """-inf where there is none."""
    return -_least(-ends)


def _least_other(ends: Rates) -> Rates:
    """For every group the least of the others; inf where there is none."""
    filled = np.append(
        np.where(np.isnan(ends), np.inf, ends), np.full((2, ends.shape[1]), np.inf), 0
    )
    least, next_least = np.partition(filled, 1, axis=0)[:2]
    has_least = np.arange(len(ends))[:, None] == filled.argmin(axis=0)
    return np.where(has_least, next_least, least)


def _quotient(one: Float[np.ndarray, ...], other: Float[np.ndarray, ...]) -> Float[np.ndarray, ...]:
    """inf where the other is not above 0."""
    return np.divide(one, other, out=np.full_like(one, np.inf), where=other > 0)
