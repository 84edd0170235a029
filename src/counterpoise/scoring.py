"""Any model run over examples and pairs: a column, an array, or a callable in batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data import Examples, check_probabilities
from counterpoise.errors import DataError, PlanError, choices
from counterpoise.progress import Progress, silent

Scorer = Callable[[Any], Any]
"""texts (a list of str) -> [rows] probabilities; without text: a frame of features -> [rows]."""

Score = str | np.ndarray | pl.Series | Sequence[float] | Scorer
"""How a model's scores may be given: column name, values, or a model to be run."""

BATCH = 4096
"""Rows given to a callable at once."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelScores:
    """What one model says of the examples and, where there are pairs, of their counterfactuals.

    Attributes:
        name: the model's name.
        scores: [rows], probabilities.
        counterfactual_scores: [pairs], probabilities of the counterfactual texts, or None.
    """

    name: str
    scores: np.ndarray
    counterfactual_scores: np.ndarray | None


def scores_of_models(
    scores: Mapping[str, Score],
    examples: Examples,
    *,
    pairs: Pairs | None,
    given: Mapping[str, Score],
    progress: Progress = silent,
) -> list[ModelScores]:
    """What every model says, checked; models that are callables are run.

    Args:
        scores: model -> its scores of the examples.
        examples: [rows].
        pairs: counterfactual pairs made from them, if any.
        given: model -> its scores of the counterfactual texts.
        progress: told how far each model has got.

    Raises:
        PlanError: pairs of other examples, a model without scores of the counterfactual texts.
        DataError: a column that does not exist, a wrong number of scores, a score that is no
            probability.
    """
    if pairs is not None and pairs.examples != len(examples):
        raise PlanError(
            f"`pairs` were made from {pairs.examples} examples, but {len(examples)} are audited. "
            "Make the pairs from the examples that you audit."
        )
    return [
        ModelScores(
            name=name,
            scores=scores_of_examples(name, score, examples, progress=progress),
            counterfactual_scores=None
            if pairs is None
            else scores_of_pairs(name, score, pairs, given, progress=progress),
        )
        for name, score in scores.items()
    ]


def scores_of_examples(
    name: str, score: Score, examples: Examples, *, progress: Progress = silent
) -> np.ndarray:
    """[rows] probabilities of model `name`, float32 or float64 as they came.

    Raises:
        DataError: a column that does not exist, a wrong number of scores, a score that is nan or
            no probability (the message gives the row).
    """
    if callable(score):
        values = _run(name, score, _inputs(examples), progress=progress)
    elif isinstance(score, str):
        values = examples.column(score)
    else:
        values = pl.Series(score) if not isinstance(score, np.ndarray) else score
    if len(values) != len(examples):
        raise DataError(
            f"Model `{name}` must have one score an example: {len(examples)}, got {len(values)}. "
            "Score the same rows, in the same order, as the examples."
        )
    return check_probabilities(values, name=name, examples=examples)


def scores_of_pairs(
    name: str,
    score: Score,
    pairs: Pairs,
    given: Mapping[str, Score],
    *,
    progress: Progress = silent,
) -> np.ndarray:
    """[pairs] probabilities that model `name` gives the counterfactual texts.

    Raises:
        PlanError: the model is no callable and no scores of the counterfactual texts were given.
        DataError: a wrong number of scores, a score that is nan or no probability.
    """
    after = given.get(name, score if callable(score) else None)
    if after is None:
        raise PlanError(
            f"Model `{name}` has scores of the examples but none of their counterfactual texts. "
            f"Give them: counterfactual_scores={{'{name}': [pairs] probabilities}}. "
            f"{choices(given, name)}"
        )
    if isinstance(after, str):
        values = pairs.frame[after]
    else:
        values = _run(name, after, pairs.texts, progress=progress) if callable(after) else after
    if len(values) != len(pairs):
        raise DataError(
            f"Model `{name}` must have one score a pair: {len(pairs)}, got {len(values)}. "
            "Score the counterfactual texts in the order of `pairs.frame`."
        )
    values = np.asarray(values)
    wrong = ~((values >= 0) & (values <= 1))
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        raise DataError(
            f"Scores of model `{name}` on pairs must be probabilities in [0, 1], got "
            f"{values[place]} at pair {place + 1}. Give sigmoid(logit) where it gives logits."
        )
    return values if values.dtype in (np.float32, np.float64) else values.astype(np.float64)


def _inputs(examples: Examples) -> pl.Series | pl.DataFrame:
    if examples.text is not None:
        return examples.texts
    if not examples.features:
        raise DataError(
            "A model can be run only on examples that have text or features, and these have "
            "neither. Name them: read(..., text='comment') or read(..., features=['age'])."
        )
    return examples.frame.select(examples.features)


def _run(
    name: str, model: Scorer, inputs: pl.Series | pl.DataFrame, *, progress: Progress
) -> np.ndarray:
    parts: list[np.ndarray] = []
    with progress(f"scoring with {name}", len(inputs)) as advance:
        for start in range(0, len(inputs), BATCH):
            batch = inputs.slice(start, BATCH)
            given = batch.to_list() if isinstance(batch, pl.Series) else batch
            scores = np.asarray(model(given))
            if scores.size != len(batch):
                raise DataError(
                    f"Model `{name}` must give one score a row: {len(batch)}, got an array of "
                    f"shape {scores.shape}. Give the positive class alone: "
                    "predict_proba(x)[:, 1]."
                )
            parts.append(scores.reshape(len(batch)))
            advance(len(batch))
    return np.concatenate(parts) if parts else np.zeros(0)
