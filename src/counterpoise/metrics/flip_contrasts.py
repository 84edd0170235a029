"""Flip rates and CTF gaps held against each other: two models on the same pairs, or a slice and its
rest. Intervals and p-values are those of resampling sources, which both sides may share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from counterpoise.metrics.flips import FLIPS, GAPS, flip_estimates, rate_and_size
from counterpoise.stats.contrasts import Wald
from counterpoise.stats.correlated import correlated_difference, correlated_ratio
from counterpoise.stats.differences import Limits
from counterpoise.stats.equality import equal_rates_p_value
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.pair_sums import PairSums
from counterpoise.stats.shared_sums import SharedSums
from counterpoise.stats.trials import Trials

Array = Float[np.ndarray, "slices thresholds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipContrast:
    """One counterfactual metric of two sides, each [slices, thresholds].

    Attributes:
        first: of the one, with its interval.
        second: of the other.
        difference: first - second.
        ratio: first / second; nan where the second is 0.
        p_value: of the hypothesis that both are one number; nan where either is undefined.
        size: independent sources that would be as sure of the first as its own are; nan for gaps.
    """

    first: Estimates
    second: Estimates
    difference: Limits
    ratio: Limits
    p_value: Array
    size: Array


def flip_contrasts(
    first: PairSums, second: PairSums, shared: SharedSums, *, thresholds: int
) -> dict[str, FlipContrast]:
    """Every counterfactual metric of `first` held against that of `second`, by name.

    Each side has the interval of `flip_estimates`; how their errors go together follows from the
    sources that they share. For rates a correlation above 0 is drawn towards 0 by what half a
    source makes of it, as in Newcombe's method 10.

    Args:
        first: sums over `pair_quantities`.
        second: sums over the same quantities, of other pairs or another model.
        shared: over the sources that have pairs in both.
        thresholds: how many there are.
    """
    correlation = shared.correlation(first, second)
    ours = flip_estimates(first, thresholds=thresholds)
    theirs = flip_estimates(second, thresholds=thresholds)
    found: dict[str, FlipContrast] = {}
    for place, name in enumerate(FLIPS):
        columns = slice(place * thresholds, (place + 1) * thresholds)
        sides = _Sides(first=first, second=second, columns=columns)
        found[name] = sides.rates(ours[name], theirs[name], correlation[:, columns])
    for place, name in enumerate(GAPS, start=len(FLIPS) * thresholds):
        columns = slice(place, place + 1)
        sides = _Sides(first=first, second=second, columns=columns)
        found[name] = sides.means(ours[name], theirs[name], correlation[:, columns])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """The sums of both sides, and the columns of one metric in them."""

    first: PairSums
    second: PairSums
    columns: slice

    def rates(self, ours: Estimates, theirs: Estimates, correlation: Array) -> FlipContrast:
        one, size = rate_and_size(self.first, self.columns)
        other, other_size = rate_and_size(self.second, self.columns)
        drawn = _drawn_in(correlation, one, other, sizes=np.sqrt(size * other_size))
        gain = _gain(size, other_size, drawn)
        p_value = equal_rates_p_value(_trials(one, size * gain), _trials(other, other_size * gain))
        return _contrast(ours, theirs, drawn, p_value=p_value, size=size, most=1.0)

    def means(self, ours: Estimates, theirs: Estimates, correlation: Array) -> FlipContrast:
        one, other = (
            sums.variance()[:, self.columns] * (1 + 1 / _freedom(sums))[:, None]
            for sums in (self.first, self.second)
        )
        spread = np.maximum(one + other - 2 * correlation * np.sqrt(one * other), 0)
        freedom = np.minimum(_freedom(self.first), _freedom(self.second))[:, None]
        error = Wald(
            centre=ours.value - theirs.value,
            spread=np.sqrt(spread),
            freedom=np.broadcast_to(freedom, spread.shape),
        )
        told = ~np.isnan(ours.lower) & ~np.isnan(theirs.lower)
        p_value = np.where(told, error.p_value(), np.nan)
        return _contrast(
            ours,
            theirs,
            correlation,
            p_value=p_value,
            size=np.full_like(spread, np.nan),
            most=np.inf,
        )


def _freedom(sums: PairSums) -> Float[np.ndarray, " slices"]:
    return np.maximum(sums.sources - 1.0, 1.0)


def _drawn_in(correlation: Array, one: Array, other: Array, *, sizes: Array) -> Array:
    """A correlation above 0, less 1 / (2 n sd sd), but never below 0."""
    spread = np.sqrt(np.nan_to_num(one * (1 - one) * other * (1 - other))) * sizes
    less = np.divide(0.5, spread, out=np.ones_like(spread), where=spread > 0)
    return np.where(correlation > 0, np.maximum(correlation - less, 0), correlation)


def _gain(size: Array, other_size: Array, correlation: Array) -> Array:
    """How many times as large two independent samples would have to be, to be as sure.

    (1/n + 1/m) / (1/n + 1/m - 2 c / sqrt(n m)).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = 1 / size + 1 / other_size
        shared = 2 * correlation / np.sqrt(size * other_size)
        return np.nan_to_num(apart / (apart - shared), nan=1.0, posinf=1.0)


def _trials(rate: Array, size: Array) -> Trials:
    known = np.nan_to_num(size)
    return Trials(
        rows=np.ceil(known).astype(np.int64),
        weight=known,
        weight_sq=known,
        hits=np.nan_to_num(rate) * known,
    )


def _contrast(
    ours: Estimates,
    theirs: Estimates,
    correlation: Array,
    *,
    p_value: Array,
    size: Array,
    most: float,
) -> FlipContrast:
    one, other = (
        Limits(value=side.value, lower=side.lower, upper=side.upper) for side in (ours, theirs)
    )
    difference = correlated_difference(one, other, correlation=correlation)
    return FlipContrast(
        first=ours,
        second=theirs,
        difference=difference.mapped(lambda values: np.clip(values, -most, most)),
        ratio=correlated_ratio(one, other, correlation=correlation),
        p_value=p_value,
        size=size,
    )
