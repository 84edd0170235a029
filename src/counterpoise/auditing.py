"""The one loop: examples and scores become a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from counterpoise.audit_plan import THRESHOLDS, AuditPlan, Included
from counterpoise.audited_model import AuditedModel
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.data.scanning import Scan
from counterpoise.errors import PlanError
from counterpoise.folding import Fold
from counterpoise.metrics.operating_points import OperatingPoint
from counterpoise.model_sums import ModelSums
from counterpoise.progress import Progress, silent
from counterpoise.report import Report
from counterpoise.scoring import ModelScores, Score, scores_of_models
from counterpoise.slices import Membership, membership, not_annotated

Scores = Mapping[str, Score]


def audit(
    examples: Examples | Scan,
    scores: Scores,
    *,
    thresholds: Sequence[float] = THRESHOLDS,
    crossings: Sequence[Sequence[str]] = (),
    include: Sequence[Included] = (),
    operating_points: Sequence[OperatingPoint] = (),
    pairs: Pairs | None = None,
    counterfactual_scores: Scores | None = None,
    baseline: str | None = None,
    controls: Mapping[str, str] | None = None,
    facts: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Report:
    """A report of every model on the same rows: overall and by every group of `examples`.

    Args:
        examples: the rows, from `read`, or from `scan` where they are larger than memory: then
            scores are names of columns, as are those of counterfactuals, and areas come from
            score bins (see `Report.error_bounds`). Text is needed only for pairs that a callable
            must score.
        scores: model name -> column name, [rows] probabilities in [0, 1], or a callable
            `texts -> [rows]` (without a text column: `frame of features -> [rows]`). Null (None)
            is no decision: the row is counted as such and in no other metric; nan is an error.
        thresholds: decisions are score > threshold, strictly, in the scores' own precision.
        crossings: sets of group columns of which every combination of values is a slice too.
        include: metrics that take longer: `bias_auc` (subgroup, BPSN and BNSP AUC, average
            equality gaps), `pr_auc`, `calibration` (in the large, slope, expected error).
        operating_points: thresholds to be found for each model on all its rows, at which a rate
            has a given value: `OperatingPoint(rate="false_positive_rate", target=0.05)`. See
            `Report.operating_points`.
        pairs: counterfactual pairs made from these examples, or aligned with them
            (`Pairs.aligned`), for flip rates and CTF gaps. Only valid ones count.
        counterfactual_scores: model name -> [pairs] probabilities of the counterfactual texts, or
            the name of a column of `pairs.frame`; not needed for models that are callables.
        baseline: the model that changes are counted from; the first one by default.
        controls: model name -> the model trained as long without its remedy.
        facts: shown with the report (where the data came from, seed, versions).
        progress: told how far scoring and auditing have got.

    Raises:
        PlanError: no model, a threshold outside [0, 1], a baseline or control that is no model, a
            crossing of columns that are no group columns, pairs of other examples.
        DataError: a score that is nan or no probability, a column that does not exist.
    """
    plan = AuditPlan.of(
        scores,
        thresholds=thresholds,
        crossings=crossings,
        include=include,
        baseline=baseline,
        controls=controls,
    )
    if isinstance(examples, Scan):
        _check_one_pass(pairs, operating_points)
        return _folded(examples, scores, plan, counterfactual_scores or {}, facts or {}, progress)
    scored = scores_of_models(
        scores, examples, pairs=pairs, given=counterfactual_scores or {}, progress=progress
    )
    slices = membership(examples, crossings=plan.crossings)
    models = _model_sums(examples, scored, slices, plan, pairs, operating_points, progress)
    return Report(
        patterns=slices.patterns,
        crossings=plan.crossings,
        sets=slices.sets,
        not_annotated=not_annotated(examples),
        thresholds=plan.thresholds,
        models=models,
        baseline=plan.baseline,
        left_out=examples.left_out,
        facts=facts or {},
    )


def _model_sums(
    examples: Examples,
    scored: Sequence[ModelScores],
    slices: Membership,
    plan: AuditPlan,
    pairs: Pairs | None,
    operating_points: Sequence[OperatingPoint],
    progress: Progress,
) -> tuple[ModelSums, ...]:
    """The sums of every model, of rows in memory."""
    sources = None if pairs is None else pairs.kept.sources
    models: list[ModelSums] = []
    with progress("auditing", len(scored)) as advance:
        for model in scored:
            audited = AuditedModel.of(model, examples, slices)
            found = audited.found(operating_points)
            sums = audited.sums(
                plan.limits,
                found=[one.threshold for one in found if not isnan(one.threshold)],
                include=plan.include,
                sources=sources,
                binned=False,
            )
            models.append(
                ModelSums.of(
                    model.name,
                    sums,
                    exact=audited.exact(plan.include),
                    operating_points=found,
                    control=plan.controls.get(model.name),
                )
            )
            advance(1)
    return tuple(models)


def _check_one_pass(pairs: Pairs | None, operating_points: Sequence[OperatingPoint]) -> None:
    if pairs is not None:
        raise PlanError(
            "`pairs` need all rows in memory, and these are scanned. Save the scores of the "
            "counterfactual texts as a column beside the scores and name it: "
            "counterfactual_scores={'model': 'column'}."
        )
    if operating_points:
        raise PlanError(
            "`operating_points` need all scores at once, and these are scanned. Find the threshold "
            "on a sample that is read into memory, and give it as one of `thresholds`."
        )


def _folded(
    scan: Scan,
    scores: Scores,
    plan: AuditPlan,
    counterfactual_scores: Scores,
    facts: Mapping[str, str],
    progress: Progress,
) -> Report:
    """The report of rows that are read once, a batch at a time."""
    fold = Fold(
        columns=scan.columns,
        scores=scores,  # pyright: ignore[reportArgumentType] - checked there
        plan=plan,
        counterfactual_scores=counterfactual_scores,  # pyright: ignore[reportArgumentType]
        positive_at=scan.positive_at,
    )
    sums = fold.empty()
    with progress("auditing", None) as advance:
        for batch in scan.batches(fold.names):
            sums = sums.merge(fold.of(batch))
            advance(batch.frame.height)
    return fold.report(sums, facts=facts)
