"""The largest gap over a family of slices, and how large noise alone would make it.

A maximum over many slices is biased upward: 20 slices of 200 negatives with one false positive
rate of 0.1 lie 0.079 apart on average. So the gap is held against its distribution under the
hypothesis that all slices share one rate, found by redrawing their hits together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.stats.intervals import ratio
from counterpoise.stats.joint_normals import set_sums
from counterpoise.stats.null_hits import null_hits

DRAWS = 2000
"""Redrawings of all rows under the hypothesis of one rate."""

UNKNOWN = (np.nan, np.nan, np.nan)
"""A statistic of no slices: its value, p-value and mean under the hypothesis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Null:
    """A statistic beside its distribution under the hypothesis that all slices share one rate.

    Attributes:
        value: as observed, >= 0; nan where no slice has rows.
        p_value: probability under the hypothesis of a value at least as large.
        noise: mean under the hypothesis: what noise alone shows.
        corrected: value - noise, never below 0.
    """

    value: Float[np.ndarray, " thresholds"]
    p_value: Float[np.ndarray, " thresholds"]
    noise: Float[np.ndarray, " thresholds"]
    corrected: Float[np.ndarray, " thresholds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maxima:
    """How far apart the slices of a family are, and whether that is more than noise.

    Attributes:
        largest: the largest absolute gap to overall.
        widest: index of the slice that has it; -1 where no slice has rows.
        spread: largest minus smallest rate.
        compared: number of slices that have rows, of which these are the extremes.
        p_values: each slice's p-value, adjusted for the family by the distribution of the largest
            standardised gap; nan for a slice without rows.
    """

    largest: Null
    widest: Int[np.ndarray, " thresholds"]
    spread: Null
    compared: Int[np.ndarray, " thresholds"]
    p_values: Float[np.ndarray, "slices thresholds"]


def maxima(
    rates: Float[np.ndarray, "slices thresholds"],
    overall: Float[np.ndarray, " thresholds"],
    *,
    weight: Float[np.ndarray, "atoms columns"],
    weight_sq: Float[np.ndarray, "atoms columns"],
    inside: Bool[np.ndarray, "atoms slices"],
    generator: np.random.Generator,
    draws: int = DRAWS,
) -> Maxima:
    """The largest gap to overall and the spread of a family of slices, held against noise.

    Under the hypothesis of one rate p, estimated by the rate overall, an atom of n rows has
    Binomial(n, p) hits. With weights, n is Kish's effective size and the hits are scaled so that
    their mean p sum(w) and variance p (1-p) sum(w^2) are right.

    p-values are (1 + draws at least as extreme) / (1 + draws). Those of single slices compare
    |gap| / sd with the largest such over the family (the single-step maxT of Westfall and Young),
    so that small slices, whose gaps are large by chance, do not hide the others.

    Args:
        rates: observed rate of every slice of the family; nan where a slice has no rows.
        overall: observed rate of all rows.
        weight: sum of the weights of each atom's rows that the rate's denominator counts; one
            column, or one a threshold where the denominator changes with it. All atoms.
        weight_sq: the same of squared weights.
        inside: whether the atom lies in the slice; the slices of the family only, not overall.
        generator: source of randomness.
        draws: number of redrawings.

    Source: Westfall & Young, Resampling-Based Multiple Testing, 1993.
    """
    shape = (len(inside), len(overall))
    atoms = _Atoms(
        weight=np.broadcast_to(weight, shape),
        weight_sq=np.broadcast_to(weight_sq, shape),
        holds=np.append(inside.T, np.ones((1, len(inside)), dtype=bool), axis=0),
    )
    gaps, deviations = rates - overall, atoms.deviations()
    # A rate near 1 is redrawn as its complement; gaps only change their sign.
    redrawn = (
        atoms.gaps(place, rate=float(min(rate, 1 - rate)), generator=generator, draws=draws)
        for place, rate in enumerate(overall)
    )
    columns = [
        _Column.of(gap, drawn, deviation=deviation)
        for gap, drawn, deviation in zip(gaps.T, redrawn, deviations.T, strict=True)
    ]
    known = ~np.isnan(gaps)
    size = np.where(known, np.abs(gaps), -1.0)
    return Maxima(
        largest=_null([column.largest for column in columns]),
        widest=np.where(known.any(axis=0), size.argmax(axis=0), -1),
        spread=_null([column.spread for column in columns]),
        compared=known.sum(axis=0),
        p_values=np.stack([column.p_values for column in columns], axis=1),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """The statistics of one threshold: (value, p-value, mean under the hypothesis) of each."""

    largest: tuple[float, float, float]
    spread: tuple[float, float, float]
    p_values: Float[np.ndarray, " slices"]

    @staticmethod
    def of(
        gaps: Float[np.ndarray, " slices"],
        drawn: Float[np.ndarray, "slices draws"],
        *,
        deviation: Float[np.ndarray, " slices"],
    ) -> _Column:
        """From the observed gaps and those redrawn; both nan for a slice without rows."""
        known = ~np.isnan(gaps)
        p_values = np.full(len(gaps), np.nan)
        if not known.any():
            return _Column(largest=UNKNOWN, spread=UNKNOWN, p_values=p_values)
        gaps, drawn = gaps[known], drawn[known]
        sizes = np.abs(drawn)
        scale = np.nan_to_num(ratio(np.ones(len(gaps)), deviation[known]))
        most = (sizes * scale[:, None]).max(axis=0)
        p_values[known] = [_p_value(most, value) for value in np.abs(gaps) * scale]
        largest, spread = sizes.max(axis=0), np.ptp(drawn, axis=0)
        return _Column(
            largest=_beside(float(np.abs(gaps).max()), largest),
            spread=_beside(float(np.ptp(gaps)), spread),
            p_values=p_values,
        )


def _beside(value: float, drawn: Float[np.ndarray, " draws"]) -> tuple[float, float, float]:
    return value, _p_value(drawn, value), float(drawn.mean(dtype=np.float64))


def _p_value(drawn: Float[np.ndarray, " draws"], value: float) -> float:
    """(1 + draws at least as large, up to rounding) / (1 + draws)."""
    return (1 + int((drawn >= value * (1 - 1e-9)).sum())) / (1 + len(drawn))


def _null(found: list[tuple[float, float, float]]) -> Null:
    value, p_value, noise = np.array(found, dtype=np.float64).reshape(-1, 3).T
    return Null(value=value, p_value=p_value, noise=noise, corrected=np.maximum(value - noise, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Atoms:
    """What is redrawn; as given to `maxima`, and overall as the last of the slices."""

    weight: Float[np.ndarray, "atoms thresholds"]
    weight_sq: Float[np.ndarray, "atoms thresholds"]
    holds: Bool[np.ndarray, "slices_and_overall atoms"]

    def deviations(self) -> Float[np.ndarray, "slices thresholds"]:
        """Standard deviation of each gap under the hypothesis, as a multiple of sqrt(p (1-p)).

        The gap is sum of hits (1/W_slice - 1/W) inside and - 1/W outside, W being sums of weights.
        """
        total, squares = (set_sums(self.holds, part) for part in (self.weight, self.weight_sq))
        inverse = np.nan_to_num(ratio(np.ones_like(total), total))
        own, whole = inverse[:-1], inverse[-1:]
        variance = squares[:-1] * own * (own - 2 * whole) + squares[-1:] * whole**2
        certain = variance <= 1e-12 * squares[-1:] * whole**2  # the slice holds every row
        return np.sqrt(np.where(certain, 0, variance))

    def gaps(
        self, place: int, *, rate: float, generator: np.random.Generator, draws: int
    ) -> Float[np.ndarray, "slices draws"]:
        """Gaps to overall under the hypothesis at one threshold; nan without rows."""
        hits = null_hits(
            self.holds,
            weight=self.weight[:, place],
            weight_sq=self.weight_sq[:, place],
            rate=rate,
            generator=generator,
            draws=draws,
        )
        total = set_sums(self.holds, self.weight[:, [place]])
        rates = hits / np.where(total > 0, total, np.nan)
        return rates[:-1] - rates[-1]
