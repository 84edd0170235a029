"""The one loop: examples and scores become a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import numpy as np

from counterpoise.audited_model import AuditedModel, Included
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError, choices
from counterpoise.model_sums import ModelSums
from counterpoise.progress import Progress, silent
from counterpoise.report import Report
from counterpoise.scoring import Score, scores_of_models
from counterpoise.slices import membership

THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where decisions are judged unless told otherwise."""

Scores = Mapping[str, Score]


def audit(
    examples: Examples,
    scores: Scores,
    *,
    thresholds: Sequence[float] = THRESHOLDS,
    crossings: Sequence[Sequence[str]] = (),
    include: Sequence[Included] = (),
    pairs: Pairs | None = None,
    counterfactual_scores: Scores | None = None,
    baseline: str | None = None,
    controls: Mapping[str, str] | None = None,
    facts: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Report:
    """A report of every model on the same rows: overall and by every group of `examples`.

    Args:
        examples: the rows, from `read`. Text is needed only for pairs that a callable must score.
        scores: model name -> column name, [rows] probabilities in [0, 1], or a callable
            `texts -> [rows]` (without a text column: `frame of features -> [rows]`). Null (None)
            is no decision: the row is counted as such and in no other metric; nan is an error.
        thresholds: decisions are score > threshold, strictly, in the scores' own precision.
        crossings: sets of group columns of which every combination of values is a slice too.
        include: metrics that take longer: `bias_auc` (subgroup, BPSN and BNSP AUC, average
            equality gaps), `pr_auc`, `calibration` (in the large, slope, expected error).
        pairs: counterfactual pairs made from these examples, for flip rates and CTF gaps.
        counterfactual_scores: model name -> [pairs] probabilities of the counterfactual texts, or
            the name of a column of `pairs.frame`; not needed for models that are callables.
        baseline: the model that changes are counted from; the first one by default.
        controls: model name -> the model trained as long without its remedy.
        facts: shown with the report (where the data came from, seed, versions).
        progress: told how far scoring and auditing have got.

    Raises:
        PlanError: no model, a threshold outside [0, 1], a baseline or control that is no model, a
            crossing of columns that are no group columns.
        DataError: a score that is nan or no probability, a column that does not exist.
    """
    limits = _thresholds(thresholds)
    for name in include:
        if name not in get_args(Included):
            raise PlanError(f"`include` cannot hold {name!r}. {choices(get_args(Included), name)}")
    controls = controls or {}
    baseline = _baseline(scores, baseline, controls)
    scored = scores_of_models(
        scores, examples, pairs=pairs, given=counterfactual_scores or {}, progress=progress
    )
    models: list[ModelSums] = []
    with progress("auditing", len(scored)) as advance:
        slices = membership(examples, crossings=crossings)
        for model in scored:
            control = controls.get(model.name)
            audited = AuditedModel.of(model, examples, slices)
            models.append(audited.sums(limits, pairs=pairs, include=include, control=control))
            advance(1)
    return Report(
        slices=slices.slices,
        not_annotated={name: examples.frame[name].null_count() for name in examples.groups},
        thresholds=tuple(limits.tolist()),
        models=tuple(models),
        baseline=baseline,
        left_out=examples.left_out,
        facts=facts or {},
    )


def _thresholds(thresholds: Sequence[float]) -> np.ndarray:
    limits = np.unique(np.asarray(thresholds, dtype=np.float64))
    if not len(limits) or not ((limits >= 0) & (limits <= 1)).all():
        raise PlanError(
            f"`thresholds` must be one or more numbers in [0, 1], got {list(thresholds)}. "
            "Scores are probabilities; give for example thresholds=[0.3, 0.5, 0.7]."
        )
    return limits


def _baseline(scores: Scores, name: str | None, controls: Mapping[str, str]) -> str:
    if not scores:
        raise PlanError(
            "`scores` must name at least one model, got none. "
            "Give for example scores={'baseline': 'score_column'}."
        )
    if name is not None and name not in scores:
        raise PlanError(f"`baseline` must be one of the models. {choices(scores, name)}")
    for model, control in controls.items():
        for named in (model, control):
            if named not in scores:
                raise PlanError(
                    f"`controls` must name models, got `{named}`. {choices(scores, named)}"
                )
    return next(iter(scores)) if name is None else name
