"""The arguments of a request, each checked when it is taken."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from counterpoise.errors import PlanError, choices

LARGEST = sys.float_info.max
"""Size of a number that is taken."""

SHOWN = 60
"""Characters of a value that an error quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What a method was given.

    Attributes:
        method: its name, for messages.
        given: name -> value, as JSON holds it; null is as if it was left out.
    """

    method: str
    given: Mapping[str, Any]

    @staticmethod
    def of(method: str, given: object, *, known: Sequence[str]) -> Arguments:
        """The arguments, none of which is unknown.

        Raises:
            PlanError: no JSON object, a name that the method does not know, what is no Unicode.
        """
        if not isinstance(given, Mapping):
            raise PlanError(
                f"The arguments of `{method}` must be a JSON object, got {told(given)}. "
                'Send for example {"threshold": 0.5}.'
            )
        for name in given:
            if name not in known:
                raise PlanError(
                    f"`{method}` has no argument {told(str(name))}. {choices(known, str(name))}"
                )
        _check_json(method, given)
        return Arguments(method=method, given=given)

    def get(self, name: str) -> Any:
        """The value of `name`, None where it was left out."""
        return self.given.get(name)

    def need(self, name: str) -> Any:
        """The value of `name`.

        Raises:
            PlanError: it was left out.
        """
        value = self.get(name)
        if value is None:
            raise PlanError(
                f"`{self.method}` needs the argument `{name}`, and it is missing. Send it."
            )
        return value

    def text(self, name: str) -> str:
        """A text.

        Raises:
            PlanError: it is missing or something else.
        """
        value = self.need(name)
        if not isinstance(value, str):
            raise self.wrong(name, must="be text", do="Send it in quotes")
        return value

    def choice(self, name: str, known: Iterable[str]) -> str:
        """One of the names `known`.

        Raises:
            PlanError: it is none of them.
        """
        value = self.text(name)
        names = list(known)
        if value not in names:
            raise PlanError(
                f"`{name}` of `{self.method}` cannot be {told(value)}. {choices(names, value)}"
            )
        return value

    def number(self, name: str, *, low: float = 0, high: float = 1) -> float:
        """A number from `low` to `high`.

        Raises:
            PlanError: it is missing, no number or out of range.
        """
        value = self.need(name)
        if not is_number(value) or not low <= value <= high:
            raise self.wrong(name, must=f"be a number from {low:g} to {high:g}", do="Change it")
        return float(value)

    def numbers(self, name: str, *, most: int) -> list[float]:
        """One to `most` numbers in [0, 1].

        Raises:
            PlanError: anything else.
        """
        value = self.need(name)
        fits = isinstance(value, list) and 0 < len(value) <= most
        if not fits or not all(is_number(one) and 0 <= one <= 1 for one in value):
            must = f"be a list of 1 to {most} numbers from 0 to 1"
            raise self.wrong(name, must=must, do="Send for example [0.3, 0.5]")
        return [float(one) for one in value]

    def place(self, name: str, *, of: int, what: str) -> int:
        """A place among so many things, counted from 0.

        Raises:
            PlanError: there is nothing at that place.
        """
        value = self.need(name)
        if not is_place(value, of=of):
            raise self.wrong(name, must=f"be a place from 0 to {of - 1} of {what}", do="Change it")
        return value

    def places(self, name: str, *, of: int, what: str, most: int) -> np.ndarray:
        """[places], int64: up to `most` places among so many things.

        Raises:
            PlanError: there is nothing at one of them, or they are too many.
        """
        value = self.need(name)
        if not isinstance(value, list) or len(value) > most:
            got = f"{len(value):,}" if isinstance(value, list) else told(value)
            raise PlanError(
                f"`{name}` of `{self.method}` must be a list of up to {most:,} places of {what}, "
                f"got {got}. Send fewer at a time."
            )
        if not all(is_place(one, of=of) for one in value):
            wrong = next(one for one in value if not is_place(one, of=of))
            raise PlanError(
                f"`{name}` of `{self.method}` must hold places from 0 to {of - 1} of {what}, "
                f"got {told(wrong)} among them. Change it."
            )
        return np.array(value, dtype=np.int64)

    def wrong(self, name: str, *, must: str, do: str) -> PlanError:
        """What is said of a value that is not what it must be."""
        return PlanError(
            f"`{name}` of `{self.method}` must {must}, got {told(self.get(name))}. {do}."
        )


def is_number(value: object) -> bool:
    """Whether it is a finite number that a float can hold; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def is_place(value: object, *, of: int) -> bool:
    """Whether it is a whole number from 0 to below `of`."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < of


def told(value: object) -> str:
    """The value as an error shows it: as JSON, and cut short."""
    text = json.dumps(value, ensure_ascii=True, default=repr)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def _check_json(method: str, given: Mapping[str, Any]) -> None:
    """Refuses what JSON in UTF-8 cannot hold: it comes of half a surrogate pair, or of Python."""
    try:
        json.dumps(dict(given), ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (TypeError, ValueError) as error:  # UnicodeEncodeError is a ValueError
        what = "half of a surrogate pair" if isinstance(error, UnicodeError) else str(error)
        raise PlanError(
            f"The arguments of `{method}` must be JSON in Unicode, got {what}. "
            "Send whole characters and finite numbers."
        ) from error
