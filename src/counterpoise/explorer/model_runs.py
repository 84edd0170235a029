"""Models that can be asked about new inputs: one question at a time, within bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTimeError
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

import numpy as np
import polars as pl

from counterpoise.errors import CounterpoiseError, DataError, PlanError
from counterpoise.explorer.arguments import told
from counterpoise.scoring import Scored, Scorer, scores_by_model

MOST_INPUTS = 256
"""Inputs of one question."""

MOST_BYTES = 1 << 20
"""Bytes of text, in UTF-8, of one question."""

SECONDS = 60.0
"""How long one model may take for one question."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelRuns:
    """Models that are callables.

    A question runs in a thread of its own, so that a model that hangs stops no other answer, and
    the thread ends with it.

    Attributes:
        models: name -> callable, as `audit` takes them.
        seconds: how long a question to one model may take.
    """

    models: Mapping[str, Scorer]
    seconds: float = SECONDS
    _turn: Lock = field(default_factory=Lock, init=False)

    def scores(self, name: str, inputs: pl.Series | pl.DataFrame) -> np.ndarray:
        """[inputs], what model `name` says; nan where it gives no decision.

        Args:
            name: one of `models`.
            inputs: texts, or a frame of features.

        Raises:
            PlanError: it takes too long, or is still busy with an earlier question.
            DataError: it fails, or what it says are no probabilities.
        """
        if not self._turn.acquire(timeout=self.seconds):
            raise self._late(name, "has not answered an earlier question")
        run = partial(scores_by_model, name, self.models[name], inputs, place=_place)
        worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")
        answer = worker.submit(run)
        worker.shutdown(wait=False)  # it ends when it has answered
        answer.add_done_callback(lambda _: self._turn.release())
        return _values(self._awaited(name, answer))

    def _awaited(self, name: str, answer: Future[Scored]) -> Scored:
        try:
            fault = answer.exception(timeout=self.seconds)
        except OutOfTimeError as error:
            raise self._late(name, "gave none") from error
        if fault is None:
            return answer.result()
        if isinstance(fault, CounterpoiseError):
            raise fault
        raise DataError(
            f"Model `{name}` must give a probability for each input, but it raised "
            f"{type(fault).__name__}: {told(str(fault))}. Call it with that input, and mend it."
        ) from fault

    def _late(self, name: str, what: str) -> PlanError:
        return PlanError(
            f"Model `{name}` must answer within {self.seconds:g} seconds, and it {what}. "
            "Ask about fewer inputs, or wait for it."
        )


def check_texts(texts: Sequence[str]) -> pl.Series:
    """The texts as a series, if a model may be asked about as many.

    Raises:
        PlanError: too many, or too long.
    """
    check_count(len(texts))
    size = sum(len(text.encode("utf-8")) for text in texts)
    if size > MOST_BYTES:
        raise PlanError(
            f"Models can be asked about {MOST_BYTES:,} bytes of text at once, got {size:,}. "
            "Shorten the text, or send fewer."
        )
    return pl.Series("text", texts, dtype=pl.String)


def check_count(count: int) -> None:
    """Refuses more inputs than one question may have."""
    if not 0 < count <= MOST_INPUTS:
        raise PlanError(
            f"Models can be asked about 1 to {MOST_INPUTS} inputs at once, got {count:,}. "
            "Send as many."
        )


def _values(scored: Scored) -> np.ndarray:
    return np.where(scored.decided, scored.values, scored.values.dtype.type(np.nan))


def _place(index: int) -> str:
    return f"input {index + 1}"
