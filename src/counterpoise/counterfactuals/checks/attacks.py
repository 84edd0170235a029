"""Pairs whose text does not attack the group that was changed in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from counterpoise.counterfactuals.checks.attack_patterns import attack_patterns
from counterpoise.counterfactuals.checks.record import Check
from counterpoise.counterfactuals.checks.target_windows import target_windows
from counterpoise.errors import DataError


def not_attacked(*, labels: np.ndarray | pl.Series | Sequence[float] | None = None) -> Check:
    """A check that the group that was changed is not the target of an attack in the text.

    Where it is, the text says something else about another group or about nobody: *I can't stand
    old people* without *old people* attacks no one. The attack is told by rules on the words
    around the term, in English: see `docs/checks.md` for what they see and what they do not.

    Args:
        labels: [examples], in [0, 1], of the examples that `source` counts in. Then a pair fails
            only where its example is positive (>= 0.5) too. None: by the words alone.

    Raises:
        DataError: a label that is missing or no number in [0, 1].

    Example:
        >>> texts = ["I can't stand old people.", "An old people's home."]
        >>> pairs = pl.DataFrame({"text": texts, "terms": [["old people"], ["old"]]})
        >>> not_attacked()(pairs).to_list()
        [False, True]
    """
    positive = None if labels is None else _positive(labels)

    def judge(frame: pl.DataFrame) -> np.ndarray:
        held = ~attacked(frame)
        return held if positive is None else held | ~_of_source(positive, frame)

    return Check(name="not_attacked", judge=judge)


def _positive(labels: Any) -> np.ndarray:
    """[examples], bool."""
    given = _series(labels)
    is_number = given.dtype.is_numeric() or given.dtype in (pl.Boolean, pl.Null)
    known = given.cast(pl.Float64) if is_number else pl.Series([None], dtype=pl.Float64)
    wrong = ~known.is_between(0, 1).fill_null(value=False)
    if len(given) and wrong.any():
        first = int(wrong.arg_true()[0])
        number = int(wrong.sum()) if is_number else len(given)
        raise DataError(
            f"`labels` must be numbers in [0, 1], one for each example, but {number} of "
            f"{len(given)} are not: that of example {first + 1} is {given[first]!r}. Leave "
            "`labels` out to judge by the words alone."
        )
    return known.to_numpy() >= 0.5


def _series(labels: Any) -> pl.Series:
    if isinstance(labels, pl.Series):
        return labels
    if isinstance(labels, np.ndarray | list | tuple) and np.ndim(labels) == 1:
        return pl.Series(
            labels.tolist() if isinstance(labels, np.ndarray) else labels, strict=False
        )
    raise DataError(
        f"`labels` must be one number in [0, 1] for each example, got {type(labels).__name__}. "
        "Give a series, an array or a list, such as examples.labels."
    )


def _of_source(positive: np.ndarray, frame: pl.DataFrame) -> np.ndarray:
    source = frame["source"].cast(pl.Int64).to_numpy()
    if len(source) and source.max() >= len(positive):
        raise DataError(
            f"`labels` must hold one for each example, but there are {len(positive)} and a pair "
            f"is of example {source.max() + 1}. Give those of the examples it was made from."
        )
    return positive[source]


def attacked(pairs: pl.DataFrame) -> np.ndarray:
    """[pairs], bool: whether a term that was changed is the target of an attack in the text.

    Args:
        pairs: columns `text` (String) and `terms` (List(String)); null terms: any that the text
            holds.

    Raises:
        DataError: an original is not known.
    """
    windows = target_windows(pairs)
    different = windows["window"].unique()
    attacks = _attacks(different)
    hit = windows.filter(pl.col("window").is_in(attacks.implode()))["pair"].to_numpy()
    answer = np.zeros(pairs.height, dtype=bool)
    answer[hit] = True
    return answer


def _attacks(windows: pl.Series) -> pl.Series:
    """Those of the windows with an attack that is neither denied nor told of another."""
    patterns = attack_patterns()
    found = pl.Series(np.zeros(len(windows), dtype=bool))
    for kind in patterns.attacks:
        found |= _any_of(kind.patterns, windows, cue=kind.cue)
    attacks = windows.filter(found)
    return attacks.filter(~_any_of(patterns.excuses, attacks))


def _any_of(patterns: Sequence[str], windows: pl.Series, *, cue: str = "") -> pl.Series:
    """[windows], Boolean: whether any pattern is found, only where the cue is."""
    cued = windows.str.contains(cue)
    some = windows.filter(cued)
    found = np.zeros(len(some), dtype=bool)
    for pattern in patterns:
        found |= some.str.contains(pattern).to_numpy()
    answer = cued.to_numpy().copy()
    answer[answer] = found
    return pl.Series(answer)
