"""Calibration: whether rows with score s are positive with probability s."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from counterpoise.stats.calibration_sums import CalibrationSums
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.intervals import effective_size, ratio, student_quantile, wilson

CALIBRATION_IN_THE_LARGE = "calibration_in_the_large"
"""The name in a report of mean score minus observed rate."""

CALIBRATION_RATIO = "calibration_ratio"
"""The name in a report of mean score over observed rate."""

EXPECTED_CALIBRATION_ERROR = "expected_calibration_error"
"""The name in a report of the mean distance between score and observed rate over bins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """The reliability curve of every slice: what was said beside what was seen.

    Attributes:
        mean_score: [slices, bins], mean score of the bin's rows; nan where it has none.
        observed: [slices, bins], weighted share of positive labels, with Wilson's 95 % interval
            on Kish's effective size; `rows` counts the bin's rows.
    """

    mean_score: Float[np.ndarray, "slices bins"]
    observed: Estimates


def reliability(sums: CalibrationSums) -> Reliability:
    """Mean score and observed rate of every slice and bin.

    Source: DeGroot & Fienberg, The Statistician 32, 1983.
    """
    value = np.clip(ratio(sums.label, sums.weight), 0, 1)
    lower, upper = wilson(value, effective_size(sums.weight, sums.weight_sq))
    return Reliability(
        mean_score=ratio(sums.score, sums.weight),
        observed=Estimates(
            value=value,
            lower=lower,
            upper=upper,
            numerator=sums.label,
            denominator=sums.weight,
            rows=sums.rows,
        ),
    )


def expected_calibration_error(sums: CalibrationSums) -> Estimates:
    """ECE of every slice: the distance of score and observed rate, averaged over rows.

    ECE = sum over bins b of W_b / W |mean score in b - observed rate in b|.

    It has no interval (lower and upper are nan): it is at least 0, so that chance alone lifts it;
    `calibration_error_by_chance` says how far.

    Args:
        sums: from equal-width bins; `CalibrationSums.coarser` gives fewer of them.

    Returns:
        [slices, 1]; nan where a slice has no weight.

    Source: Naeini, Cooper & Hauskrecht, AAAI 2015.
    """
    return _over_bins(sums, np.abs(sums.score - sums.label))


def calibration_error_by_chance(sums: CalibrationSums) -> Estimates:
    """The ECE to be expected of a slice of this size though its scores were calibrated.

    sum over bins b of W_b / W sqrt(2 / pi) sqrt(s_b (1 - s_b) / n_b), with the bin's mean score
    s_b and effective size n_b: the mean distance of a rate from its expectation. Labels are taken
    to be 0 or 1, and the normal law to hold, which overstates it in bins of a row or two.

    Returns:
        [slices, 1], without interval; nan where a slice has no weight.
    """
    size = effective_size(sums.weight, sums.weight_sq)
    score = np.clip(ratio(sums.score, sums.weight), 0, 1)
    distance = np.sqrt(2 / np.pi * score * (1 - score) / np.where(size > 0, size, 1))
    return _over_bins(sums, sums.weight * np.nan_to_num(distance))


def _over_bins(sums: CalibrationSums, amount: Float[np.ndarray, "slices bins"]) -> Estimates:
    numerator = amount.sum(axis=1, keepdims=True)
    denominator = sums.weight.sum(axis=1, keepdims=True)
    unknown = np.full_like(denominator, np.nan)
    return Estimates(
        value=ratio(numerator, denominator),
        lower=unknown,
        upper=unknown,
        numerator=numerator,
        denominator=denominator,
        rows=sums.rows.sum(axis=1, keepdims=True),
    )


def calibration_in_the_large(sums: CalibrationSums) -> Estimates:
    """Mean score minus observed rate of every slice: above 0 the scores are too high.

    d = sum of w (s - y) / sum of w, with Student's interval from the spread of s - y on Kish's
    effective size n, d +- t_(n-1) sqrt(sum of w^2 (s - y - d)^2 / (sum of w)^2 n / (n - 1)).

    Where all labels are 0, or all 1, that spread knows nothing of the labels. There the rate's
    Wilson interval is used instead, the mean score being taken as it is.

    Returns:
        [slices, 1]; numerator sum of w (s - y); nan where a slice has no weight.

    Source: Cox, Biometrika 45, 1958; Van Calster et al., BMC Medicine 17, 2019.
    """
    total = sums.coarser(bins=1)
    score, rate = ratio(total.score, total.weight), ratio(total.label, total.weight)
    value, size = score - rate, effective_size(total.weight, total.weight_sq)
    reach = _student_reach(total, value, size)
    lowest, highest = wilson(np.clip(rate, 0, 1), size)
    alike = (total.label <= 0) | (total.label >= total.weight) | ~(size > 1)
    return Estimates(
        value=value,
        lower=np.where(alike, score - highest, np.maximum(value - reach, -1)),
        upper=np.where(alike, score - lowest, np.minimum(value + reach, 1)),
        numerator=total.score - total.label,
        denominator=total.weight,
        rows=total.rows,
    )


def calibration_ratio(sums: CalibrationSums) -> Estimates:
    """Mean score over observed rate of every slice, which Fairness Indicators calls calibration.

    sum of w s / sum of w y; above 1 the scores are too high. The interval is mean score over the
    ends of the rate's Wilson interval, the mean score being taken as it is.

    Returns:
        [slices, 1]; nan where a slice has no positive label of any weight.
    """
    total = sums.coarser(bins=1)
    rate = np.clip(ratio(total.label, total.weight), 0, 1)
    lowest, highest = wilson(rate, effective_size(total.weight, total.weight_sq))
    score = np.where(total.label > 0, ratio(total.score, total.weight), np.nan)
    return Estimates(
        value=ratio(total.score, total.label),
        lower=score / np.where(total.label > 0, highest, np.nan),
        upper=score / np.where(total.label > 0, lowest, np.nan),
        numerator=total.score,
        denominator=total.label,
        rows=total.rows,
    )


def _student_reach(
    total: CalibrationSums,
    value: Float[np.ndarray, "slices 1"],
    size: Float[np.ndarray, "slices 1"],
) -> Float[np.ndarray, "slices 1"]:
    spread = total.excess_sq - 2 * value * total.excess + value**2 * total.weight_sq
    freedom = np.maximum(size - 1, 1e-9)
    variance = ratio(np.maximum(spread, 0), total.weight**2) * size / freedom
    return student_quantile(np.maximum(freedom, 1)) * np.sqrt(variance)


def calibration_estimates(sums: CalibrationSums, *, bins: int = 10) -> dict[str, Estimates]:
    """Every calibration metric by name, each [slices, 1].

    Args:
        sums: over a multiple of `bins` bins.
        bins: equal-width bins of the expected calibration error.
    """
    coarse = sums.coarser(bins=bins)
    return {
        CALIBRATION_IN_THE_LARGE: calibration_in_the_large(sums),
        CALIBRATION_RATIO: calibration_ratio(sums),
        EXPECTED_CALIBRATION_ERROR: expected_calibration_error(coarse),
        f"{EXPECTED_CALIBRATION_ERROR}_by_chance": calibration_error_by_chance(coarse),
    }
