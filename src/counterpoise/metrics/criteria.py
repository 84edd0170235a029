"""Fairness criteria: one number for how far a rate differs among the groups of a family.

A family is a set of slices, such as the values of one group column. A group whose rate is
undefined takes no part in the extremes; the result says so instead of dropping it silently.

Intervals follow from simultaneous ones of all the rates that a criterion is made of, so that they
hold although the groups at the extremes were picked for being extreme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.metrics.gaps import trials
from counterpoise.metrics.rates import RATES, Confusion
from counterpoise.stats.boxes import Box
from counterpoise.stats.intervals import ratio
from counterpoise.stats.trials import Trials


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

_RATE = {rate.name: rate for rate in RATES}


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyGap:
    """A criterion over one family at every threshold.

    Attributes:
        value: [thresholds], the criterion; nan where it is undefined.
        lower: [thresholds], lower end of its 95 % interval; nan where nothing is compared.
        upper: [thresholds], upper end.
        used: [rates, family, thresholds], whether the group's rate is defined and so took part.
        lowest: [rates, thresholds], place among the slices of the lowest rate that took part, the
            first of equals; `NO_SLICE` where there is none.
        highest: [rates, thresholds], the same of the highest.
    """

    value: Float[np.ndarray, " thresholds"]
    lower: Float[np.ndarray, " thresholds"]
    upper: Float[np.ndarray, " thresholds"]
    used: Bool[np.ndarray, "rates family thresholds"]
    lowest: Int[np.ndarray, "rates thresholds"]
    highest: Int[np.ndarray, "rates thresholds"]


def criterion_gap(criterion: Criterion, cells: Confusion, family: Sequence[int]) -> FamilyGap:
    """`criterion` over the slices of `family`.

    Of each rate: difference = max over groups - min over groups, ratio = min / max. The worst
    rate counts: the greatest difference, the smallest ratio.

    Undefined (nan) where for one of the rates fewer than two groups are defined, since then
    nothing is compared, or where a ratio is 0 / 0, which still has an interval.

    Args:
        criterion: one of `CRITERIA`.
        cells: the confusion cells of every slice, from `confusion`.
        family: places of the groups among the slices, which should not be overall's.

    Source: fairlearn, fairness metrics; Hardt, Price & Srebro, NeurIPS 2016 (equalised odds).
    """
    groups = [family_trials(name, cells, family) for name in criterion.rates]
    boxes = [Box.of(group, rates=len(family) * len(groups)) for group in groups]
    values = np.stack([group.rate for group in groups])
    used = ~np.isnan(values)
    enough = used.sum(axis=1) > 1
    least = np.where(enough, np.where(used, values, np.inf).min(axis=1, initial=np.inf), np.nan)
    most = np.where(enough, np.where(used, values, -np.inf).max(axis=1, initial=-np.inf), np.nan)
    if criterion.form == "difference":
        forms, worst = [most - least, *zip(*map(Box.difference, boxes), strict=True)], np.max
    else:
        forms, worst = [ratio(least, most), *zip(*map(Box.ratio, boxes), strict=True)], np.min
    value, lower, upper = (worst(np.stack(form), axis=0) for form in forms)
    return FamilyGap(
        value=value,
        lower=lower,
        upper=upper,
        used=used,
        lowest=_places(values, family),
        highest=_places(-values, family),
    )


def equality_difference(
    rate: str, cells: Confusion, family: Sequence[int], *, overall: int = 0
) -> FamilyGap:
    """FPED from false positive rates, FNED from false negative rates.

    sum over groups g of |rate of overall - rate of g|; it grows with the number of groups.

    Args:
        rate: name of one of `RATES`.
        cells: the confusion cells of every slice, from `confusion`.
        family: places of the groups among the slices.
        overall: place of the slice of all rows.

    Returns:
        nan where overall's rate or every group's is undefined; `used` says whose took part.

    Source: Dixon, Li, Sorensen, Thain & Vasserman, Measuring and mitigating unintended bias in
    text classification, AIES 2018.
    """
    groups, whole = family_trials(rate, cells, family), family_trials(rate, cells, [overall])
    box, centre = (Box.of(part, rates=len(family) + 1) for part in (groups, whole))
    distance = np.abs(groups.rate - whole.rate)
    used = ~np.isnan(distance)
    lower, upper = box.distances(centre)
    return FamilyGap(
        value=np.where(used.any(axis=0), np.where(used, distance, 0).sum(axis=0), np.nan),
        lower=lower,
        upper=upper,
        used=used[None],
        lowest=_places(groups.rate[None], family),
        highest=_places(-groups.rate[None], family),
    )


def family_trials(rate: str, cells: Confusion, family: Sequence[int]) -> Trials:
    """The rows that the rate of that name is a share of, in the slices of `family`."""
    everyone, places = trials(_RATE[rate], cells), np.array(family, dtype=np.int64)
    return Trials(
        rows=everyone.rows[places],
        weight=everyone.weight[places],
        weight_sq=everyone.weight_sq[places],
        hits=everyone.hits[places],
    )


def _places(
    values: Float[np.ndarray, "rates family thresholds"], family: Sequence[int]
) -> Int[np.ndarray, "rates thresholds"]:
    """The place among the slices of the least value; `NO_SLICE` where all are nan."""
    ends = np.full((len(values), 1, values.shape[2]), np.inf)
    least = np.append(np.where(np.isnan(values), np.inf, values), ends, axis=1).argmin(axis=1)
    found = ~np.isnan(values).all(axis=1)
    return np.where(found, np.append(family, NO_SLICE)[least], NO_SLICE).astype(np.int64)
