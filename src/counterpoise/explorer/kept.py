"""Results that take a while, each made once; the last few are kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar, final

Value = TypeVar("Value")


@final
class Kept(Generic[Value]):
    """A few results by their key; the one made first goes first.

    Several threads may ask at once: a result is made once, while those who ask for others wait.

    Attributes:
        most: how many are kept.
    """

    def __init__(self, *, most: int) -> None:
        self.most = most
        self._values: dict[Hashable, Value] = {}
        self._lock = Lock()

    def of(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The result for `key`, made by `make` where it is not known.

        Example:
            >>> kept = Kept[int](most=1)
            >>> kept.of("a", lambda: 1), kept.of("a", lambda: 2), kept.of("b", lambda: 3)
            (1, 1, 3)
        """
        with self._lock:
            if key not in self._values:
                made = make()
                while len(self._values) >= self.most:
                    del self._values[next(iter(self._values))]
                self._values[key] = made
            return self._values[key]
