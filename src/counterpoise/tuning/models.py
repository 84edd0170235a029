"""Trained models, and the reports of them that a plan asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from counterpoise.report import Report
from counterpoise.scoring import Score, Scorer
from counterpoise.tuning.judging import Judged, numbers_of
from counterpoise.tuning.plan import TuningPlan
from counterpoise.tuning.quantities import Numbers
from counterpoise.tuning.trials import Parameters

MODEL = "chosen"
"""What the one model of a report is called."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SplitScores:
    """What a trained model says, where it is no callable of texts or features.

    Attributes:
        validation: [rows], probabilities of the validation rows.
        test: [rows], of the test rows.
        validation_pairs: [pairs], of the counterfactual texts, where there are pairs.
        test_pairs: [pairs], the same of the test rows.
    """

    validation: Score
    test: Score
    validation_pairs: Score | None = None
    test_pairs: Score | None = None


Model = Scorer | SplitScores

Train = Callable[[Parameters], Model]
"""parameters -> a model, as `audit` takes it, or its scores of both splits."""


def validation_numbers(
    plan: TuningPlan, model: Model, parameters: Parameters, judged: Judged
) -> Numbers:
    """What the plan needs of a model, on the validation rows."""
    threshold = plan.threshold_of(parameters)
    report = report_of(plan, {MODEL: model}, judged, thresholds=[threshold], split="validation")
    return numbers_of(report, plan.quantities, model=MODEL, threshold=threshold)


def report_of(
    plan: TuningPlan,
    models: Mapping[str, Model],
    judged: Judged,
    *,
    thresholds: Sequence[float],
    split: Literal["validation", "test"],
    facts: Mapping[str, str] | None = None,
) -> Report:
    """An audit of models on the rows of one split."""
    scores: dict[str, Score] = {}
    of_pairs: dict[str, Score] = {}
    for name, model in models.items():
        if not isinstance(model, SplitScores):
            scores[name] = model
            continue
        scores[name] = model.validation if split == "validation" else model.test
        given = model.validation_pairs if split == "validation" else model.test_pairs
        if given is not None and judged.pairs is not None:
            of_pairs[name] = given
    return judged.report(
        scores,
        counterfactual_scores=of_pairs,
        thresholds=set(thresholds),
        crossings=plan.crossings,
        include=plan.include,
        facts=facts,
    )
