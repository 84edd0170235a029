"""Two models on the same rows: what changed from one to the other, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from jaxtyping import Float

from counterpoise.comparing import ComparedModel
from counterpoise.explorer.sliced_rows import SlicedRows
from counterpoise.metrics.paired import PAIRED_RATES, Change, area_change, joint, rate_change
from counterpoise.stats.paired_counts import PairedCounts
from counterpoise.stats.placements import PairedAreas, paired_areas

COMPLEMENTS = {
    "true_positive_rate": "false_negative_rate",
    "true_negative_rate": "false_positive_rate",
    "negative_rate": "positive_rate",
}
"""A rate -> the one that it is 1 less of, so that its change is the other's turned round."""

AREA = "roc_auc"
MOST_AREA_ROWS = 300_000
"""With more rows an area's change takes seconds: `compare` gives it, `intervals` does not."""

RATES = {rate.name: rate for rate in PAIRED_RATES}

Part = Literal["change", "lower", "upper"]
Changes = dict[Part, Float[np.ndarray, "slices thresholds"]]


def compared_model(
    rows: SlicedRows, before: int, after: int, thresholds: Sequence[float]
) -> ComparedModel:
    """What is summed of model `after` beside model `before`."""
    return ComparedModel(
        name=rows.models[after].name,
        counts=_counts(rows, before, after, thresholds),
        areas=_areas(rows, before, after),
    )


def changes_of(
    rows: SlicedRows, metric: str, before: int, after: int, thresholds: Sequence[float]
) -> Changes | None:
    """The change of a metric in every slice shown; None where models are not paired in it.

    Args:
        rows: scored by both models.
        metric: a metric of the report.
        before: the place of the model that changes are counted from.
        after: the place of the other.
        thresholds: rising.
    """
    rate = RATES.get(COMPLEMENTS.get(metric, metric))
    if metric == AREA and len(rows.examples) <= MOST_AREA_ROWS:
        found = [area_change(_areas(rows, before, after))]
    elif rate is not None:
        counts = _counts(rows, before, after, thresholds)
        found = [rate_change(joint(counts, rate, place)) for place in range(len(thresholds))]
    else:
        return None
    return _columns(found, first=rows.first, turned=metric in COMPLEMENTS)


def _columns(found: Sequence[Change], *, first: int, turned: bool) -> Changes:
    limits = [change.limits() for change in found]
    change, lower, upper = (
        np.stack(columns, axis=1)[first:]
        for columns in (
            [one.difference for one in found],
            [low for low, _ in limits],
            [high for _, high in limits],
        )
    )
    if turned:
        return {"change": -change, "lower": -upper, "upper": -lower}
    return {"change": change, "lower": lower, "upper": upper}


def _counts(rows: SlicedRows, before: int, after: int, thresholds: Sequence[float]) -> PairedCounts:
    def made() -> PairedCounts:
        one, other, positives, atoms, weights = _both(rows, before, after)
        return PairedCounts.of(
            baseline=one,
            model=other,
            positives=positives,
            atoms=atoms,
            inside=rows.membership.inside,
            thresholds=np.array(thresholds, dtype=np.float64),
            weights=weights,
        )

    return rows.joint.of((before, after, tuple(thresholds)), made)


def _areas(rows: SlicedRows, before: int, after: int) -> PairedAreas:
    def made() -> PairedAreas:
        one, other, positives, atoms, weights = _both(rows, before, after)
        inside = rows.membership.inside
        return paired_areas(one, other, positives, atoms=atoms, inside=inside, weights=weights)

    return rows.areas.of((before, after), made)


def _both(
    rows: SlicedRows, before: int, after: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]:
    """Both models' scores, labels, atoms and weights of the rows that both decided."""
    one, other = rows.models[before].examples, rows.models[after].examples
    here = one.decided & other.decided
    weights = rows.examples.weights
    return (
        one.values[here],
        other.values[here],
        rows.examples.positives[here],
        rows.membership.atoms[here],
        None if weights is None else weights[here],
    )
