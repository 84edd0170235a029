"""Worst-group accuracy: a classifier judged by the group and label that it serves worst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int

from counterpoise.metrics.criteria import NO_SLICE, family_trials
from counterpoise.metrics.rates import RATES, Confusion, rate_estimates
from counterpoise.stats.boxes import Box, End
from counterpoise.stats.estimates import Estimates

WORST_GROUP_ACCURACY = "worst_group_accuracy"
"""The metric's name in a report."""

_RATE = {rate.name: rate for rate in RATES}
_ACCURACY_OF_LABEL = ("true_negative_rate", "true_positive_rate")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstGroup:
    """The worst accuracy over the groups of a family, beside the average.

    Attributes:
        accuracy: [1, thresholds], the worst group's accuracy, with a 95 % interval that holds
            although this group was picked for being the worst; nan where no group of the family
            has rows.
        average: [1, thresholds], accuracy over all rows.
        slices: [thresholds], place of the worst group among the slices, the first of equals;
            `NO_SLICE` where there is none.
        positives: [thresholds], whether the worst group is that slice's positives or its negatives.
        used: [2, family, thresholds], whether the group has weight and so took part: negatives,
            then positives.
    """

    accuracy: Estimates
    average: Estimates
    slices: Int[np.ndarray, " thresholds"]
    positives: Bool[np.ndarray, " thresholds"]
    used: Bool[np.ndarray, "2 family thresholds"]


def worst_group_accuracy(
    cells: Confusion, family: Sequence[int], *, overall: int = 0
) -> WorstGroup:
    """Worst-group accuracy by the rule of WILDS: groups are identity x label.

    worst = min over slices g of the family and labels y of
    (weight of rows of g with label y decided rightly) / (weight of rows of g with label y).

    Groups may overlap. One without rows takes no part, and `used` says so. The interval reaches
    from the least lower to the least upper end of simultaneous intervals of all these accuracies.

    Args:
        cells: the confusion cells of every slice, from `confusion`.
        family: places of the identities among the slices.
        overall: place of the slice of all rows.

    Source: Koh et al., WILDS, ICML 2021, section on CivilComments; Sagawa, Koh, Hashimoto &
    Liang, ICLR 2020.
    """
    by_label = [rate_estimates(_RATE[name], cells) for name in _ACCURACY_OF_LABEL]
    values = np.stack([accuracy.value[list(family)] for accuracy in by_label])
    used = ~np.isnan(values)
    above_all = np.full((1, values.shape[2]), 2.0)
    groups = np.where(used, values, np.inf).reshape(-1, values.shape[2])
    least = np.append(groups, above_all, axis=0).argmin(axis=0)
    slices = np.append([*family, *family], NO_SLICE)[least].astype(np.int64)
    positives = (least >= len(family)) & (slices != NO_SLICE)
    limits = _limits(cells, family)
    return WorstGroup(
        accuracy=_picked(by_label, slices=slices, positives=positives, limits=limits),
        average=_row(rate_estimates(_RATE["accuracy"], cells), overall),
        slices=slices,
        positives=positives,
        used=used,
    )


def _limits(cells: Confusion, family: Sequence[int]) -> tuple[End, End]:
    """Ends of the interval of the least accuracy over groups and labels."""
    boxes = [
        Box.of(family_trials(name, cells, family), rates=2 * len(family))
        for name in _ACCURACY_OF_LABEL
    ]
    return Box(
        lower=np.concatenate([box.lower for box in boxes]),
        upper=np.concatenate([box.upper for box in boxes]),
    ).least()


def _picked(
    by_label: Sequence[Estimates],
    *,
    slices: Int[np.ndarray, " thresholds"],
    positives: Bool[np.ndarray, " thresholds"],
    limits: tuple[End, End],
) -> Estimates:
    """At each threshold the estimate of that slice and label; nan over nothing without a slice."""

    def picked(name: str, absent: float) -> np.ndarray:
        values = np.stack([getattr(estimates, name) for estimates in by_label])
        chosen = values[positives.astype(np.int64), slices, np.arange(len(slices))]
        return np.where(slices != NO_SLICE, chosen, absent)[None]

    return Estimates(
        value=picked("value", np.nan),
        lower=limits[0][None],
        upper=limits[1][None],
        numerator=picked("numerator", 0.0),
        denominator=picked("denominator", 0.0),
        rows=picked("rows", 0.0).astype(np.int64),
    )


def _row(estimates: Estimates, place: int) -> Estimates:
    return Estimates(
        value=estimates.value[[place]],
        lower=estimates.lower[[place]],
        upper=estimates.upper[[place]],
        numerator=estimates.numerator[[place]],
        denominator=estimates.denominator[[place]],
        rows=estimates.rows[[place]],
    )
