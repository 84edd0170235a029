"""How long work says how far it has got; the default says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

Advance = Callable[[int], None]
"""Called with the number of units done since the last call."""


class Progress(Protocol):
    """Opens one line of progress for `total` units of work, None where that is not known."""

    def __call__(self, description: str, total: int | None) -> AbstractContextManager[Advance]:
        """A context in which the yielded function is called as units are done."""
        ...


@contextmanager
def silent(description: str, total: int | None) -> Iterator[Advance]:
    """Progress that is shown nowhere."""
    yield lambda units: None
