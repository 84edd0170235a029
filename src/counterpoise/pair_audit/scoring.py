"""What a model says of both sides of pairs; a callable is asked once about each distinct text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Bool, Int

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.errors import DataError, choices
from counterpoise.progress import Progress, silent
from counterpoise.scoring import (
    Score,
    Scored,
    Scorer,
    scores_by_model,
    scores_of_examples,
    scores_of_pairs,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sides:
    """Scores of both texts of some pairs.

    Attributes:
        before: [pairs], of the originals, in [0, 1].
        after: [pairs], of the counterfactuals.
        decided: [pairs], whether the model gave a score to both.
    """

    before: np.ndarray
    after: np.ndarray
    decided: Bool[np.ndarray, " pairs"]


def scores_of_sides(
    name: str,
    score: Score,
    pairs: Pairs,
    *,
    order: Int[np.ndarray, " valid"],
    examples: Examples | None,
    given: Mapping[str, Score],
    progress: Progress = silent,
) -> Sides:
    """What model `name` says of both sides of the valid pairs.

    Args:
        name: the model.
        score: its scores of the originals: a column of the examples (without them: of the pairs),
            values for every example, or a callable.
        pairs: all pairs.
        order: [valid pairs], places of the valid pairs among themselves, as they are to stand.
        examples: those that the pairs were made from; not needed for a callable.
        given: model -> its scores of the counterfactuals of *all* pairs.
        progress: told how far scoring has got.

    Raises:
        PlanError: no scores of the counterfactuals.
        DataError: a column that does not exist, a wrong number of scores, a score that is no
            probability, an original text that is not known.
    """
    other = given.get(name, score)
    model, other_model = _model(score), _model(other)
    frame = pairs.frame.filter("valid").select("source", "text", "counterfactual")[order]
    asked: list[pl.Series] = []
    if model is not None:
        asked.append(_originals(frame, examples))
    if other_model is not None:
        asked.append(frame["counterfactual"])
    if model is not None and model is other_model:
        both = _scores_of_texts(name, model, pl.concat(asked), progress=progress)
        return _sides(_part(both, slice(len(order))), _part(both, slice(len(order), None)))
    before = (
        _part(_given(name, score, pairs, examples), order)
        if model is None
        else _scores_of_texts(name, model, asked[0], progress=progress)
    )
    after = (
        _part(scores_of_pairs(name, score, pairs, given), order)
        if other_model is None
        else _scores_of_texts(name, other_model, asked[-1], progress=progress)
    )
    return _sides(before, after)


def _model(score: Score) -> Scorer | None:
    """The callable that `score` is, if it is one."""
    return score if callable(score) and not hasattr(score, "__array__") else None


def _sides(before: Scored, after: Scored) -> Sides:
    return Sides(before=before.values, after=after.values, decided=before.decided & after.decided)


def _part(scored: Scored, rows: Any) -> Scored:
    return Scored(values=scored.values[rows], decided=scored.decided[rows])


def _originals(frame: pl.DataFrame, examples: Examples | None) -> pl.Series:
    """[pairs], the original texts; those of the examples where the pairs do not hold them."""
    texts = frame["text"]
    if texts.null_count() and examples is not None and examples.text is not None:
        texts = texts.zip_with(texts.is_not_null(), examples.texts.gather(frame["source"]))
    missing = texts.null_count()
    if missing:
        raise DataError(
            f"A model can be run only on known texts, and {missing} of {frame.height} pairs have "
            "no `text`. Give the examples that they were made from, read with text: examples=..."
        )
    return texts


def _given(name: str, score: Score, pairs: Pairs, examples: Examples | None) -> Scored:
    """[valid pairs], from scores of the originals that exist already."""
    valid = pairs.frame["valid"].to_numpy()
    if examples is not None:
        return _part(scores_of_examples(name, score, examples), pairs.sources[valid])
    if not isinstance(score, str):
        known = Scored.of(score, name=name, rows=pairs.examples, place=_example)
        return _part(known, pairs.sources[valid])
    columns = pairs.frame.columns
    if score not in columns:
        raise DataError(
            f"Without `examples`, the scores of `{name}` must be a column of the pairs, and there "
            f"is no column `{score}`. {choices(columns, score)}"
        )
    known = Scored.of(pairs.frame[score], name=name, rows=len(pairs), place=_pair)
    return _part(known, valid)


def _example(index: int) -> str:
    return f"example {index + 1}"


def _pair(index: int) -> str:
    return f"pair {index + 1}"


def _scores_of_texts(name: str, model: Scorer, texts: pl.Series, *, progress: Progress) -> Scored:
    """[texts], each distinct text scored once."""
    frame = texts.alias("text").to_frame()
    distinct = frame.unique(maintain_order=True)

    def place(index: int) -> str:
        return f"distinct text {index + 1} of the pairs"

    scored = scores_by_model(name, model, distinct["text"], place=place, progress=progress)
    numbered = distinct.with_row_index("place")
    places = frame.join(numbered, on="text", how="left", maintain_order="left")["place"]
    return _part(scored, places.to_numpy())
