"""A check: what says of each pair whether its label is expected to hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from counterpoise.errors import DataError, PlanError

Judge = Callable[[pl.DataFrame], Any]
"""The pairs' frame -> [pairs] Boolean, True where the label is expected to hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A named rule about pairs.

    Attributes:
        name: what the pairs that fail it are counted under.
        judge: the pairs' frame -> [pairs] Boolean, True where the label is expected to hold.
    """

    name: str
    judge: Judge

    def __call__(self, frame: pl.DataFrame) -> pl.Series:
        """[pairs], Boolean: whether each pair's label is expected to hold.

        Args:
            frame: the frame of pairs, with the columns that the rule reads.

        Raises:
            DataError: the rule's answer is no Boolean for each pair.
        """
        return _answer(self.judge(frame), name=self.name, pairs=frame.height)


def check(judge: Judge, *, name: str) -> Check:
    """Any function as a check.

    >>> short = check(lambda pairs: pairs["counterfactual"].str.len_chars() <= 10, name="short")
    >>> short(pl.DataFrame({"counterfactual": ["a man", "a man of the world"]})).to_list()
    [True, False]

    Args:
        judge: the pairs' frame -> [pairs] Booleans (a series, an array or a list), True where the
            label is expected to hold.
        name: what the pairs that fail it are counted under.

    Raises:
        PlanError: no function, or an empty name.
    """
    if not callable(judge):
        raise PlanError(
            f"`judge` must be a function of the pairs' frame, got {type(judge).__name__}. "
            "Give one that returns a Boolean for each pair."
        )
    if not name:
        raise PlanError(
            "`name` must not be empty, got '': pairs are counted under it. "
            "Give one, such as name='short'."
        )
    return Check(name=name, judge=judge)


def _answer(answer: Any, *, name: str, pairs: int) -> pl.Series:
    series = _series(answer, name=name)
    if len(series) != pairs:
        raise DataError(
            f"Check `{name}` must answer for each pair, {pairs} in all, but it gave {len(series)} "
            "answers. Return one Boolean for each row of the frame, in its order."
        )
    if pairs and series.dtype != pl.Boolean:
        raise DataError(
            f"Check `{name}` must answer with Booleans, but it gave {series.dtype}. "
            "Return True where the label is expected to hold and False elsewhere."
        )
    if series.null_count():
        raise DataError(
            f"Check `{name}` must answer for each pair, but {series.null_count()} of {pairs} "
            f"answers are null, the first for pair {int(series.is_null().arg_true()[0]) + 1}. "
            "Decide what they are: answer.fill_null(False), for example."
        )
    return series.cast(pl.Boolean).rename(name)


def _series(answer: Any, *, name: str) -> pl.Series:
    """The answer as a series of the type that it has."""
    if isinstance(answer, pl.Series):
        return answer
    if isinstance(answer, np.ndarray | list | tuple) and np.ndim(answer) == 1:
        return pl.Series(answer, strict=False)
    raise DataError(
        f"Check `{name}` must answer with a series, an array or a list of Booleans, but it gave "
        f"{type(answer).__name__}. Return one Boolean for each row of the frame."
    )
