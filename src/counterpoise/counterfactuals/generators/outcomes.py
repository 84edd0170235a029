"""What became of each text: a counterfactual, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from counterpoise.counterfactuals.generators.interface import Answer

Reason = Literal[
    "raised",
    "wrong count",
    "not text",
    "unanswered",
    "refused",
    "cut off",
    "empty",
    "unchanged",
    "not asked",
]
"""Why there is no text.

"raised": the generator raised. "wrong count": it gave more or fewer answers than texts. "not text":
an answer that is no string, or that UTF-8 cannot write. "unanswered": it says that nothing came
back. "refused": it answered None. "cut off": the answer broke off. "empty": nothing but white
space. "unchanged": the original, but for white space. "not asked": the run stopped before.
"""

REASONS: tuple[Reason, ...] = get_args(Reason)
"""Every reason, faults first."""

FAULTS: frozenset[Reason] = frozenset({"raised", "wrong count", "not text", "unanswered"})
"""Reasons that are no answer: nothing is kept of them, and a later run asks again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one text.

    Attributes:
        text: the counterfactual, None where there is none.
        reason: why there is none, None where there is one.
        detail: what happened, "" where there is nothing to add.
    """

    text: str | None = None
    reason: Reason | None = None
    detail: str = ""


NOT_ASKED = Outcome(reason="not asked")
"""A text that the run did not come to."""


def outcome(original: str, answer: Answer) -> Outcome:
    """What an answer is worth as a counterfactual of `original`."""
    text = answer.text
    if text is None:
        return Outcome(reason=answer.reason, detail=answer.detail)
    if not _is_text(text):
        return Outcome(reason="not text", detail=f"The answer is {ascii(text)[:80]}.")
    if not text.strip():
        return Outcome(reason="empty")
    if text.split() == original.split():
        return Outcome(reason="unchanged")
    return Outcome(text=text)


def _is_text(value: object) -> bool:
    """Whether a value is a string without lone surrogates, which no file could hold."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)
