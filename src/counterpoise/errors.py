"""The errors that a caller can act on: each says what was expected, what was got, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CounterpoiseError(Exception):
    """Anything that counterpoise refuses, with a message written for the person who typed it."""


class DataError(CounterpoiseError, ValueError):
    """Rows, columns or files that cannot be what they were said to be."""


class PlanError(CounterpoiseError, ValueError):
    """A plan, or an argument, that asks for something that does not exist."""


class RunError(CounterpoiseError, RuntimeError):
    """A results folder that cannot be written, resumed or read."""


class MissingExtraError(CounterpoiseError, ImportError):
    """A feature whose optional dependency is not installed."""

    def __init__(self, *, feature: str, extra: str) -> None:
        super().__init__(
            f"{feature} needs an optional dependency that is not installed. "
            f"Install it with: pip install 'counterpoise[{extra}]'"
        )


def choices(names: Iterable[str], got: str) -> str:
    """The names that exist, nearest first, as the tail of an error message."""
    known = list(names)
    near = get_close_matches(got, known, n=1)
    listed = ", ".join(f"`{name}`" for name in known) or "none"
    return f"Did you mean `{near[0]}`? Available: {listed}." if near else f"Available: {listed}."
