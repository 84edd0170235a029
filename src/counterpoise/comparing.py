"""Models side by side on the same rows: what changed from the baseline, in every slice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError, choices
from counterpoise.metrics.paired import (
    PAIRED_RATES,
    Better,
    Change,
    PairedRate,
    area_change,
    area_gap_changes,
    gap_changes,
    joint,
    rate_change,
)
from counterpoise.named_models import model_named
from counterpoise.progress import Progress, silent
from counterpoise.scoring import ModelScores, Score, scores_of_models
from counterpoise.slices import Membership, Slice, membership
from counterpoise.stats.paired_counts import PairedCounts
from counterpoise.stats.placements import PairedAreas, paired_areas
from counterpoise.verdicts import Verdict, no_worse_by
from counterpoise.wording import change_sentence

SCHEMA = {
    "model": pl.String,
    "slice": pl.String,
    "metric": pl.String,
    "threshold": pl.Float64,
    "baseline_value": pl.Float64,
    "value": pl.Float64,
    "change": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "p_value": pl.Float64,
    "rows": pl.Int64,
    "verdict": pl.String,
    "sentence": pl.String,
}
"""The columns of `Comparison.table()`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedModel:
    """What was summed of one model beside the baseline.

    Attributes:
        name: the model's name.
        counts: joint decisions by slice, label and threshold.
        areas: areas under both ROC curves, taken while the scores were in memory.
    """

    name: str
    counts: PairedCounts
    areas: PairedAreas


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricChange:
    """The change of one metric at one threshold, in every slice.

    Attributes:
        metric: name of the metric; of a gap `<metric>_gap`, of its size `<metric>_gap_size`.
        threshold: decisions are score > threshold; None where the metric has none.
        better: which way is better; None where neither is by itself.
        change: [slices].
        gap: whether it is held against overall, which then has none of its own.
    """

    metric: str
    threshold: float | None
    better: Better | None
    change: Change
    gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Every model beside the baseline on the same rows.

    Attributes:
        slices: overall, then every group; overlapping.
        not_annotated: group column -> rows that were not annotated in it.
        baseline: name of the model that changes are counted from.
        thresholds: decisions are score > threshold.
        margin: a change for the worse of up to this much is no matter.
        models: one entry for each other model, in the order given.
    """

    slices: tuple[Slice, ...]
    not_annotated: Mapping[str, int]
    baseline: str
    thresholds: tuple[float, ...]
    margin: float
    models: tuple[ComparedModel, ...]

    def model(self, name: str) -> ComparedModel:
        """The sums of the model called `name`.

        Raises:
            PlanError: when there is none; the message lists those that exist.
        """
        return model_named(self.models, name, place="comparison")

    def changes(self, model: str) -> Iterator[MetricChange]:
        """Every metric's change under `model`: rates by threshold, ROC AUC, their gaps."""
        compared = self.model(model)
        for rate in PAIRED_RATES:
            for place, threshold in enumerate(self.thresholds):
                yield from _rate_changes(compared.counts, rate, place, threshold)
        area = area_change(compared.areas)
        yield MetricChange(metric="roc_auc", threshold=None, better="higher", change=area)
        yield from _gaps("roc_auc", None, *area_gap_changes(compared.areas))

    def table(self) -> pl.DataFrame:
        """One change a row.

        Returns:
            Columns model, slice, metric, threshold (null where a metric has none), baseline_value,
            value, change, lower and upper (95 %; nan where there is nothing to compare), p_value
            (of no change: McNemar's exact for rates, DeLong's for ROC AUC, of the influence
            function for gaps, nan for the sizes of gaps), rows (that the metric counts), verdict
            (*pass*, *fail*, *inconclusive*; null where no way is better) and sentence.
        """
        frames = [
            self._frame(model.name, found)
            for model in self.models
            for found in self.changes(model.name)
        ]
        return pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)

    def _frame(self, model: str, found: MetricChange) -> pl.DataFrame:
        first = 1 if found.gap else 0
        names = [piece.name for piece in self.slices[first:]]
        change = found.change
        lower, upper = change.limits()
        verdicts: list[Verdict] | list[None] = [None] * len(lower)
        if found.better is not None:
            verdicts = no_worse_by(self.margin, found.better).verdicts(lower, upper)
        columns = {
            "model": [model] * len(names),
            "slice": names,
            "metric": [found.metric] * len(names),
            "threshold": [found.threshold] * len(names),
            "baseline_value": change.baseline[first:],
            "value": change.value[first:],
            "change": change.difference[first:],
            "lower": lower[first:],
            "upper": upper[first:],
            "p_value": change.p_value[first:],
            "rows": change.rows[first:],
            "verdict": verdicts[first:],
            "sentence": [
                change_sentence(
                    metric=found.metric,
                    slice_=name,
                    change=float(change.difference[place]),
                    interval=(float(lower[place]), float(upper[place])),
                    rows=int(change.rows[place]),
                    margin=self.margin,
                    verdict=verdicts[place],
                )
                for place, name in enumerate(names, start=first)
            ],
        }
        return pl.DataFrame(columns, schema=SCHEMA)


