"""A method by its arguments, its answer, and whether it can be answered at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.frames import Frame

Of = TypeVar("Of")
"""What is answered from: rows, or a report alone."""


def always(contents: object) -> bool:
    """Every host can answer it."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Method(Generic[Of]):
    """A method.

    Attributes:
        answer: what it gives.
        arguments: names of those that it knows.
        possible: whether it can be answered from these contents.
        needs: what is missing where it cannot, for the message.
    """

    answer: Callable[[Of, Arguments], Frame]
    arguments: tuple[str, ...] = ()
    possible: Callable[[Of], bool] = always
    needs: str = ""
