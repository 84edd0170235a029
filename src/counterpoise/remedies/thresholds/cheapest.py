"""The cheapest of a range of candidates, for many ranges at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheapestOf:
    """Costs in order, prepared so that the cheapest of any range is found in two looks.

    Attributes:
        costs: [candidates + 1], inf at the end, which stands for an empty range.
        levels: level j -> [candidates], the place of the cheapest of the 2^j from here on.
    """

    costs: Float[np.ndarray, " candidates_and_end"]
    levels: Int[np.ndarray, "levels candidates"]

    @staticmethod
    def of(costs: Float[np.ndarray, " candidates"]) -> CheapestOf:
        """Prepares `costs`; of equal ones the first is the cheapest."""
        padded = np.append(costs, np.inf)
        levels = [np.arange(len(costs))]
        while 1 << len(levels) <= len(costs):
            reach = 1 << (len(levels) - 1)
            here = levels[-1]
            ahead = np.append(here[reach:], np.full(reach, len(costs)))
            levels.append(np.where(padded[here] <= padded[ahead], here, ahead))
        return CheapestOf(costs=padded, levels=np.stack(levels))

    def places(
        self, starts: Int[np.ndarray, " ranges"], ends: Int[np.ndarray, " ranges"]
    ) -> Int[np.ndarray, " ranges"]:
        """The place of the cheapest of [start, end); one after the last where that is empty."""
        nothing = len(self.costs) - 1
        length = np.maximum(ends - starts, 1)
        level = np.frexp(length)[1] - 1
        first = self.levels[level, np.minimum(starts, nothing - 1)]
        last = self.levels[level, np.maximum(ends - (1 << level), 0)]
        found = np.where(self.costs[first] <= self.costs[last], first, last)
        return np.where(ends > starts, found, nothing)
