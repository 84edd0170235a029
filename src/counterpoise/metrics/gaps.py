"""Gaps: how far each slice's rate is from the rate overall, of the rest or of a reference slice.

Each comes in three forms: the difference, the ratio, and the percent change of Fairness
Indicators, 100 (value - reference) / reference = 100 (ratio - 1).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from jaxtyping import Float, Int

from counterpoise.metrics.rates import Confusion, Rate, cells_total
from counterpoise.stats.differences import Limits, comparison
from counterpoise.stats.equality import equal_rates_p_value
from counterpoise.stats.intervals import CONFIDENCE
from counterpoise.stats.trials import Trials


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """A rate of every slice held against its reference, each [slices, thresholds].

    Attributes:
        difference: rate - reference rate; nan where either has no rows.
        ratio: rate / reference rate; nan where the reference rate is 0, its interval then reaching
            to inf.
        percent_change: 100 (ratio - 1).
        p_value: of the hypothesis that the slice and the reference's other rows have one rate;
            nan where there are no such rows.
        rate: of the slice.
        reference_rate: of what it is held against.
        rows: rows of the slice that the rate's denominator counts.
        reference_rows: the same of the reference.
    """

    difference: Limits
    ratio: Limits
    percent_change: Limits
    p_value: Float[np.ndarray, "slices thresholds"]
    rate: Float[np.ndarray, "slices thresholds"]
    reference_rate: Float[np.ndarray, "slices thresholds"]
    rows: Int[np.ndarray, "slices thresholds"]
    reference_rows: Int[np.ndarray, "slices thresholds"]


def trials(rate: Rate, cells: Confusion) -> Trials:
    """The rows that `rate` is a share of, in every slice at every threshold."""
    return Trials(
        rows=cells_total(cells.rows, rate.denominator),
        weight=cells_total(cells.weight, rate.denominator),
        weight_sq=cells_total(cells.weight_sq, rate.denominator),
        hits=cells_total(cells.weight, rate.numerator),
    )


def gaps_to_overall(rate: Rate, cells: Confusion, *, confidence: float = CONFIDENCE) -> Gaps:
    """`rate` of every slice against all rows, itself included.

    With a share f of overall's weight, p_overall = f p + (1 - f) p_others, so the gap is
    (1 - f) (p - p_others): the others are all rows outside the slice, annotated or not, and the
    interval is Newcombe's of p - p_others scaled by 1 - f, widened for the variance of f. A slice
    that holds every row has the gap 0 for certain, and no p-value.

    Args:
        rate: one of `RATES`, or `PREVALENCE`.
        cells: from `confusion`, overall being slice 0.
        confidence: level of the intervals, in (0, 1).
    """
    slices = trials(rate, cells)
    return _gaps(slices, slices.slice_at(0), slices, confidence=confidence)


def gaps_to_rest(
    rate: Rate, cells: Confusion, rest: Confusion, *, confidence: float = CONFIDENCE
) -> Gaps:
    """`rate` of every slice against its rest: rows annotated for its column and not in it.

    The interval of the difference is Newcombe's, from Wilson's of either side.

    Args:
        rate: one of `RATES`, or `PREVALENCE`.
        cells: from `confusion`.
        rest: from `confusion` of the sums over each slice's rest.
        confidence: level of the intervals, in (0, 1).
    """
    slices = trials(rate, cells)
    return _gaps(slices, trials(rate, rest), _nothing(slices), confidence=confidence)


def gaps_to_slice(
    rate: Rate,
    cells: Confusion,
    shared: Confusion,
    *,
    reference: int,
    confidence: float = CONFIDENCE,
) -> Gaps:
    """`rate` of every slice against that of a reference slice, which may share rows with it.

    Args:
        rate: one of `RATES`, or `PREVALENCE`.
        cells: from `confusion`.
        shared: from `confusion` of the sums over the rows that each slice shares with the
            reference.
        reference: index of the reference slice.
        confidence: level of the intervals, in (0, 1).
    """
    slices = trials(rate, cells)
    return _gaps(slices, slices.slice_at(reference), trials(rate, shared), confidence=confidence)


def _nothing(slices: Trials) -> Trials:
    return Trials(
        **{field.name: np.zeros_like(getattr(slices, field.name)) for field in fields(slices)}
    )


def _gaps(slices: Trials, reference: Trials, shared: Trials, *, confidence: float) -> Gaps:
    found = comparison(slices, reference, shared=shared, confidence=confidence)
    shape = slices.rows.shape
    return Gaps(
        difference=found.difference,
        ratio=found.ratio,
        percent_change=found.ratio.mapped(lambda ratio: 100 * (ratio - 1)),
        p_value=_p_value(slices, reference, shared),
        rate=slices.rate,
        reference_rate=np.broadcast_to(reference.rate, shape),
        rows=slices.rows,
        reference_rows=np.broadcast_to(reference.rows, shape),
    )


def _p_value(
    slices: Trials, reference: Trials, shared: Trials
) -> Float[np.ndarray, "slices thresholds"]:
    """Of the slice against the reference's other rows, or of its other rows where there are none.

    The reference has none where it lies within the slice.
    """
    others = equal_rates_p_value(slices, reference.minus(shared))
    own = equal_rates_p_value(slices.minus(shared), reference)
    return np.where(np.isnan(others), own, others)
