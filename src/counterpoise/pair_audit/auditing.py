"""Pairs and scores of their two sides become a report of flips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import get_args

import numpy as np

from counterpoise.audit_plan import THRESHOLDS, AuditPlan
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError, choices
from counterpoise.pair_audit.folding import PairFold
from counterpoise.pair_audit.model_sums import CoupleSums, PairModelSums
from counterpoise.pair_audit.report import Each, PairReport
from counterpoise.pair_audit.scoring import Sides, scores_of_sides
from counterpoise.pair_audit.slices import By
from counterpoise.progress import Progress, silent
from counterpoise.scoring import Score


def audit_pairs(
    pairs: Pairs,
    scores: Mapping[str, Score],
    *,
    examples: Examples | None = None,
    counterfactual_scores: Mapping[str, Score] | None = None,
    thresholds: Sequence[float] = THRESHOLDS,
    by: Sequence[By] | None = None,
    crossings: Sequence[Sequence[str]] = (),
    each: Each = "pair",
    trained_with: Mapping[str, str] | None = None,
    facts: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> PairReport:
    """How often every model's decision hangs on a term: overall and by term, direction, generator.

    Args:
        pairs: valid ones are judged, others counted by reason.
        scores: model name -> its scores of the originals, as for `audit`: a column of the examples,
            values for every example, or a callable `texts -> probabilities`, which is asked once
            about each distinct text, original or counterfactual. Without `examples` a column is one
            of `pairs.frame`.
        examples: those that the pairs were made from, or aligned with (`Pairs.aligned`): for
            slices by their groups, for their weights, and for scores that are columns of them.
        counterfactual_scores: model name -> [pairs] probabilities of the counterfactuals of all
            pairs, or a column of `pairs.frame`; not needed for models that are callables.
        thresholds: decisions are score > threshold, strictly, in the scores' own precision.
        by: what to part pairs by: `term`, `direction` (from group -> to group), `category`,
            `generator`, `trained` (after `pairs.marked`), `slice` (the groups of the source);
            everything that is known of the pairs by default.
        crossings: sets of group columns of which every combination of values is a slice too.
        each: what counts alike: every `pair`, or every `source` however many pairs it has.
        trained_with: model name -> the generator of the pairs that it was trained with, for
            `PairReport.matrix`.
        facts: shown with the report (where the data came from, seed, versions).
        progress: told how far scoring and auditing have got.

    Raises:
        PlanError: no model, a threshold outside [0, 1], pairs of other examples, a name that there
            is not.
        DataError: a score that is nan or no probability, a column that does not exist.

    Example:
        >>> import polars as pl
        >>> texts = ["what a queen", "a queen came", "the dog ran"]
        >>> frame = pl.DataFrame(
        ...     {
        ...         "source": [0, 1],
        ...         "text": texts[:2],
        ...         "counterfactual": ["what a king", "a king came"],
        ...         "term": ["queen", "queen"],
        ...     }
        ... )
        >>> model = lambda texts: [0.9 if "what a queen" in text else 0.1 for text in texts]
        >>> report = audit_pairs(Pairs(frame=frame, examples=3), {"m": model}, thresholds=[0.5])
        >>> terms = report.table(metrics=["flip_rate"], by=["term"])
        >>> terms.select("slice", "value", "pairs").row(0)
        ('queen', 0.5, 2)
    """
    plan = AuditPlan.of(scores, thresholds=thresholds, crossings=crossings)
    _check(pairs, plan, examples=examples, each=each, trained_with=trained_with or {})
    valid = pairs.frame.drop("text", "counterfactual", "source_id").filter("valid")
    order = np.argsort(valid["source"].to_numpy(), kind="stable")
    fold = PairFold.of(valid[order], examples, plan, by=by, alike=each == "source")
    sides = {
        name: scores_of_sides(
            name,
            score,
            pairs,
            order=order,
            examples=examples,
            given=counterfactual_scores or {},
            progress=progress,
        )
        for name, score in scores.items()
    }
    models, couples = _summed(fold, sides, trained_with or {}, progress)
    return PairReport(
        slices=tuple(piece for family in fold.families for piece in family.slices),
        thresholds=plan.thresholds,
        each=each,
        models=models,
        couples=couples,
        pairs=len(order),
        sources=valid["source"].n_unique(),
        invalid=pairs.filtered,
        left_out=pairs.left_out,
        facts=facts or {},
    )


def _check(
    pairs: Pairs,
    plan: AuditPlan,
    *,
    examples: Examples | None,
    each: Each,
    trained_with: Mapping[str, str],
) -> None:
    if examples is not None:
        pairs.check_made_from(examples)
    if each not in get_args(Each):
        raise PlanError(f"`each` cannot be {each!r}. {choices(get_args(Each), str(each))}")
    for name in trained_with:
        if name not in plan.models:
            raise PlanError(
                f"`trained_with` must name models, got `{name}`. {choices(plan.models, name)}"
            )


def _summed(
    fold: PairFold, sides: Mapping[str, Sides], trained_with: Mapping[str, str], progress: Progress
) -> tuple[tuple[PairModelSums, ...], tuple[CoupleSums, ...]]:
    """The sums of every model, and of every two."""
    names = list(combinations(sides, 2))
    models: dict[str, PairModelSums] = {}
    couples: list[CoupleSums] = []
    with progress("auditing", len(sides) + len(names)) as advance:
        for name, of_model in sides.items():
            models[name] = PairModelSums(
                name=name,
                sums=fold.sums(of_model, of_model.decided),
                undecided=int((~of_model.decided).sum()),
                trained_with=trained_with.get(name),
            )
            advance(1)
        for two in names:
            couples.append(fold.couple([sides[name] for name in two], [models[n] for n in two]))
            advance(1)
    return tuple(models.values()), tuple(couples)
