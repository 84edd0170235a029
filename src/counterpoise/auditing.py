"""The one loop: examples and scores become a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError, choices
from counterpoise.metrics.flips import pair_quantities
from counterpoise.progress import Progress, silent
from counterpoise.report import ModelSums, Report
from counterpoise.scoring import Score, scores_of_examples, scores_of_pairs
from counterpoise.slices import Membership, membership
from counterpoise.stats.counts import Counts
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.pair_sums import PairSums
from counterpoise.stats.ranking import Ranked, roc_auc

THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where decisions are judged unless told otherwise."""

GRID = np.arange(101) / 100
"""Score bins kept in every report beside the thresholds asked for."""

Scores = Mapping[str, Score]


def audit(
    examples: Examples,
    scores: Scores,
    *,
    thresholds: Sequence[float] = THRESHOLDS,
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
            `texts -> [rows]` (without a text column: `frame of features -> [rows]`).
        thresholds: decisions are score > threshold, strictly, in the scores' own precision.
        pairs: counterfactual pairs made from these examples, for flip rates and CTF gaps.
        counterfactual_scores: model name -> [pairs] probabilities of the counterfactual texts, or
            the name of a column of `pairs.frame`; not needed for models that are callables.
        baseline: the model that changes are counted from; the first one by default.
        controls: model name -> the model trained as long without its remedy.
        facts: shown with the report (where the data came from, seed, versions).
        progress: told how far scoring has got.

    Raises:
        PlanError: no model, a threshold outside [0, 1], a baseline that is no model.
        DataError: a score that is nan or no probability, a column that does not exist.
    """
    limits = _thresholds(thresholds)
    edges = np.unique(np.concatenate([GRID, limits]))
    slices = membership(examples)
    models: list[ModelSums] = []
    for name, score in _known(scores).items():
        values = scores_of_examples(name, score, examples, progress=progress)
        summed = None
        if pairs is not None:
            given = counterfactual_scores or {}
            after = scores_of_pairs(name, score, pairs, given, progress=progress)
            summed = _pair_sums(values, after, pairs, slices, limits)
        models.append(
            ModelSums(
                name=name,
                counts=_counts(examples, values, slices, edges),
                roc_auc=_roc_auc(examples, values, slices),
                pairs=summed,
                control=(controls or {}).get(name),
            )
        )
    return Report(
        slices=slices.slices,
        not_annotated={name: examples.frame[name].null_count() for name in examples.groups},
        thresholds=tuple(limits.tolist()),
        models=tuple(models),
        baseline=_baseline(scores, baseline),
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


def _known(scores: Scores) -> Scores:
    if not scores:
        raise PlanError(
            "`scores` must name at least one model, got none. "
            "Give for example scores={'baseline': 'score_column'}."
        )
    return scores


def _baseline(scores: Scores, name: str | None) -> str:
    if name is not None and name not in scores:
        raise PlanError(f"`baseline` must be one of the models. {choices(scores, name)}")
    return next(iter(scores)) if name is None else name


def _counts(
    examples: Examples, values: np.ndarray, slices: Membership, edges: np.ndarray
) -> Counts:
    return Counts.of(
        scores=values,
        positives=examples.positives,
        atoms=slices.atoms,
        inside=slices.inside,
        edges=edges,
        weights=examples.weights,
    )


def _roc_auc(examples: Examples, values: np.ndarray, slices: Membership) -> Estimates:
    ranked = Ranked.of(values, examples.positives, atoms=slices.atoms, weights=examples.weights)
    return roc_auc(ranked, slices.inside)


def _pair_sums(
    values: np.ndarray, after: np.ndarray, pairs: Pairs, slices: Membership, limits: np.ndarray
) -> PairSums:
    if pairs.examples != len(values):
        raise PlanError(
            f"`pairs` were made from {pairs.examples} examples, but {len(values)} are audited. "
            "Make the pairs from the examples that you audit."
        )
    sources = pairs.sources
    return PairSums.of(
        quantities=pair_quantities(values[sources], after, limits),
        sources=sources,
        atoms=slices.atoms[sources],
        inside=slices.inside,
    )
