"""A batch of questions, asked again with growing waits until each has an answer or hope ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from counterpoise.counterfactuals.generators.interface import Generator
from counterpoise.counterfactuals.generators.ledger import Ledger
from counterpoise.counterfactuals.generators.replies import Question, replies
from counterpoise.errors import PlanError


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often a question that failed is asked again, and after how long.

    The k-th wait is `first_wait · 2^k`, at most `longest_wait`, times a random number in [½, 1];
    or as long as the other side asks for, if that is longer.

    Attributes:
        times: how often at most in a row without one answer to the batch.
        first_wait: seconds.
        longest_wait: seconds.
        longest_asked: seconds; a question is given up for this run if the other side asks to be
            left alone for longer.
        seed: of the random numbers.
        sleep: waits for so many seconds.
    """

    times: int = 4
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_asked: float = 300.0
    seed: int = 0
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        numbers = (self.times, self.first_wait, self.longest_wait, self.longest_asked)
        if not all(0 <= number < float("inf") for number in numbers):
            raise PlanError(
                "`times`, `first_wait`, `longest_wait` and `longest_asked` must be finite and "
                f"not negative, got {numbers}. Give times=0 for no retries."
            )

    def waits(self, batch: int) -> Iterator[float]:
        """The waits of batch number `batch`, in seconds."""
        rng = np.random.default_rng([self.seed, batch])
        for count in range(self.times):
            # The exponent is bounded, or many retries would overflow.
            wait = min(self.first_wait * 2.0 ** min(count, 64), self.longest_wait)
            yield wait * rng.uniform(0.5, 1.0)


STEADY = Retries()
"""Four more times, after waits that grow from a second."""


def ask(
    questions: Sequence[Question],
    generator: Generator,
    *,
    retries: Retries,
    batch: int,
    ledger: Ledger,
) -> None:
    """Calls the generator until the ledger holds a reply to each question that is worth no retry.

    Args:
        questions: one batch.
        generator: what is asked.
        retries: how often and when it is asked again.
        batch: number of the batch, for the random part of the waits.
        ledger: keeps every reply as it comes.

    Raises:
        PlanError: by the generator, which will not answer.
    """
    waits = retries.waits(batch)
    while questions:
        ledger.called(len(questions))
        again: dict[Question, float] = {}
        for group in replies(questions, generator):
            ledger.keep(group)
            if any(reply.final for reply in group.values()):
                waits = retries.waits(batch)
            again |= {
                question: reply.answer.wait for question, reply in group.items() if reply.again
            }
        questions = [question for question, wait in again.items() if wait <= retries.longest_asked]
        wait = next(waits, None)
        if wait is None or not questions:
            return
        retries.sleep(max(wait, *(again[question] for question in questions)))
