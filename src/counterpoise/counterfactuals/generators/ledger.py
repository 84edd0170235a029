"""What a run has got and what it has spent, written down as it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from counterpoise.counterfactuals.generators.cache import AnswerCache
from counterpoise.counterfactuals.generators.outcomes import FAULTS, Outcome, outcome
from counterpoise.counterfactuals.generators.replies import Question, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a run asked for. What earlier runs paid for is not in it.

    Attributes:
        calls: how often the generator was called, retries included.
        texts: texts that it was given, retries included.
        cache_hits: rows that needed no question: answered in an earlier run, or equal to another
            row of this one.
        input_tokens: tokens read, of the answers that tell; None if none does.
        output_tokens: tokens written, likewise.
    """

    calls: int = 0
    texts: int = 0
    cache_hits: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Ledger:
    """The book of one run: it changes as the run goes on, and answers go to the cache first.

    Attributes:
        cache: where answers are kept.
        outcomes: key -> what became of the question so far.
        calls: of the generator so far.
        texts: given to it so far.
        tokens: "input" and "output" -> how many so far, absent if never told.
        error: what the generator raised at the last call, if it did.
    """

    cache: AnswerCache
    outcomes: dict[bytes, Outcome]
    calls: int = 0
    texts: int = 0
    tokens: dict[str, int] = field(default_factory=dict)
    error: Exception | None = None

    @staticmethod
    def of(questions: Iterable[Question], *, cache: AnswerCache) -> Ledger:
        """The book at the start of a run: what the cache holds of the questions."""
        texts = {question.key: question.text for question in questions}
        known = cache.answers(texts)
        outcomes = {key: outcome(texts[key], answer) for key, answer in known.items()}
        return Ledger(cache=cache, outcomes=outcomes)

    def called(self, texts: int) -> None:
        """Writes down one call."""
        self.error = None
        self.calls += 1
        self.texts += texts

    def keep(self, group: Mapping[Question, Reply]) -> None:
        """Writes down replies, and those that are answers to disk."""
        self.cache.keep({q.key: reply.answer for q, reply in group.items() if reply.final})
        for question, reply in group.items():
            self.outcomes[question.key] = reply.outcome
            self.error = reply.error or self.error
            self._count("input", reply.answer.input_tokens)
            self._count("output", reply.answer.output_tokens)

    def failed(self, questions: Sequence[Question]) -> bool:
        """Whether not one of the questions that were asked has an answer."""
        return all(self.outcomes[question.key].reason in FAULTS for question in questions)

    def last_failure(self, questions: Sequence[Question]) -> str:
        """What became of the last of the questions, in words."""
        last = self.outcomes[questions[-1].key]
        return f'"{last.reason}" ({last.detail})' if last.detail else f'"{last.reason}"'

    def cost(self, *, cache_hits: int) -> Cost:
        """What was spent so far."""
        return Cost(
            calls=self.calls,
            texts=self.texts,
            cache_hits=cache_hits,
            input_tokens=self.tokens.get("input"),
            output_tokens=self.tokens.get("output"),
        )

    def _count(self, kind: str, tokens: int | None) -> None:
        if tokens is not None:
            self.tokens[kind] = self.tokens.get(kind, 0) + tokens
