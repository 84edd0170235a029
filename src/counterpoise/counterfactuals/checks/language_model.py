"""Pairs whose counterfactual reads as well as its original, by a language model."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from counterpoise.counterfactuals.checks.originals import originals
from counterpoise.counterfactuals.checks.record import Check
from counterpoise.errors import DataError, PlanError
from counterpoise.progress import Progress, silent

LanguageModel = Callable[[list[str]], Any]
"""texts -> [texts], the mean natural logarithm of the probability of a token, 0 or less."""

BATCH = 4096
"""Texts given to the model at once."""

_ROUNDING = 1e-6
"""How far above 0 a model's arithmetic may lift a certain token."""


def fluency(
    model: LanguageModel,
    *,
    worst_loss: float = 1.0,
    name: str = "fluency",
    progress: Progress = silent,
) -> Check:
    """A check that a counterfactual is hardly less likely a text than its original.

    loss = log p(original) - log p(counterfactual), each a mean over tokens

    A pair passes where loss <= worst_loss. The mean per token, not the sum, so that a text is not
    worse for being longer. Each different text is shown to the model once.

    Args:
        model: texts -> [texts], mean log probability per token, in nats. Any language, any model.
        worst_loss: greatest loss, in nats per token, 0 or more. At 1.0 the tokens of the
            counterfactual may be e = 2.7 times as unlikely.
        name: what the pairs that fail it are counted under.
        progress: told how many texts were read.

    Raises:
        PlanError: a negative or infinite `worst_loss`.

    Example:
        >>> def model(texts):
        ...     return [-1.0 if text.endswith(".") else -5.0 for text in texts]
        >>> texts = {"text": ["A man."] * 2, "counterfactual": ["A woman.", "A . woman"]}
        >>> fluency(model)(pl.DataFrame(texts)).to_list()
        [True, False]
    """
    if not 0 <= worst_loss < math.inf:
        raise PlanError(
            f"`worst_loss` must be a number of nats per token, 0 or more, got {worst_loss}. "
            "Look at the losses of pairs that read well to choose it."
        )

    def judge(frame: pl.DataFrame) -> np.ndarray:
        return fluency_losses(frame, model, progress=progress) <= worst_loss

    return Check(name=name, judge=judge)


def fluency_losses(
    pairs: pl.DataFrame, model: LanguageModel, *, progress: Progress = silent
) -> np.ndarray:
    """[pairs], how much less likely a token of the counterfactual is, in nats.

    Args:
        pairs: columns `text` and `counterfactual`, String.
        model: texts -> [texts], mean log probability per token.
        progress: told how many texts were read.

    Raises:
        DataError: an original is not known, or the model's answer is no log probability for each
            text.
    """
    both = pl.concat([originals(pairs), pairs["counterfactual"]])
    different = both.unique(maintain_order=True).alias("text")
    read = different.to_frame().with_columns(fluency=_read(different, model, progress))
    fluencies = both.to_frame("text").join(read, on="text", maintain_order="left")["fluency"]
    before, after = fluencies.head(pairs.height), fluencies.tail(pairs.height)
    return (before - after).to_numpy()


def _read(texts: pl.Series, model: LanguageModel, progress: Progress) -> pl.Series:
    parts = [np.zeros(0)]
    with progress("reading for fluency", len(texts)) as advance:
        for start in range(0, len(texts), BATCH):
            batch = texts.slice(start, BATCH).to_list()
            parts.append(_log_probabilities(model(batch), texts=len(batch)))
            advance(len(batch))
    return pl.Series(np.concatenate(parts))


def _log_probabilities(answer: Any, *, texts: int) -> np.ndarray:
    values = np.asarray(answer, dtype=np.float64)
    if values.shape != (texts,):
        raise DataError(
            f"`model` must give one number for each text, {texts} here, but its answer has shape "
            f"{values.shape}. Return the mean log probability per token of each text."
        )
    wrong = ~(np.isfinite(values) & (values <= _ROUNDING))
    if wrong.any():
        raise DataError(
            f"`model` must give mean log probabilities, finite and 0 or less, but it gave "
            f"{values[wrong][0]:g} (and {int(wrong.sum()) - 1} more such among {texts}). "
            "Return the logarithm; a loss with its sign turned is one."
        )
    return values
