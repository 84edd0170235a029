"""Counterfactual metrics: a model compared with itself on an original and a counterfactual text.

A pair flips at a threshold where the two sides get different decisions. CTF gap is the mean
absolute difference of the two scores (Garg et al., Counterfactual fairness in text
classification through robustness, AIES 2019).
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from counterpoise.stats.counts import Counts
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.intervals import (
    CONFIDENCE,
    effective_size,
    normal_quantile,
    ratio,
    student_quantile,
)
from counterpoise.stats.pair_sums import PairSums
from counterpoise.stats.proportions import guarded_wilson
from counterpoise.stats.steadying import steadied

FLIPS = ("flip_rate", "flip_rate_0_to_1", "flip_rate_1_to_0")
"""Shares of pairs whose decision changes from original to counterfactual: any way, up, down."""

GAPS = ("ctf_gap", "ctf_gap_logit")
"""Mean absolute difference over pairs, of probabilities and of logits."""

FLIPS_OF_ROWS = "flip_rate_of_rows"
"""Flips over *all* rows of the slice, those without a pair counted as not flipped: the definition
of the older evaluation library. It falls with the share of rows that hold no term."""

SURE = 1e-7
"""Probabilities are held this far from 0 and 1 before their logit is taken."""


def pair_quantities(
    original: Float[np.ndarray, " pairs"],
    counterfactual: Float[np.ndarray, " pairs"],
    thresholds: Float[np.ndarray, " thresholds"],
) -> Float[np.ndarray, "pairs quantities"]:
    """What is averaged over pairs: flipped, 0->1 and 1->0 at each threshold, then the two gaps.

    Args:
        original: [pairs], score of the original text, probability in [0, 1].
        counterfactual: [pairs], the same model's score of the counterfactual text.
        thresholds: decisions are score > threshold, in the scores' own precision.

    Returns:
        [pairs, 3 * thresholds + 2], float64.
    """
    before = original[:, None] > thresholds.astype(original.dtype)
    after = counterfactual[:, None] > thresholds.astype(counterfactual.dtype)
    moved = np.abs(original.astype(np.float64) - counterfactual.astype(np.float64))
    moved_logit = np.abs(_logit(original) - _logit(counterfactual))
    columns = [before != after, after & ~before, before & ~after]
    return np.concatenate([*columns, moved[:, None], moved_logit[:, None]], axis=1)


def _logit(scores: Float[np.ndarray, " pairs"]) -> Float[np.ndarray, " pairs"]:
    held = np.clip(scores.astype(np.float64), SURE, 1 - SURE)
    return np.log(held) - np.log1p(-held)


def quantity_count(thresholds: int) -> int:
    """How many quantities `pair_quantities` gives at that many thresholds."""
    return len(FLIPS) * thresholds + len(GAPS)


def flip_estimates(sums: PairSums, *, thresholds: int) -> dict[str, Estimates]:
    """Every counterfactual metric by name, from sums over `pair_quantities`.

    Flip rates have Wilson's interval, guarded where flips are few, on the size of `rate_and_size`;
    gaps Student's interval with the variance of resampling sources.
    """
    flips, gaps = 3 * thresholds, sums.total.shape[1]
    values: dict[str, Estimates] = {}
    for place, name in enumerate(FLIPS):
        values[name] = _rate_over_sources(sums, slice(place * thresholds, (place + 1) * thresholds))
    for place, name in zip(range(flips, gaps), GAPS, strict=True):
        values[name] = _mean_over_sources(sums, slice(place, place + 1))
    return values


def flips_of_rows(sums: PairSums, counts: Counts, *, thresholds: int) -> Estimates:
    """`FLIPS_OF_ROWS` of every slice at every threshold, with its 95 % interval.

    (sum of w over rows whose pair flips) / (sum of w over all rows); one pair a row is assumed.
    """
    flips = sums.total[:, :thresholds]
    shape = (len(flips), thresholds)
    totals = [counts.weight, counts.weight_sq, counts.rows]
    weight, weight_sq, rows = (
        np.broadcast_to(values.sum(axis=(1, 2))[:, None], shape) for values in totals
    )
    value = np.clip(ratio(flips, weight), 0, 1)
    lower, upper = guarded_wilson(value, effective_size(weight, weight_sq))
    return Estimates(
        value=value, lower=lower, upper=upper, numerator=flips, denominator=weight, rows=rows
    )


def rate_and_size(
    sums: PairSums, columns: slice, *, confidence: float = CONFIDENCE
) -> tuple[Float[np.ndarray, "slices thresholds"], Float[np.ndarray, "slices thresholds"]]:
    """Flip rates p, and the number of independent sources that would be as sure of them.

    With one pair a source: the sources' effective number by Kish, as for any rate. Otherwise
    p (1-p) / V (z / t)^2: V is the variance of resampling sources, steadied towards what it would
    be if all pairs of a source flipped together; t is Student's quantile with the degrees of
    freedom that go with it, z the normal one.

    Source: Korn & Graubard, Survey Methodology 24, 1998 (the factor (z / t)^2).
    """
    value = np.clip(sums.mean()[:, columns], 0, 1)
    sources = np.broadcast_to(effective_size(sums.weight, sums.weight_sq)[:, None], value.shape)
    share = (value * sources + 0.5) / (sources + 1)
    expected = share * (1 - share)
    own = steadied(sums.variance()[:, columns] * sources, sources, expected=expected, share=share)
    quantile = student_quantile(own.freedom, confidence=confidence)
    surer = expected / own.variance * (normal_quantile(confidence) / quantile) ** 2
    single = (sums.pairs == sums.sources)[:, None]
    return value, np.where(single, sources, sources * surer)


def _rate_over_sources(sums: PairSums, columns: slice) -> Estimates:
    value, size = rate_and_size(sums, columns)
    return _estimates(sums, columns, value, *guarded_wilson(value, size))


def _mean_over_sources(sums: PairSums, columns: slice) -> Estimates:
    """A mean with Student's interval; none for fewer than two sources, which show no spread."""
    value = sums.mean()[:, columns]
    freedom = np.maximum(sums.sources - 1.0, 1.0)
    spread = np.sqrt(sums.variance()[:, columns] * (1 + 1 / freedom)[:, None])
    reach = np.where(sums.sources > 1, student_quantile(freedom), np.nan)[:, None] * spread
    return _estimates(sums, columns, value, np.maximum(value - reach, 0), value + reach)


def _estimates(
    sums: PairSums,
    columns: slice,
    value: Float[np.ndarray, "slices thresholds"],
    lower: Float[np.ndarray, "slices thresholds"],
    upper: Float[np.ndarray, "slices thresholds"],
) -> Estimates:
    return Estimates(
        value=value,
        lower=lower,
        upper=upper,
        numerator=sums.total[:, columns],
        denominator=np.broadcast_to(sums.weight[:, None], value.shape),
        rows=np.broadcast_to(sums.pairs[:, None], value.shape),
    )
