"""Any model run over examples and pairs: a column, an array, or a callable in batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data import Examples, probabilities
from counterpoise.data.checks import Place
from counterpoise.errors import DataError, PlanError, choices
from counterpoise.progress import Progress, silent

Scorer = Callable[[Any], Any]
"""texts (a list of str) -> [rows] probabilities, None for no answer; without text: a frame of
features -> [rows]."""

Score = str | np.ndarray | pl.Series | Sequence[float] | Scorer
"""How a model's scores may be given: column name, values, or a model to be run."""

UNDECIDED = 0.5
"""What stands in for a score where there is none; never counted."""

BATCH = 4096
"""Rows given to a callable at once."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scored:
    """A model's scores, and where it gave one.

    Attributes:
        values: [rows], probabilities; of no meaning where there is no decision.
        decided: [rows], whether the model gave a score. One that refuses, or whose answer cannot
            be parsed, has no decision for that row.
    """

    values: np.ndarray
    decided: np.ndarray

    @staticmethod
    def of(values: Any, *, name: str, rows: int, place: Place) -> Scored:
        """The scores, checked; null (None) is no decision.

        Raises:
            DataError: a wrong number of scores, a score that is nan or no probability.
        """
        if isinstance(values, list | tuple) and any(value is None for value in values):
            values = pl.Series(name, values, strict=False)
        decided = np.ones(rows, dtype=bool)
        if isinstance(values, pl.Series) and values.null_count() and len(values) == rows:
            decided = values.is_not_null().to_numpy()
            values = values.fill_null(UNDECIDED)
        return Scored(
            values=probabilities(values, name=name, rows=rows, place=place), decided=decided
        )

    def where(self, mask: np.ndarray) -> Scored:
        """The scores of the rows where `mask` ([rows], bool) is true."""
        return Scored(values=self.values[mask], decided=self.decided[mask])

    @staticmethod
    def joined(parts: Sequence[Scored]) -> Scored:
        """The rows of all parts, one after the other."""
        if not parts:
            return Scored(values=np.zeros(0), decided=np.zeros(0, dtype=bool))
        return Scored(
            values=np.concatenate([part.values for part in parts]),
            decided=np.concatenate([part.decided for part in parts]),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelScores:
    """What one model says of the examples and, where there are pairs, of their counterfactuals.

    Attributes:
        name: the model's name.
        examples: scores of the examples, [rows].
        counterfactuals: scores of the counterfactual texts of the valid pairs, [valid pairs], or
            None.
    """

    name: str
    examples: Scored
    counterfactuals: Scored | None


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
    if pairs is not None:
        pairs.check_made_from(examples)
    return [
        ModelScores(
            name=name,
            examples=scores_of_examples(name, score, examples, progress=progress),
            counterfactuals=None
            if pairs is None
            else scores_of_pairs(name, score, pairs, given, progress=progress),
        )
        for name, score in scores.items()
    ]


def scores_of_examples(
    name: str, score: Score, examples: Examples, *, progress: Progress = silent
) -> Scored:
    """[rows] scores of model `name`, float32 or float64 as they came.

    Raises:
        DataError: a column that does not exist, a wrong number of scores, a score that is nan or
            no probability (the message gives the row).
    """
    if callable(score) and not hasattr(score, "__array__"):
        return scores_by_model(
            name, score, _inputs(examples), place=examples.place, progress=progress
        )
    values = examples.column(score) if isinstance(score, str) else score
    return Scored.of(values, name=name, rows=len(examples), place=examples.place)


def scores_of_pairs(
    name: str,
    score: Score,
    pairs: Pairs,
    given: Mapping[str, Score],
    *,
    progress: Progress = silent,
) -> Scored:
    """[valid pairs] scores that model `name` gives the counterfactual texts.

    Given scores are of all pairs, so that they fit whatever a check says; a callable is run on the
    valid ones alone.

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
    if callable(after) and not hasattr(after, "__array__"):
        valid = np.flatnonzero(pairs.frame["valid"].to_numpy())

        def place(index: int) -> str:
            return _pair(int(valid[index]))

        return scores_by_model(name, after, pairs.kept.texts, place=place, progress=progress)
    if isinstance(after, str):
        if after not in pairs.frame.columns:
            raise DataError(
                f"There is no column `{after}` in the pairs. {choices(pairs.frame.columns, after)}"
            )
        after = pairs.frame[after]
    scored = Scored.of(after, name=name, rows=len(pairs), place=_pair)
    return scored.where(pairs.frame["valid"].to_numpy())


def _pair(index: int) -> str:
    return f"pair {index + 1}"


def _inputs(examples: Examples) -> pl.Series | pl.DataFrame:
    if examples.text is not None:
        return examples.texts
    if not examples.features:
        raise DataError(
            "A model can be run only on examples that have text or features, and these have "
            "neither. Name them: read(..., text='comment') or read(..., features=['age'])."
        )
    return examples.feature_frame


def scores_by_model(
    name: str,
    model: Scorer,
    inputs: pl.Series | pl.DataFrame,
    *,
    place: Place,
    progress: Progress = silent,
) -> Scored:
    """[rows] scores that `model` gives to texts or features, `BATCH` of them at a time.

    Args:
        name: the model, for messages.
        model: a callable.
        inputs: [rows], texts, or a frame of features.
        place: row -> where it is, for messages.
        progress: told how many rows are scored.

    Raises:
        DataError: a wrong number of scores, a score that is nan or no probability.
    """
    parts: list[Scored] = []
    with progress(f"scoring with {name}", len(inputs)) as advance:
        for start in range(0, len(inputs), BATCH):
            batch = inputs.slice(start, BATCH)
            given = batch.to_list() if isinstance(batch, pl.Series) else batch

            def here(index: int, start: int = start) -> str:
                return place(start + index)

            parts.append(Scored.of(model(given), name=name, rows=len(batch), place=here))
            advance(len(batch))
    return Scored.joined(parts)
