"""Bias of a ranking without a threshold: how groups lie among the rows that are not in them.

The background of a slice is its complement: rows annotated for the slice's column and not inside.

Source: Borkan, Dixon, Sorensen, Thain & Vasserman, Nuanced metrics for measuring unintended bias
with real data for text classification, WWW 2019, and its authors' code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from counterpoise.stats.background_areas import background_areas
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.ranking import Ranked, roc_auc
from counterpoise.stats.score_order import ScoreOrder

BIAS_AUCS = ("subgroup_auc", "bpsn_auc", "bnsp_auc")
"""Which positives against which negatives: of the group; background against group; the reverse."""

EQUALITY_GAPS = ("positive_average_equality_gap", "negative_average_equality_gap")
"""How far a group's positives, and its negatives, are shifted from those of its background."""

OVERALL_SHARE = 0.25
"""Weight of the overall area in Jigsaw's score, and of each of the three submetrics."""

POWER = -5.0
"""Exponent of the mean over groups: the lower, the more the worst group counts."""


def bias_aucs(
    rows: ScoreOrder,
    inside: Bool[np.ndarray, "atoms slices"],
    annotated: Bool[np.ndarray, "atoms slices"],
) -> dict[str, Estimates]:
    """The three areas of every slice by name, each exact with its 95 % interval.

    subgroup_auc = P(s of a group's positive > s of a group's negative),
    bpsn_auc     = P(s of a background positive > s of a group's negative),
    bnsp_auc     = P(s of a group's positive > s of a background negative), ties counting 1/2.

    The numerator is the weighted number of pairs ranked rightly, the denominator that of all
    pairs; nan where one of the two sides has no weight, as for overall, which has no background.

    Args:
        rows: the rows in order of score.
        inside: [atoms, slices], whether the atom lies in the slice.
        annotated: [atoms, slices], whether the atom is annotated for the slice's column.

    Returns:
        Name -> [slices, 1]; `rows` counts both sides.
    """
    ranked = Ranked.of(rows.ranks, rows.positives, atoms=rows.atoms, weights=rows.weights)
    negatives, positives = background_areas(
        rows, inside, annotated, labels=((False, True), (True, False))
    )
    return {
        "subgroup_auc": roc_auc(ranked, inside),
        "bpsn_auc": _reversed(negatives),
        "bnsp_auc": positives,
    }


def _reversed(areas: Estimates) -> Estimates:
    """P(a < b) from P(a > b), ties counting 1/2."""
    return Estimates(
        value=1 - areas.value,
        lower=1 - areas.upper,
        upper=1 - areas.lower,
        numerator=areas.denominator - areas.numerator,
        denominator=areas.denominator,
        rows=areas.rows,
    )


def average_equality_gaps(
    rows: ScoreOrder,
    inside: Bool[np.ndarray, "atoms slices"],
    annotated: Bool[np.ndarray, "atoms slices"],
) -> dict[str, Estimates]:
    """The positive and the negative average equality gap of every slice, with 95 % intervals.

    AEG = 1/2 - U / (n m), with U the number of pairs in which the background's row (one of m)
    has a greater score than the group's (one of n), ties counting 1/2; over positives, and over
    negatives. In [-1/2, 1/2]: above 0 the group's scores are the higher ones.

    It is an area less 1/2, and so is its interval. The denominator is the weighted number
    of pairs; nan where the group or its background has no row of that label.

    Args:
        rows: the rows in order of score.
        inside: [atoms, slices], whether the atom lies in the slice.
        annotated: [atoms, slices], whether the atom is annotated for the slice's column.

    Returns:
        Name -> [slices, 1]; `rows` counts both sides.
    """
    shifted = background_areas(rows, inside, annotated, labels=((True, True), (False, False)))
    return {name: _less_half(area) for name, area in zip(EQUALITY_GAPS, shifted, strict=True)}


def _less_half(area: Estimates) -> Estimates:
    return Estimates(
        value=area.value - 0.5,
        lower=area.lower - 0.5,
        upper=area.upper - 0.5,
        numerator=area.numerator - area.denominator / 2,
        denominator=area.denominator,
        rows=area.rows,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasScore:
    """Jigsaw's final score, and what it was made of.

    Attributes:
        value: the score, in [0, 1]; nan where the overall area or a power mean is undefined.
        overall: the area over all rows.
        power_means: submetric -> its power mean over the groups used; nan where there are none.
        used: submetric -> [family], whether the group's area is defined and so took part.
    """

    value: float
    overall: float
    power_means: Mapping[str, float]
    used: Mapping[str, Bool[np.ndarray, " family"]]


def bias_score(
    areas: Mapping[str, Estimates], family: Sequence[int], *, overall: int = 0
) -> BiasScore:
    """Jigsaw's final score over the groups of a family.

    score = 1/4 AUC + 1/4 sum over submetrics s of M(s),
    M(s) = (1/G sum over groups g of s_g^p)^(1/p), p = -5.

    Groups whose area is undefined are left out of that submetric's mean, and `used` says which.

    Args:
        areas: from `bias_aucs`.
        family: places of the groups among the slices.
        overall: place of the slice of all rows.

    Source: Jigsaw Unintended Bias in Toxicity Classification, Kaggle 2019, evaluation.
    """
    values = {name: areas[name].value[list(family), 0] for name in BIAS_AUCS}
    used = {name: ~np.isnan(value) for name, value in values.items()}
    means = {name: power_mean(values[name][used[name]]) for name in BIAS_AUCS}
    whole = float(areas["subgroup_auc"].value[overall, 0])
    return BiasScore(
        value=OVERALL_SHARE * whole + (1 - OVERALL_SHARE) * float(np.mean(list(means.values()))),
        overall=whole,
        power_means=means,
        used=used,
    )


def power_mean(values: Float[np.ndarray, " values"], *, power: float = POWER) -> float:
    """(mean of v^p)^(1/p); nan over nothing, 0 where p < 0 and a value is 0."""
    if not len(values):
        return float("nan")
    with np.errstate(divide="ignore"):
        return float(np.mean(values**power) ** (1 / power))
