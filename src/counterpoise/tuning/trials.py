"""Trials: parameters, and what came of them on the validation rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from counterpoise.tuning.constraints import NOTHING
from counterpoise.tuning.quantities import Numbers
from counterpoise.tuning.space import Number

Parameters = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One set of parameters and what came of it on the validation rows.

    Attributes:
        parameters: by name.
        numbers: (slice or family, metric) -> value.
    """

    parameters: Parameters
    numbers: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the search learns from a trial.

    Attributes:
        quality: more is better; nan where undefined.
        bias: less is better; nan where undefined.
        excess: constraint -> how far beyond its bound, <= 0 where kept.
    """

    quality: float
    bias: float
    excess: Mapping[str, float]

    @property
    def objectives(self) -> list[float]:
        """Quality and bias; what is undefined is worse than anything."""
        return [
            -NOTHING if isnan(self.quality) else self.quality,
            NOTHING if isnan(self.bias) else self.bias,
        ]


def started(space: Sequence[Number]) -> dict[str, float]:
    """The baseline's parameters."""
    return {one.name: int(one.start) if one.whole else float(one.start) for one in space}
