"""How far apart the rates of two slices are, that may share rows: difference and ratio.

Two slices are three parts that share no row: the first's own rows, those of both, the second's
own. x p_first - y p_second is a contrast of the parts' rates, and its interval is made of theirs
(MOVER, the method of variance estimates recovery): with x = y = 1 that of the difference, and the
ratios y : x whose contrast may be 0 are the interval of the ratio. One therefore excludes 0
exactly when the other excludes 1.

Sources: Newcombe, Statistics in Medicine 17, 1998 (method 10, the case of no shared rows); Zou &
Donner, Statistics in Medicine 27, 2008 (contrasts); Donner & Zou, Statistical Methods in Medical
Research 21, 2012 (MOVER-R, the ratio); Fagerland, Lydersen & Laake, Statistical Methods in
Medical Research 24, 2015 (both recommended among intervals of two proportions).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from counterpoise.stats.intervals import CONFIDENCE, Array, normal_quantile, ratio, wilson
from counterpoise.stats.trials import Trials

Interval = Callable[..., tuple[Array, Array]]
"""(rates, sizes, confidence=...) -> both ends of the interval of each rate."""

HALVINGS = 50
"""Steps of the search for an end of the ratio's interval; its angle is then exact to 1e-15."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """A number and its interval, arrays of one shape; nan where undefined."""

    value: Array
    lower: Array
    upper: Array

    def mapped(self, rule: Callable[[Array], Array]) -> Limits:
        """With a rising `rule` applied to the number and both ends."""
        return Limits(value=rule(self.value), lower=rule(self.lower), upper=rule(self.upper))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The rates of two slices held against each other.

    Attributes:
        difference: first - second, in [-1, 1]; nan where either slice has no rows.
        ratio: first / second; nan where the second's rate is 0, its interval then without upper
            end (inf).
    """

    difference: Limits
    ratio: Limits


def comparison(
    first: Trials,
    second: Trials,
    *,
    shared: Trials,
    confidence: float = CONFIDENCE,
    interval: Interval = wilson,
) -> Comparison:
    """Difference and ratio of the rates of two slices, with their intervals.

    Args:
        first: the slice.
        second: what it is held against; broadcasts against `first`.
        shared: the rows that lie in both; all of `first` where `second` is overall, no rows where
            it is the rest.
        confidence: probability that the interval covers the truth, in (0, 1).
        interval: of each part's rate.
    """
    parts = _Parts.of(first, second, shared=shared, confidence=confidence, interval=interval)
    undefined = ~((first.weight > 0) & (second.weight > 0))
    return Comparison(
        difference=_or_nan(_difference(parts), undefined),
        ratio=_or_nan(_ratio(parts), undefined),
    )


def _or_nan(limits: Limits, undefined: np.ndarray) -> Limits:
    return limits.mapped(lambda values: np.where(undefined, np.nan, values))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """First only, shared, second only, on the leading axis.

    Attributes:
        rate: of each part; 0 where it is empty, which then counts nothing.
        below: from the part's rate down to the lower end of its interval.
        above: from the part's rate up to the upper end.
        inverse_size: 1 / effective size; 0 where the part is empty.
        of_first: share of the first slice's weight that lies in the part.
        of_second: the same of the second slice.
        z: the normal quantile of the interval.
    """

    rate: Float[np.ndarray, "3 ..."]
    below: Float[np.ndarray, "3 ..."]
    above: Float[np.ndarray, "3 ..."]
    inverse_size: Float[np.ndarray, "3 ..."]
    of_first: Float[np.ndarray, "3 ..."]
    of_second: Float[np.ndarray, "3 ..."]
    z: float

    @staticmethod
    def of(
        first: Trials, second: Trials, *, shared: Trials, confidence: float, interval: Interval
    ) -> _Parts:
        """The parts of two slices."""
        three = [first.minus(shared), shared, second.minus(shared)]
        weight = np.stack(np.broadcast_arrays(*(part.weight for part in three)))
        size = np.stack(np.broadcast_arrays(*(part.size for part in three)))
        rate = np.stack(np.broadcast_arrays(*(part.rate for part in three)))
        lower, upper = interval(rate, size, confidence=confidence)
        some = size > 0
        in_first = np.array([1.0, 1.0, 0.0]).reshape(3, *[1] * (weight.ndim - 1))
        return _Parts(
            rate=np.where(some, rate, 0),
            below=np.where(some, rate - lower, 0),
            above=np.where(some, upper - rate, 0),
            inverse_size=np.divide(1.0, size, out=np.zeros_like(size), where=some),
            of_first=np.nan_to_num(ratio(weight * in_first, _total(weight * in_first))),
            of_second=np.nan_to_num(
                ratio(weight * in_first[::-1], _total(weight * in_first[::-1]))
            ),
            z=normal_quantile(confidence),
        )

    @property
    def first(self) -> Array:
        """The first slice's rate."""
        return (self.of_first * self.rate).sum(axis=0)

    @property
    def second(self) -> Array:
        """The second slice's rate."""
        return (self.of_second * self.rate).sum(axis=0)

    def contrast(self, x: Array, y: Array) -> Limits:
        """x p_first - y p_second = sum of c_i p_i, and its interval.

        Its lower end lies sqrt(sum of c_i^2 d_i^2 + z^2 b) below, where d_i reaches from p_i to
        the end of its interval that pulls the contrast down, and
        b = sum of (x f_i (p_i - p_first) - y s_i (p_i - p_second))^2 / n_i
        is the variance of the parts' shares f_i and s_i of the two slices.
        """
        share = x * self.of_first - y * self.of_second
        value = x * self.first - y * self.second
        pull = x * self.of_first * (self.rate - self.first)
        pull = pull - y * self.of_second * (self.rate - self.second)
        mixing = self.z**2 * (pull**2 * self.inverse_size).sum(axis=0)
        down = np.where(share > 0, self.below, self.above)
        up = np.where(share > 0, self.above, self.below)
        return Limits(
            value=value,
            lower=value - np.sqrt(((share * down) ** 2).sum(axis=0) + mixing),
            upper=value + np.sqrt(((share * up) ** 2).sum(axis=0) + mixing),
        )