def _rate_changes(
    counts: PairedCounts, rate: PairedRate, place: int, threshold: float
) -> Iterator[MetricChange]:
    found = joint(counts, rate, place)
    yield MetricChange(
        metric=rate.name, threshold=threshold, better=rate.better, change=rate_change(found)
    )
    yield from _gaps(rate.name, threshold, *gap_changes(found))


def _gaps(
    metric: str, threshold: float | None, signed: Change, size: Change
) -> Iterator[MetricChange]:
    yield MetricChange(
        metric=f"{metric}_gap", threshold=threshold, better=None, change=signed, gap=True
    )
    yield MetricChange(
        metric=f"{metric}_gap_size", threshold=threshold, better="lower", change=size, gap=True
    )


def compare(
    examples: Examples,
    scores: Mapping[str, Score],
    *,
    baseline: str,
    thresholds: Sequence[float] = (0.5,),
    crossings: Sequence[Sequence[str]] = (),
    margin: float = 0.02,
    progress: Progress = silent,
) -> Comparison:
    """Every other model against `baseline` on the same rows, overall and by every group.

    Args:
        examples: the rows, from `read`.
        scores: model name -> column name, [rows] probabilities in [0, 1], or a callable, as for
            `audit`; the baseline and at least one other.
        baseline: name of the model that changes are counted from.
        thresholds: decisions are score > threshold, strictly, in the scores' own precision.
        crossings: sets of group columns of which every combination of values is a slice too.
        margin: a change for the worse of up to this much is no matter, in [0, 1].
        progress: told how far scoring and comparing have got.

    Raises:
        PlanError: no model besides the baseline, a baseline that is no model, a threshold or a
            margin outside [0, 1].
        DataError: a score that is nan or no probability, a column that does not exist.
    """
    limits = np.unique(np.asarray(thresholds, dtype=np.float64))
    _check(scores, baseline=baseline, thresholds=limits, margin=margin)
    scored = scores_of_models(scores, examples, pairs=None, given={}, progress=progress)
    base = next(model for model in scored if model.name == baseline)
    others = [model for model in scored if model.name != baseline]
    models: list[ComparedModel] = []
    with progress("comparing", len(others)) as advance:
        slices = membership(examples, crossings=crossings)
        for model in others:
            models.append(_compared(base, model, examples, slices, limits))
            advance(1)
    return Comparison(
        slices=slices.slices,
        not_annotated={name: examples.frame[name].null_count() for name in examples.groups},
        baseline=baseline,
        thresholds=tuple(limits.tolist()),
        margin=margin,
        models=tuple(models),
    )


def _check(
    scores: Mapping[str, Score], *, baseline: str, thresholds: np.ndarray, margin: float
) -> None:
    if baseline not in scores:
        raise PlanError(f"`baseline` must be one of the models. {choices(scores, baseline)}")
    if len(scores) < 2:
        raise PlanError(
            f"`scores` must name a model to compare with `{baseline}`, got `{baseline}` alone. "
            "Give for example scores={'baseline': 'score_a', 'mended': 'score_b'}."
        )
    if not len(thresholds) or not ((thresholds >= 0) & (thresholds <= 1)).all():
        raise PlanError(
            f"`thresholds` must be one or more numbers in [0, 1], got {thresholds.tolist()}. "
            "Scores are probabilities; give for example thresholds=[0.3, 0.5, 0.7]."
        )
    if not 0 <= margin <= 1:
        raise PlanError(
            f"`margin` must be in [0, 1], got {margin}. "
            "Give the largest change for the worse that does not matter, such as 0.02."
        )


def _compared(
    base: ModelScores,
    model: ModelScores,
    examples: Examples,
    slices: Membership,
    limits: np.ndarray,
) -> ComparedModel:
    both = base.examples.decided & model.examples.decided
    before, after = base.examples.values[both], model.examples.values[both]
    labels, atoms = examples.positives[both], slices.atoms[both]
    weights = None if examples.weights is None else examples.weights[both]
    counts = PairedCounts.of(
        baseline=before,
        model=after,
        positives=labels,
        atoms=atoms,
        inside=slices.inside,
        thresholds=limits,
        weights=weights,
    )
    areas = paired_areas(
        before,
        after,
        labels,
        atoms=atoms,
        inside=slices.inside,
        weights=weights,
    )
    return ComparedModel(name=model.name, counts=counts, areas=areas)
