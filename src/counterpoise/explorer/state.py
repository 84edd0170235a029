"""What the page shows, as one JSON value: checked, and filled up with what it shows at first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from counterpoise.explorer.arguments import Arguments, is_place
from counterpoise.explorer.saved_slices import MOST

TABS = ("slices", "examples", "example", "scatter", "thresholds", "compare", "out")
ORDERS = ("given", "rows", "high", "low", "gap", "evidence")
"""How slices are ordered."""

MOST_THRESHOLDS = 64
MOST_CURVES = 4
"""Slices whose curves are told apart on one chart."""

FIRST_METRIC = "false_positive_rate"

State = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a state can point at.

    Attributes:
        thresholds: of the report.
        metrics: their names.
        models: how many there are; so of slices, families and rows.
        slices: audited and saved ones.
        families: what slices are values of.
        rows: the rows audited.
    """

    thresholds: tuple[float, ...]
    metrics: Sequence[str]
    models: int
    slices: int
    families: int
    rows: int


def first_state(shown: Shown) -> State:
    """What the page shows at first."""
    thresholds, metrics = shown.thresholds, shown.metrics
    return {
        "tab": "slices",
        "models": list(range(shown.models)),
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
        "y": "score1" if shown.models > 1 else "label",
        "colour": "label",
        "facets": None,
        "compare": None,
        "curves": [],
        "saved": [],
    }


def state_of(given: object, shown: Shown, *, check_predicate: Callable[[Any], object]) -> State:
    """The state that `given` means: what it leaves out is as at first.

    Args:
        given: a JSON value.
        shown: what its places are places of.
        check_predicate: refuses a predicate that means nothing.

    Raises:
        PlanError: a key, a name or a place that there is not.
    """
    first = first_state(shown)
    asked = Arguments.of("state", given, known=tuple(first))
    if asked.get("predicate") is not None:
        check_predicate(asked.get("predicate"))
    return {name: _value(name, asked, shown, default) for name, default in first.items()}


def _value(name: str, asked: Arguments, shown: Shown, default: Any) -> Any:
    if asked.get(name) is None:
        return default
    if name in _CHECKS:
        _CHECKS[name](name, asked, shown)
    return asked.get(name)


Check = Callable[[str, Arguments, Shown], object]


def _one_of(names: tuple[str, ...]) -> Check:
    return lambda name, asked, _: asked.choice(name, names)


def _place(count: Callable[[Shown], int], what: str) -> Check:
    return lambda name, asked, shown: asked.place(name, of=count(shown), what=what)


def _places(count: Callable[[Shown], int], what: str) -> Check:
    def check(name: str, asked: Arguments, shown: Shown) -> object:
        return asked.places(name, of=count(shown), what=what, most=count(shown))

    return check


def _thresholds(name: str, asked: Arguments, shown: Shown) -> None:
    if asked.get(name) != []:
        asked.numbers(name, most=MOST_THRESHOLDS)


def _pair(name: str, asked: Arguments, shown: Shown) -> None:
    value = asked.get(name)
    fits = isinstance(value, list) and len(value) == 2 and value[0] != value[1]
    if not fits or not all(is_place(one, of=shown.models) for one in value):
        must = f"be two places from 0 to {shown.models - 1} of models, before and after"
        raise asked.wrong(name, must=must, do="Send for example [0, 1]")


def _curves(name: str, asked: Arguments, shown: Shown) -> None:
    asked.places(name, of=shown.slices, what="slices", most=MOST_CURVES)


def _sort(name: str, asked: Arguments, shown: Shown) -> None:
    value = asked.need(name)
    fits = isinstance(value, Mapping) and set(value) == {"column", "down"}
    if not fits or not isinstance(value["column"], str) or not isinstance(value["down"], bool):
        do = 'Send for example {"column": "score0", "down": true}'
        raise asked.wrong(name, must="be a column and whether it falls", do=do)


def _text(name: str, asked: Arguments, shown: Shown) -> None:
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
    "models": _places(lambda shown: shown.models, "models"),
    "metric": _place(lambda shown: len(shown.metrics), "metrics"),
    "threshold": lambda name, asked, _: asked.number(name),
    "thresholds": _thresholds,
    "slices": _places(lambda shown: shown.slices, "slices"),
    "baseline_slice": _place(lambda shown: shown.slices, "slices"),
    "family": _place(lambda shown: shown.families, "families"),
    "order": _one_of(ORDERS),
    "sort": _sort,
    "row": _place(lambda shown: shown.rows, "rows"),
    "x": _text,
    "y": _text,
    "colour": _text,
    "facets": _text,
    "compare": _pair,
    "curves": _curves,
    "saved": lambda name, asked, _: saved_entries(asked),
}