def _total(values: Float[np.ndarray, "3 ..."]) -> Float[np.ndarray, "3 ..."]:
    return np.broadcast_to(values.sum(axis=0), values.shape)


def _difference(parts: _Parts) -> Limits:
    one = np.ones_like(parts.first)
    return parts.contrast(one, one).mapped(lambda values: np.clip(values, -1, 1))


def _ratio(parts: _Parts) -> Limits:
    """The ratios tan(angle) at which cos(angle) p_first - sin(angle) p_second may be 0."""
    middle = np.arctan2(parts.first, parts.second)
    lower = _crossing(
        lambda angle: parts.contrast(np.cos(angle), np.sin(angle)).lower >= 0,
        np.zeros_like(middle),
        middle,
    )
    upper = _crossing(
        lambda angle: parts.contrast(np.cos(angle), np.sin(angle)).upper >= 0,
        middle,
        np.full_like(middle, np.pi / 2),
    )
    endless = np.pi / 2 - upper < 1e-12
    return Limits(
        value=np.where(parts.second > 0, np.nan_to_num(ratio(parts.first, parts.second)), np.nan),
        lower=np.tan(lower),
        upper=np.where(endless, np.inf, np.tan(np.where(endless, 0, upper))),
    )


def _crossing(before: Callable[[Array], np.ndarray], start: Array, end: Array) -> Array:
    """Where `before` ceases to hold between `start` and `end`, by halving."""
    for _ in range(HALVINGS):
        middle = (start + end) / 2
        early = before(middle)
        start, end = np.where(early, middle, start), np.where(early, end, middle)
    return (start + end) / 2
