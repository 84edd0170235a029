"""Counterfactuals of many texts by one generator: the run from the first question to the last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path

import polars as pl

from counterpoise.counterfactuals.generators.asking import STEADY, Retries, ask
from counterpoise.counterfactuals.generators.cache import answer_cache, answer_key
from counterpoise.counterfactuals.generators.interface import (
    Answering,
    Generator,
    Instruction,
    generator_of,
)
from counterpoise.counterfactuals.generators.ledger import Cost, Ledger
from counterpoise.counterfactuals.generators.outcomes import (
    NOT_ASKED,
    REASONS,
    Outcome,
    Reason,
)
from counterpoise.counterfactuals.generators.replies import Question
from counterpoise.errors import CounterpoiseError, PlanError
from counterpoise.progress import Advance, Progress, silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What a generator made of the texts.

    Attributes:
        generator: its name.
        version: its version.
        outcomes: [rows], in the order of the texts.
        cost: what this run asked for.
    """

    generator: str
    version: str
    outcomes: tuple[Outcome, ...]
    cost: Cost

    def __len__(self) -> int:
        return len(self.outcomes)

    @property
    def texts(self) -> pl.Series:
        """[rows], String: the counterfactuals, null where there is none."""
        return pl.Series("counterfactual", [row.text for row in self.outcomes], dtype=pl.String)

    @property
    def failures(self) -> dict[Reason, int]:
        """Reason -> rows without a counterfactual; reasons that no row has are absent."""
        counts = Counter(row.reason for row in self.outcomes)
        return {reason: counts[reason] for reason in REASONS if counts[reason]}

    def __str__(self) -> str:
        made = len(self) - sum(self.failures.values())
        failed = "".join(f", {count} {reason}" for reason, count in self.failures.items())
        return f"{made} of {len(self)} texts written by {self.generator}{failed}"


class GenerationStoppedError(CounterpoiseError, RuntimeError):
    """A run that ended early.

    Attributes:
        done: what it had got by then; the rows that it did not come to are "not asked".
    """

    def __init__(self, message: str, *, done: Generated) -> None:
        super().__init__(message)
        self.done = done


def generated(
    texts: pl.Series | Sequence[str],
    instructions: Sequence[Instruction],
    generator: Generator | Answering,
    *,
    batch: int = 16,
    retries: Retries = STEADY,
    cache: Path | str | None = None,
    failed_batches: int = 3,
    progress: Progress = silent,
) -> Generated:
    """What the generator makes of the texts, each question asked once and its answer kept.

    Equal questions (text and instruction) are asked once. An answer is on disk in `cache` before
    the next batch goes out, or as soon as it comes from a generator that gives them one by one: a
    run that was interrupted or killed, started again with the same cache, asks only for the rest.
    Refusals and useless answers were paid for too, so they are kept as well; faults are not, and a
    later run asks again. Change the generator's version to ask everything anew.

    >>> def swap(texts, instructions):
    ...     return [text.replace("man", "woman") for text in texts]
    >>> told = Instruction(from_group="male", to_group="female", term="man", sentence="")
    >>> made = generated(["a man", "a cat"], [told] * 2, swap)
    >>> made.texts.to_list(), made.failures
    (['a woman', None], {'unchanged': 1})

    Args:
        texts: [rows].
        instructions: [rows], what is to be changed in each.
        generator: what is asked: a generator, or any function with a name. `named` gives it
            another, and the version that `cache` needs.
        batch: texts given to it at once.
        retries: how often a question that failed is asked again, and when.
        cache: a file of answers, made if there is none; None keeps them in memory for this run.
        failed_batches: the run stops after so many batches in a row without one answer.
        progress: told how many rows are done.

    Raises:
        PlanError: not as many instructions as texts, a missing text, a number below 1, a function
            without a name, or with `cache` one without a version.
        DataError: `cache` is a file of something else, or cannot be made.
        GenerationStoppedError: too many batches failed, or the generator raised a `PlanError`,
            which says that asking on is of no use. Its `done` holds what there is.
    """
    _check_positive(batch=batch, failed_batches=failed_batches)
    asked = generator_of(generator, cached=cache is not None)
    keys, questions = _questions(list(texts), list(instructions), asked)
    with (
        answer_cache(None if cache is None else Path(cache)) as kept,
        progress(f"writing with {asked.name}", len(keys)) as advance,
    ):
        ledger = Ledger.of(questions.values(), cache=kept)
        todo = [question for key, question in questions.items() if key not in ledger.outcomes]
        hits = len(keys) - len(todo)
        advance(hits)
        batches = (todo[start : start + batch] for start in range(0, len(todo), batch))
        run = _Run(generator=asked, ledger=ledger, retries=retries)
        stop = run.stop(batches, failed_batches=failed_batches, advance=advance)
    done = Generated(
        generator=asked.name,
        version=asked.version,
        outcomes=tuple(ledger.outcomes.get(key, NOT_ASKED) for key in keys),
        cost=ledger.cost(cache_hits=hits),
    )
    if stop is not None:
        raise GenerationStoppedError(f"{stop} {_kept(done, cache)}", done=done) from ledger.error
    return done


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Run:
    generator: Generator
    ledger: Ledger
    retries: Retries

    def stop(
        self, batches: Iterable[list[Question]], *, failed_batches: int, advance: Advance
    ) -> str | None:
        """Asks batch after batch; why the run stopped before the last, None if it did not."""
        failed = 0
        for number, questions in enumerate(batches):
            refused = self._refused(questions, number)
            if refused is not None:
                return refused
            advance(len(questions))
            failed = failed + 1 if self.ledger.failed(questions) else 0
            if failed == failed_batches:
                return (
                    f"`{self.generator.name}` should answer, but {failed} batches in a row gave no "
                    f"answer at all; the last failure is {self.ledger.last_failure(questions)}. "
                    "Mend the cause and run again."
                )
        return None

    def _refused(self, questions: list[Question], number: int) -> str | None:
        """Asks one batch; why the generator answers nothing more, None if it did not say so."""
        try:
            ask(questions, self.generator, retries=self.retries, batch=number, ledger=self.ledger)
        except PlanError as error:
            self.ledger.error = error
            return str(error)
        return None


def _kept(done: Generated, cache: Path | str | None) -> str:
    where = "in the error's `done` only" if cache is None else f"in {cache}, and not asked again"
    made = len(done) - sum(done.failures.values())
    return f"What was answered is kept {where}: {made} of {len(done)} texts."


def _check_positive(**numbers: int) -> None:
    for name, number in numbers.items():
        if not isinstance(number, Integral) or number < 1:
            raise PlanError(f"`{name}` must be 1 or more, got {number!r}. Give a whole number.")


def _questions(
    texts: list[str], instructions: list[Instruction], generator: Generator
) -> tuple[list[bytes], dict[bytes, Question]]:
    """[rows] keys, and the question under each."""
    if len(texts) != len(instructions):
        raise PlanError(
            f"`instructions` must be as many as `texts`, got {len(instructions)} for {len(texts)}. "
            "Give one instruction for each text."
        )
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            raise PlanError(f"`texts` must be strings, got {text!r} in row {row}. Leave it out.")
    asked = [
        Question(key=answer_key(generator, text, told), text=text, instruction=told)
        for text, told in zip(texts, instructions, strict=True)
    ]
    return [question.key for question in asked], {question.key: question for question in asked}
