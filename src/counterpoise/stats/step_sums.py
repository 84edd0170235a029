"""Areas of many slices at once, from sums at the scores that their rows have.

An area is P(s of a *plus* row > s of a *minus* row): of positives and negatives, or of a group and
its background. A *step* is a score that a plus row of a slice has. The minus rows between two steps
all have the same placement, so their sums are enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float, Int, Num

from counterpoise.stats.area_intervals import Placements, area_interval
from counterpoise.stats.estimates import Estimates

Steps = Float[np.ndarray, " steps"]
Slices = Float[np.ndarray, " slices"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSums:
    """Sums over the rows at every step and in between; the slices' steps laid end to end.

    Attributes:
        plus: [steps], of the plus rows of that score.
        minus: [steps], of the minus rows of that score.
        between: [steps], of the minus rows below it and above the slice's step before.
        above: [slices], of the minus rows above the slice's last step.
        lengths: [slices], number of steps; at least 1.
    """

    plus: Num[np.ndarray, " steps"]
    minus: Num[np.ndarray, " steps"]
    between: Num[np.ndarray, " steps"]
    above: Num[np.ndarray, " slices"]
    lengths: Int[np.ndarray, " slices"]

    def spread(self, values: Slices) -> Steps:
        """The value of its slice at every step."""
        return np.repeat(values, self.lengths)

    def total(self, values: Num[np.ndarray, " steps"]) -> Slices:
        """The sum of `values` over the steps of each slice."""
        return np.add.reduceat(values, np.cumsum(self.lengths) - self.lengths).astype(np.float64)

    def running(self, values: Num[np.ndarray, " steps"]) -> Num[np.ndarray, " steps"]:
        """The sum of `values` over a step and those before it in its slice."""
        sums = np.empty_like(values)
        for start, end in pairwise([0, *np.cumsum(self.lengths).tolist()]):
            np.cumsum(values[start:end], out=sums[start:end])
        return sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """The areas of some slices, each [slices].

    Attributes:
        value: the area; nan where a side has no weight.
        plus: placements of the plus rows.
        minus: of the minus rows.
        pairs: weight of all (plus, minus) pairs.
    """

    value: Slices
    plus: Placements
    minus: Placements
    pairs: Slices

    @staticmethod
    def none(slices: int) -> Areas:
        """Undefined areas."""
        nothing = np.zeros(slices)
        side = Placements(size=nothing, spread=nothing)
        return Areas(value=np.full(slices, np.nan), plus=side, minus=side, pairs=nothing)

    @staticmethod
    def of(once: StepSums, squared: StepSums) -> Areas:
        """The areas that follow from sums of weights and of squared weights.

        A plus row of step j beats (minus rows below + half of those tied) / all minus rows; a minus
        row is beaten by the plus rows above it and half of those tied.
        """
        below = once.between + once.minus
        plus, minus = once.total(once.plus), once.total(below) + once.above
        known = plus * minus > 0
        plus_or_1, minus_or_1 = np.where(known, plus, 1), np.where(known, minus, 1)
        beaten = (once.running(below) - once.minus / 2) / once.spread(minus_or_1)
        share, up_to = (
            values / once.spread(plus_or_1) for values in (once.plus, once.running(once.plus))
        )
        # Rounding may lift it above 1.
        area = np.minimum(once.total(once.plus * beaten) / plus_or_1, 1)
        middle = once.spread(area)
        beating = 1 - middle - up_to
        of_plus = squared.total(squared.plus * (beaten - middle) ** 2)
        of_minus = squared.total(
            squared.between * (beating + share) ** 2 + squared.minus * (beating + share / 2) ** 2
        )
        plus_sq = squared.total(squared.plus)
        minus_sq = squared.total(squared.between + squared.minus) + squared.above
        return Areas(
            value=np.where(known, area, np.nan),
            plus=_placements(plus, plus_sq, of_plus),
            minus=_placements(minus, minus_sq, of_minus + squared.above * area**2),
            pairs=plus * minus,
        )

    def estimates(self, *, rows: Int[np.ndarray, " slices"]) -> Estimates:
        """The areas with their 95 % intervals.

        Args:
            rows: [slices], plus and minus rows.
        """
        lower, upper = area_interval(self.value, self.plus, self.minus)
        return Estimates(
            value=self.value[:, None],
            lower=lower[:, None],
            upper=upper[:, None],
            numerator=(np.nan_to_num(self.value) * self.pairs)[:, None],
            denominator=self.pairs[:, None],
            rows=rows[:, None],
        )


def _placements(weight: Slices, weight_sq: Slices, squares: Slices) -> Placements:
    some = weight_sq > 0
    return Placements(
        size=np.divide(weight**2, weight_sq, out=np.zeros_like(weight), where=some),
        spread=np.divide(squares, weight_sq, out=np.zeros_like(weight), where=some),
    )


Part = tuple[Int[np.ndarray, " _"], Areas]
"""Places of some slices, and their areas."""


def joined(parts: list[Part], *, slices: int) -> Areas:
    """The areas of all slices, from those of some of them; the others have none."""
    every = [(np.arange(slices), Areas.none(slices)), *parts]

    def column(of: Callable[[Areas], Slices]) -> Slices:
        values = np.empty(slices)
        for places, areas in every:
            values[places] = of(areas)
        return values

    return Areas(
        value=column(lambda areas: areas.value),
        plus=Placements(
            size=column(lambda areas: areas.plus.size),
            spread=column(lambda areas: areas.plus.spread),
        ),
        minus=Placements(
            size=column(lambda areas: areas.minus.size),
            spread=column(lambda areas: areas.minus.spread),
        ),
        pairs=column(lambda areas: areas.pairs),
    )
