"""Areas of every slice from merged score bins, under the names of those from the scores."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from jaxtyping import Int

from counterpoise.metrics.bias_auc import BIAS_AUCS, EQUALITY_GAPS
from counterpoise.metrics.precision_recall import PR_AUC
from counterpoise.stats.binned_areas import (
    BinnedClass,
    BinnedEstimates,
    binned_pr_auc,
    binned_roc_auc,
)
from counterpoise.stats.counts import Counts

ROC_AUC = "roc_auc"
NEGATIVE, POSITIVE = 0, 1


def binned_areas(ranking: Counts) -> dict[str, BinnedEstimates]:
    """ROC AUC and PR AUC of every slice by name.

    Args:
        ranking: by slice and fine score bin.
    """
    minus, plus = _class(ranking, NEGATIVE), _class(ranking, POSITIVE)
    return {ROC_AUC: binned_roc_auc(plus, minus), PR_AUC: binned_pr_auc(plus, minus)}


def binned_bias_aucs(
    ranking: Counts, backgrounds: Counts, family_of: Int[np.ndarray, " slices"]
) -> dict[str, BinnedEstimates]:
    """Subgroup, BPSN and BNSP AUC and both average equality gaps by name; see `bias_auc`.

    Args:
        ranking: by slice and fine score bin.
        backgrounds: the same of all rows annotated for a family.
        family_of: the place of each slice's family.
    """
    inside = [_class(ranking, label) for label in (NEGATIVE, POSITIVE)]
    outside = [
        _without(_at(_class(backgrounds, label), family_of), inside[label])
        for label in (NEGATIVE, POSITIVE)
    ]
    areas = {
        "subgroup_auc": binned_roc_auc(inside[POSITIVE], inside[NEGATIVE]),
        "bpsn_auc": binned_roc_auc(outside[POSITIVE], inside[NEGATIVE]),
        "bnsp_auc": binned_roc_auc(inside[POSITIVE], outside[NEGATIVE]),
    }
    assert tuple(areas) == BIAS_AUCS
    shifts = (_shift(inside[label], outside[label]) for label in (POSITIVE, NEGATIVE))
    return areas | dict(zip(EQUALITY_GAPS, shifts, strict=True))


def _shift(group: BinnedClass, background: BinnedClass) -> BinnedEstimates:
    """P(a row of the group has a greater score than one of the background) - 1/2."""
    area = binned_roc_auc(group, background)
    found = area.estimates
    moved = replace(
        found,
        value=found.value - 0.5,
        lower=found.lower - 0.5,
        upper=found.upper - 0.5,
        numerator=found.numerator - found.denominator / 2,
    )
    return BinnedEstimates(estimates=moved, error=area.error)


def _class(counts: Counts, label: int) -> BinnedClass:
    return BinnedClass(
        rows=counts.rows[:, label],
        weight=counts.weight[:, label],
        weight_sq=counts.weight_sq[:, label],
    )


def _at(side: BinnedClass, places: Int[np.ndarray, " slices"]) -> BinnedClass:
    return BinnedClass(
        rows=side.rows[places], weight=side.weight[places], weight_sq=side.weight_sq[places]
    )


def _without(whole: BinnedClass, part: BinnedClass) -> BinnedClass:
    """The rows of `whole` that are not in `part`; what is left of weights is not below 0."""
    rows = whole.rows - part.rows

    def left(mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        return np.where(rows > 0, np.maximum(mine - theirs, 0), 0.0)

    return BinnedClass(
        rows=rows,
        weight=left(whole.weight, part.weight),
        weight_sq=left(whole.weight_sq, part.weight_sq),
    )
