"""Fairness criteria: one number for how far a rate differs among the groups of a family.

A family is a set of slices, such as the values of one group column. A group whose rate is
undefined takes no part in the extremes; the result says so instead of dropping it silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.stats.estimates import Estimates
from counterpoise.stats.intervals import ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A criterion by its name, the rates that should be equal, and how they are compared."""

    name: str
    rates: tuple[str, ...]
    form: Literal["difference", "ratio"]


PARITY, OPPORTUNITY = ("positive_rate",), ("true_positive_rate",)
ODDS = ("true_positive_rate", "false_positive_rate")

CRITERIA = (
    Criterion(name="demographic_parity_difference", rates=PARITY, form="difference"),
    Criterion(name="demographic_parity_ratio", rates=PARITY, form="ratio"),
    Criterion(name="equal_opportunity_difference", rates=OPPORTUNITY, form="difference"),
    Criterion(name="equal_opportunity_ratio", rates=OPPORTUNITY, form="ratio"),
    Criterion(name="equalized_odds_difference", rates=ODDS, form="difference"),
    Criterion(name="equalized_odds_ratio", rates=ODDS, form="ratio"),
)
"""The criteria under the names that fairlearn gives them."""

FPED = "false_positive_equality_difference"
"""Sum over groups of |FPR - FPR of the group|."""

FNED = "false_negative_equality_difference"
"""Sum over groups of |FNR - FNR of the group|."""

NO_SLICE = -1
"""In place of a slice where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyGap:
    """A criterion over one family at every threshold.

    Attributes:
        value: [thresholds], the criterion; nan where it is undefined.
        used: [rates, family, thresholds], whether the group's rate is defined and so took part.
        lowest: [rates, thresholds], place among the slices of the lowest rate that took part, the
            first of equals; `NO_SLICE` where there is none.
        highest: [rates, thresholds], the same of the highest.
    """

    value: Float[np.ndarray, " thresholds"]
    used: Bool[np.ndarray, "rates family thresholds"]
    lowest: Int[np.ndarray, "rates thresholds"]
    highest: Int[np.ndarray, "rates thresholds"]


def criterion_gap(
    criterion: Criterion, rates: Mapping[str, Estimates], family: Sequence[int]
) -> FamilyGap:
    """`criterion` over the slices of `family`.

    Of each rate: difference = max over groups - min over groups, ratio = min / max. The worst
    rate counts: the greatest difference, the smallest ratio.

    Undefined (nan) where for one of the rates fewer than two groups are defined, since then
    nothing is compared, or where a ratio is 0 / 0.

    Args:
        criterion: one of `CRITERIA`.
        rates: name -> [slices, thresholds], from `rate_estimates`.
        family: places of the groups among the slices, which should not be overall's.

    Source: fairlearn, fairness metrics; Hardt, Price & Srebro, NeurIPS 2016 (equalised odds).
    """
    values = np.stack([rates[name].value[list(family)] for name in criterion.rates])
    used = ~np.isnan(values)
    enough = used.sum(axis=1) > 1
    least = np.where(enough, np.where(used, values, np.inf).min(axis=1, initial=np.inf), np.nan)
    most = np.where(enough, np.where(used, values, -np.inf).max(axis=1, initial=-np.inf), np.nan)
    differs = criterion.form == "difference"
    return FamilyGap(
        value=(most - least).max(axis=0) if differs else ratio(least, most).min(axis=0),
        used=used,
        lowest=_places(values, family),
        highest=_places(-values, family),
    )


def equality_difference(rate: Estimates, family: Sequence[int], *, overall: int = 0) -> FamilyGap:
    """FPED from false positive rates, FNED from false negative rates.

    sum over groups g of |rate of overall - rate of g|; it grows with the number of groups.

    Args:
        rate: [slices, thresholds], from `rate_estimates`.
        family: places of the groups among the slices.
        overall: place of the slice of all rows.

    Returns:
        nan where overall's rate or every group's is undefined; `used` says whose took part.

    Source: Dixon, Li, Sorensen, Thain & Vasserman, Measuring and mitigating unintended bias in
    text classification, AIES 2018.
    """
    values = rate.value[None, list(family)]
    distance = np.abs(values - rate.value[overall])
    used = ~np.isnan(distance)
    total = np.where(used, distance, 0).sum(axis=(0, 1))
    return FamilyGap(
        value=np.where(used.any(axis=(0, 1)), total, np.nan),
        used=used,
        lowest=_places(values, family),
        highest=_places(-values, family),
    )


def _places(
    values: Float[np.ndarray, "rates family thresholds"], family: Sequence[int]
) -> Int[np.ndarray, "rates thresholds"]:
    """The place among the slices of the least value; `NO_SLICE` where all are nan."""
    ends = np.full((len(values), 1, values.shape[2]), np.inf)
    least = np.append(np.where(np.isnan(values), np.inf, values), ends, axis=1).argmin(axis=1)
    found = ~np.isnan(values).all(axis=1)
    return np.where(found, np.append(family, NO_SLICE)[least], NO_SLICE).astype(np.int64)
