"""Questions by name, each answered with the bytes of a frame, whatever goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from counterpoise.errors import CounterpoiseError, PlanError, choices
from counterpoise.explorer.arguments import Arguments, told
from counterpoise.explorer.frames import error_frame
from counterpoise.explorer.methods.method import Method, Of

_LOG = logging.getLogger("counterpoise.explorer")


class Answerer(Protocol):
    """Who answers what a page asks."""

    def handle(self, method: str, args: Mapping[str, Any] | None = None) -> bytes:
        """The answer to one question, as the bytes of a frame; never raises."""
        ...


def answered(
    methods: Mapping[str, Method[Of]], contents: Of, method: object, args: object
) -> bytes:
    """The answer of one of `methods`, as the bytes of a frame.

    Never raises: what cannot be answered gives a frame whose value is `{"error": text}`.

    Args:
        methods: those that there are, by name.
        contents: what they answer from.
        method: the name of one.
        args: JSON values by name; None for none.
    """
    asked = {} if args is None else args
    return _bytes_of(lambda: _answer(methods, contents, method, asked))


def possible_methods(methods: Mapping[str, Method[Of]], contents: Of) -> list[str]:
    """The methods that can be answered from these contents."""
    return [name for name, method in methods.items() if method.possible(contents)]


def absent_methods(
    methods: Mapping[str, Method[Of]], contents: Of, reasons: Mapping[str, str]
) -> dict[str, str]:
    """Why each other method cannot, in a sentence; `reasons` knows some better."""
    return {
        name: reasons.get(name, f"This needs {method.needs}.")
        for name, method in methods.items()
        if not method.possible(contents)
    }


def _answer(methods: Mapping[str, Method[Of]], contents: Of, method: object, args: object) -> bytes:
    known = methods.get(method) if isinstance(method, str) else None
    if known is None:
        raise PlanError(f"There is no method {told(method)}. {choices(methods, str(method))}")
    if not known.possible(contents):
        names = ", ".join(f"`{name}`" for name in possible_methods(methods, contents))
        raise PlanError(f"`{method}` needs {known.needs}; there are none here. Ask one of {names}.")
    asked = Arguments.of(str(method), args, known=known.arguments)
    return known.answer(contents, asked).to_bytes()


def _bytes_of(answer: Callable[[], bytes]) -> bytes:
    try:
        return answer()
    except CounterpoiseError as error:
        return error_frame(str(error)).to_bytes()
    except Exception as error:  # noqa: BLE001 - a host's message handler; a fault of ours
        _LOG.debug("a question was not answered", exc_info=True)
        return error_frame(
            f"An answer was expected, and counterpoise failed: {type(error).__name__}. "
            "See the debug log of `counterpoise.explorer`, and report it."
        ).to_bytes()
