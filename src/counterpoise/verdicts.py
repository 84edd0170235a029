"""Verdicts: an interval held against a bound; one at a time, or a family corrected by Holm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float

from counterpoise.stats.intervals import CONFIDENCE

Verdict = Literal["pass", "fail", "inconclusive"]

Array = Float[np.ndarray, " slices"]

Limits = Callable[[float], tuple[Array, Array]]
"""confidence -> (lower, upper) of every slice; wider where the confidence is higher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a number may be: at least `least` and at most `most`."""

    least: float = -np.inf
    most: float = np.inf

    def holds(self, lower: Array, upper: Array) -> Bool[np.ndarray, " slices"]:
        """Whether the whole interval is within the bound, ends included; false where nan."""
        return (lower >= self.least) & (upper <= self.most)

    def broken(self, lower: Array, upper: Array) -> Bool[np.ndarray, " slices"]:
        """Whether the whole interval is beyond the bound; false where nan."""
        return (lower > self.most) | (upper < self.least)

    def verdicts(self, lower: Array, upper: Array) -> list[Verdict]:
        """*pass* within the bound, *fail* beyond it, else *inconclusive*."""
        return _verdicts(self.holds(lower, upper), self.broken(lower, upper))


def no_worse_by(margin: float, better: Literal["lower", "higher"]) -> Bound:
    """The bound on a change that is non-inferior: not worse by more than `margin`."""
    return Bound(most=margin) if better == "lower" else Bound(least=-margin)


def _verdicts(
    passed: Bool[np.ndarray, " slices"], failed: Bool[np.ndarray, " slices"]
) -> list[Verdict]:
    return [
        "pass" if held else "fail" if broken else "inconclusive"
        for held, broken in zip(passed, failed, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyVerdicts:
    """The verdicts of a family of slices; each [slices].

    Attributes:
        verdicts: one a slice.
        lower: lower end of the interval that the verdict was read from.
        upper: its upper end.
        confidence: its level.
    """

    verdicts: list[Verdict]
    lower: Array
    upper: Array
    confidence: Array


def family_verdicts(limits: Limits, bound: Bound, *, slices: int) -> FamilyVerdicts:
    """Verdicts of which, with 95 % probability, none is a wrong *pass* and none a wrong *fail*.

    Holm's step-down by intervals, once for *pass* and once for *fail*: with m slices undecided,
    intervals are taken at confidence 1 - 0.05 / m (either end errs with probability 0.025 / m);
    slices whose interval is within the bound (beyond it) are decided, and the rest are looked at
    again with the smaller m, until a step decides none. This is Holm's procedure on the one-sided
    p-values that those intervals invert. A family of one has the plain 95 % interval.

    A slice with nothing to judge keeps its place in the family: m is known before the data.

    Args:
        limits: intervals of every slice at a confidence; nan where there is nothing to judge.
        bound: what the number may be.
        slices: how many slices the family has.

    Source: Holm, Scandinavian Journal of Statistics 6, 1979.
    """
    passes = _step_down(limits, bound.holds, slices=slices)
    fails = _step_down(limits, bound.broken, slices=slices)
    verdicts = _verdicts(passes.decided, fails.decided)
    steps = {"pass": passes, "fail": fails}
    lower, upper, confidence = (np.full(slices, np.nan) for _ in range(3))
    for place, verdict in enumerate(verdicts):
        wider = max(passes, fails, key=lambda step: float(step.confidence[place]))
        read = steps.get(verdict, wider)
        lower[place], upper[place] = read.lower[place], read.upper[place]
        confidence[place] = read.confidence[place]
    return FamilyVerdicts(verdicts=verdicts, lower=lower, upper=upper, confidence=confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """Which slices were decided, and the interval at which each was looked at last."""

    decided: Bool[np.ndarray, " slices"]
    lower: Array
    upper: Array
    confidence: Array


def _step_down(
    limits: Limits, decides: Callable[[Array, Array], Bool[np.ndarray, " slices"]], *, slices: int
) -> _Steps:
    undecided = np.ones(slices, dtype=bool)
    lower, upper, confidence = (np.full(slices, np.nan) for _ in range(3))
    while undecided.any():
        level = 1 - (1 - CONFIDENCE) / int(undecided.sum())
        ends = limits(level)
        lower, upper = (
            np.where(undecided, end, kept) for end, kept in zip(ends, (lower, upper), strict=True)
        )
        confidence = np.where(undecided, level, confidence)
        now = undecided & decides(*ends)
        if not now.any():
            break
        undecided &= ~now
    return _Steps(decided=~undecided, lower=lower, upper=upper, confidence=confidence)
