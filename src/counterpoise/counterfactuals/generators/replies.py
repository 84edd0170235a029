"""One call of a generator, with whatever it raises or gets wrong turned into replies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from counterpoise.counterfactuals.generators.interface import (
    Answer,
    Answers,
    Generator,
    Instruction,
    Said,
)
from counterpoise.counterfactuals.generators.outcomes import FAULTS, Outcome, outcome
from counterpoise.errors import PlanError


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One text that is to be changed, and the key under which its answer is kept."""

    key: bytes
    text: str
    instruction: Instruction


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one call gave for one question.

    Attributes:
        answer: as the generator gave it; a stand-in where it gave none.
        outcome: what it is worth.
        again: whether the question may be asked once more.
        error: the exception that the generator raised, if it did.
    """

    answer: Answer
    outcome: Outcome
    again: bool = False
    error: Exception | None = None

    @property
    def final(self) -> bool:
        """Whether this is an answer, which is kept and never asked for again."""
        return self.outcome.reason not in FAULTS


class _WrongCountError(Exception):
    pass


def replies(questions: Sequence[Question], generator: Generator) -> Iterator[dict[Question, Reply]]:
    """Groups of replies as they come: exactly one reply for every question in all.

    Nothing that the generator raises is raised here, but for `PlanError`, by which it says that
    no further question will be answered. Answers that came before are given out before.
    """
    missing = dict.fromkeys(range(len(questions)))
    asked = [question.text for question in questions], [q.instruction for q in questions]
    fault = Reply(answer=Answer(), outcome=Outcome())
    try:
        for group in _groups(generator(*asked), missing):
            yield {questions[row]: _reply(questions[row], said) for row, said in group.items()}
    except PlanError:
        raise
    except _WrongCountError as error:
        fault = _fault(Outcome(reason="wrong count", detail=str(error)))
    except Exception as error:  # noqa: BLE001 - somebody else's code: any exception, kept and counted
        detail = f"{type(error).__name__}: {error}"
        fault = _fault(Outcome(reason="raised", detail=detail), error=error)
    if missing:
        yield {questions[row]: fault for row in missing}


def _groups(answers: Answers, missing: dict[int, None]) -> Iterator[dict[int, Said]]:
    """Answers by row, those of a list all at once; takes the rows out of `missing`."""
    if not isinstance(answers, Iterator):
        group = dict(enumerate(_listed(answers, len(missing))))
        missing.clear()
        yield group
        return
    rows = len(missing)
    for item in answers:
        row, said = _placed(item)
        if row not in missing:
            raise _WrongCountError(f"Row {row!r} was answered twice or is none of the {rows} rows.")
        del missing[row]
        yield {row: said}
    if missing:
        raise _WrongCountError(f"{rows - len(missing)} answers came for {rows} texts.")


def _listed(answers: Any, rows: int) -> list[Said]:
    if isinstance(answers, str | bytes) or not hasattr(answers, "__len__"):
        raise _WrongCountError(f"One {type(answers).__name__} came for {rows} texts, and no list.")
    if len(answers) != rows:
        raise _WrongCountError(f"{len(answers)} answers came for {rows} texts.")
    return list(answers)


def _placed(item: Any) -> tuple[int, Said]:
    if not (isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], int)):
        raise _WrongCountError(
            f"An iterator must give (row, answer), and this one gave {type(item).__name__}."
        )
    return item


def _reply(question: Question, said: Said) -> Reply:
    answer = said if isinstance(said, Answer) else Answer(text=said)
    found = outcome(question.text, answer)
    return Reply(answer=answer, outcome=found, again=answer.again and found.reason in FAULTS)


def _fault(what: Outcome, *, error: Exception | None = None) -> Reply:
    return Reply(answer=Answer(), outcome=what, again=True, error=error)
