"""Kernels: how alike two points are, from 0 (far apart) to 1 (equal).

Source: Gretton et al., A kernel two-sample test, JMLR 2012.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from counterpoise.errors import PlanError

MEDIAN = "median"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """A kernel of the distance d of two points.

    Attributes:
        shape: `gaussian`, exp(-d^2 / length^2), or `laplacian`, exp(-d / length).
        length: the distance over which likeness is lost, > 0, in the unit of the scores; `median`
            takes the median distance of the batch (`counterpoise.losses.kernel_length`).
    """

    shape: Literal["gaussian", "laplacian"]
    length: float | int | str

    def __post_init__(self) -> None:
        named = self.length == MEDIAN
        sound = not isinstance(self.length, str) and 0 < self.length < math.inf
        if not named and not sound:
            raise PlanError(
                f"`length` of a kernel must be a finite number above 0 or `{MEDIAN}`, got "
                f"{self.length!r}. Take about the distance at which two scores are no longer alike."
            )


def gaussian(length: float | int | str = 0.1) -> Kernel:
    """exp(-d^2 / length^2) of the distance d.

    Args:
        length: > 0, in the unit of the scores, or `median`. 0.1 suits probabilities.

    Example:
        >>> gaussian(0.5)
        Kernel(shape='gaussian', length=0.5)
    """
    return Kernel(shape="gaussian", length=length)


def laplacian(length: float | int | str = 0.1) -> Kernel:
    """exp(-d / length) of the distance d: less taken by the nearest points than the Gaussian.

    Args:
        length: > 0, in the unit of the scores, or `median`. 0.1 suits probabilities.
    """
    return Kernel(shape="laplacian", length=length)


def likeness(xp: Any, kernel: Kernel, differences: Any, *, length: Any) -> Any:
    """[...] kernel of differences [..., outputs] of two points."""
    squared = xp.sum(xp.square(differences / length), -1)
    return xp.exp(-(squared if kernel.shape == "gaussian" else root(xp, squared)))


def slopes(xp: Any, kernel: Kernel, differences: Any, *, length: Any) -> Any:
    """[..., outputs], gradient of `likeness` in the differences; 0 where they are 0."""
    scaled = differences / length
    squared = xp.sum(xp.square(scaled), -1)
    if kernel.shape == "gaussian":
        return -2.0 / length * xp.exp(-squared)[..., None] * scaled
    distance = root(xp, squared)
    steepness = xp.exp(-distance) / xp.where(distance > 0, distance, 1.0)
    return -1.0 / length * steepness[..., None] * scaled


def root(xp: Any, squared: Any) -> Any:
    """Square root whose gradient at 0 is 0, not infinite."""
    positive = squared > 0
    return xp.where(positive, xp.sqrt(xp.where(positive, squared, 1.0)), 0.0)
