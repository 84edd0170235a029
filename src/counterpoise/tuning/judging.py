"""A model's numbers, read off an audit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import polars as pl

from counterpoise.audit_plan import Included
from counterpoise.auditing import audit
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.metrics.bias_auc import BIAS_AUCS, EQUALITY_GAPS
from counterpoise.metrics.calibration import (
    CALIBRATION_IN_THE_LARGE,
    CALIBRATION_RATIO,
    EXPECTED_CALIBRATION_ERROR,
)
from counterpoise.metrics.criteria import CRITERIA, FNED, FPED
from counterpoise.metrics.flips import FLIPS, GAPS
from counterpoise.metrics.precision_recall import PR_AUC
from counterpoise.metrics.rates import RATES
from counterpoise.metrics.recalibration import SLOPE_AND_INTERCEPT
from counterpoise.metrics.worst_group import WORST_GROUP_ACCURACY
from counterpoise.report import Report
from counterpoise.scoring import Score
from counterpoise.slices import membership
from counterpoise.tuning.quantities import Known, Numbers, Quantity

ALWAYS = (*(rate.name for rate in RATES), "roc_auc")

OF_INCLUDED: Mapping[Included, Sequence[str]] = {
    "bias_auc": (*BIAS_AUCS, *EQUALITY_GAPS),
    "pr_auc": (PR_AUC,),
    "calibration": (
        *SLOPE_AND_INTERCEPT,
        CALIBRATION_IN_THE_LARGE,
        CALIBRATION_RATIO,
        EXPECTED_CALIBRATION_ERROR,
    ),
}
"""Part of an audit that takes longer -> its metrics."""

OF_FAMILIES = (*(one.name for one in CRITERIA), FPED, FNED, WORST_GROUP_ACCURACY)
"""Metrics that a family has and a slice has not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Rows that models are judged on.

    Attributes:
        examples: the rows.
        pairs: counterfactual pairs made from them, if any.
    """

    examples: Examples
    pairs: Pairs | None = None

    def known(self, crossings: Sequence[Sequence[str]]) -> Known:
        """What quantities can be about."""
        sets = membership(self.examples, crossings=crossings).sets
        families = {
            name: tuple(
                piece.name
                for piece, place in zip(sets.slices, sets.family_of, strict=True)
                if place == at
            )
            for at, name in enumerate(sets.families)
            if at
        }
        included = (name for some in OF_INCLUDED.values() for name in some)
        flips = (*FLIPS, *GAPS) if self.pairs is not None else ()
        return Known(families=families, metrics=(*ALWAYS, *included, *flips), criteria=OF_FAMILIES)

    def report(
        self,
        scores: Mapping[str, Score],
        *,
        counterfactual_scores: Mapping[str, Score] | None = None,
        thresholds: Collection[float],
        crossings: Sequence[Sequence[str]],
        include: Sequence[Included],
        facts: Mapping[str, str] | None = None,
    ) -> Report:
        """An audit of models on these rows."""
        return audit(
            self.examples,
            scores,
            thresholds=sorted(thresholds),
            crossings=crossings,
            include=include,
            pairs=self.pairs,
            counterfactual_scores=counterfactual_scores,
            facts=facts,
        )


def included_for(quantities: Sequence[Quantity]) -> tuple[Included, ...]:
    """The parts of an audit that these quantities need."""
    metrics = {quantity.metric for quantity in quantities}
    return tuple(name for name in get_args(Included) if metrics & set(OF_INCLUDED[name]))


def numbers_of(
    report: Report, quantities: Sequence[Quantity], *, model: str, threshold: float
) -> Numbers:
    """What `quantities` need of a model: each metric in every slice, or of every family."""
    metrics = {quantity.metric for quantity in quantities}
    here = (
        (pl.col("model") == model)
        & pl.col("metric").is_in(metrics)
        & (pl.col("threshold").is_null() | (pl.col("threshold") == threshold))
    )
    frames = [report.table().filter(here).select("slice", "metric", "value")]
    if metrics & set(OF_FAMILIES):
        # A criterion that has the name of a metric is the metric, of all rows.
        of_families = here & pl.col("metric").is_in(OF_FAMILIES)
        found = report.criteria().filter(of_families)
        frames.append(found.select(slice="family", metric="metric", value="value"))
    return {(place, metric): value for place, metric, value in pl.concat(frames).iter_rows()}
