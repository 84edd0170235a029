"""What is searched: numbers between two ends, and where the baseline stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from counterpoise.errors import PlanError

THRESHOLD = "threshold"
"""A number of this name is also the threshold that decisions are judged at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that is searched: a weight, the weight of a loss, a length of training.

    Attributes:
        name: what training calls it; one called `threshold` is also the decision threshold.
        low: the least value.
        high: the greatest.
        start: its value in the baseline, which everything is held against.
        whole: whether it is a whole number.
        logarithmic: whether factors count rather than steps: 0.01 is as far from 0.1 as 0.1 from 1.
    """

    name: str
    low: float
    high: float
    start: float
    whole: bool = False
    logarithmic: bool = False

    def __post_init__(self) -> None:
        if not (-math.inf < self.low <= self.start <= self.high < math.inf):
            raise PlanError(
                f"`{self.name}` must have low <= start <= high, got {self.low}, {self.start}, "
                f"{self.high}. The baseline is trained with `start` and must be part of the search."
            )
        if self.logarithmic and not self.low > 0:
            raise PlanError(
                f"`{self.name}` is logarithmic and must have a `low` above 0, got {self.low}. "
                "Give the least value worth trying, such as 0.001."
            )
        if self.whole and any(value != int(value) for value in (self.low, self.start, self.high)):
            raise PlanError(
                f"`{self.name}` is a whole number and must have whole ends and start, got "
                f"{self.low}, {self.start}, {self.high}. Round them."
            )
        if self.name == THRESHOLD and not (self.low >= 0 and self.high <= 1):
            raise PlanError(
                f"`{THRESHOLD}` must be searched within [0, 1], got {self.low} to {self.high}. "
                "Scores are probabilities; call it otherwise if it is no decision threshold."
            )


def checked_space(space: Sequence[Number]) -> tuple[Number, ...]:
    """The numbers, if there are some and each has a name of its own.

    Raises:
        PlanError: no number, or two of one name.
    """
    names = [number.name for number in space]
    if not names:
        raise PlanError(
            "`space` must hold a number to search, got none. "
            "Give for example [Number(name='weight', low=0, high=5, start=0)]."
        )
    for name in names:
        if names.count(name) > 1:
            raise PlanError(f"Two numbers of `space` are called `{name}`. Give each its own name.")
    return tuple(space)
