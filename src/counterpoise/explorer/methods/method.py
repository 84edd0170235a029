"""A method by its arguments, its answer, and whether it can be answered at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame

Answer = Callable[[Contents, Arguments], Frame]


def always(contents: Contents) -> bool:
    """Every host can answer it."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method.

    Attributes:
        answer: what it gives.
        arguments: names of those that it knows.
        possible: whether it can be answered from these contents.
        needs: what is missing where it cannot, for the message.
    """

    answer: Answer
    arguments: tuple[str, ...] = ()
    possible: Callable[[Contents], bool] = always
    needs: str = ""
