"""What the page shows, as one JSON value: checked, and filled up with what it shows at first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.predicate import selected_rows
from counterpoise.explorer.saved_slices import MOST

TABS = ("slices", "examples", "example", "scatter", "thresholds", "compare", "out")
ORDERS = ("given", "rows", "high", "low", "gap", "evidence")
"""How slices are ordered."""

MOST_THRESHOLDS = 64
FIRST_METRIC = "false_positive_rate"

State = dict[str, Any]


def first_state(contents: Contents) -> State:
    """What the page shows at first."""
    thresholds, metrics = contents.own.report.thresholds, contents.metrics
    return {
        "tab": "slices",
        "models": list(range(len(contents.models))),
        "metric": metrics.index(FIRST_METRIC) if FIRST_METRIC in metrics else 0,
        "threshold": 0.5 if 0.5 in thresholds else thresholds[0],
        "thresholds": [],
        "slices": [],
        "baseline_slice": 0,
        "family": None,
        "predicate": {},
        "order": "gap",
        "sort": None,
        "row": None,
        "x": "score0",
        "y": "score1" if len(contents.models) > 1 else "label",
        "colour": "label",
        "facets": None,
        "saved": [],
    }


def state_of(given: object, contents: Contents) -> State:
    """The state that `given` means: what it leaves out is as at first.

    Raises:
        PlanError: a key, a name or a place that there is not.
    """
    first = first_state(contents)
    asked = Arguments.of("state", given, known=tuple(first))
    return {name: _value(name, asked, contents, default) for name, default in first.items()}


def _value(name: str, asked: Arguments, contents: Contents, default: Any) -> Any:
    if asked.get(name) is None:
        return default
    _CHECKS[name](name, asked, contents)
    return asked.get(name)


Check = Callable[[str, Arguments, Contents], object]


def _one_of(names: tuple[str, ...]) -> Check:
    return lambda name, asked, _: asked.choice(name, names)


def _place(count: Callable[[Contents], int], what: str) -> Check:
    return lambda name, asked, contents: asked.place(name, of=count(contents), what=what)


def _places(count: Callable[[Contents], int], what: str) -> Check:
    def check(name: str, asked: Arguments, contents: Contents) -> object:
        return asked.places(name, of=count(contents), what=what, most=count(contents))

    return check


def _thresholds(name: str, asked: Arguments, contents: Contents) -> None:
    if asked.get(name) != []:
        asked.numbers(name, most=MOST_THRESHOLDS)


def _predicate(name: str, asked: Arguments, contents: Contents) -> None:
    selected_rows(asked.need(name), contents)


def _sort(name: str, asked: Arguments, contents: Contents) -> None:
    value = asked.need(name)
    fits = isinstance(value, Mapping) and set(value) == {"column", "down"}
    if not fits or not isinstance(value["column"], str) or not isinstance(value["down"], bool):
        do = 'Send for example {"column": "score0", "down": true}'
        raise asked.wrong(name, must="be a column and whether it falls", do=do)


def _text(name: str, asked: Arguments, contents: Contents) -> None:
    asked.text(name)


def saved_entries(asked: Arguments) -> list[tuple[str, Mapping[str, Any]]]:
    """Names and predicates of `saved`.

    Raises:
        PlanError: it is something else.
    """
    saved = asked.need("saved")
    if not isinstance(saved, list) or len(saved) > MOST or not all(map(_is_saved, saved)):
        must = f"be a list of up to {MOST} names and predicates"
        do = 'Send for example [{"name": "mine", "predicate": {"slices": [1]}}]'
        raise asked.wrong("saved", must=must, do=do)
    return [(one["name"], one["predicate"]) for one in saved]


def _is_saved(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and set(value) == {"name", "predicate"}
        and isinstance(value["name"], str)
        and isinstance(value["predicate"], Mapping)
    )


_CHECKS: Mapping[str, Check] = {
    "tab": _one_of(TABS),
    "models": _places(lambda contents: len(contents.models), "models"),
    "metric": _place(lambda contents: len(contents.metrics), "metrics"),
    "threshold": lambda name, asked, _: asked.number(name),
    "thresholds": _thresholds,
    "slices": _places(lambda contents: len(contents.slice_names), "slices"),
    "baseline_slice": _place(lambda contents: len(contents.slice_names), "slices"),
    "family": _place(lambda contents: len(contents.families), "families"),
    "predicate": _predicate,
    "order": _one_of(ORDERS),
    "sort": _sort,
    "row": _place(lambda contents: len(contents.examples), "rows"),
    "x": _text,
    "y": _text,
    "colour": _text,
    "facets": _text,
    "saved": lambda name, asked, _: saved_entries(asked),
}
