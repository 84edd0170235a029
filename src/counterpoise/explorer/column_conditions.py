"""What a predicate asks of columns: ranges of numbers, levels of categories, decisions, a shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from jaxtyping import Bool

from counterpoise.errors import PlanError, choices
from counterpoise.explorer.arguments import Arguments, is_number, is_place
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.features import MISSING, Feature
from counterpoise.explorer.lasso import inside
from counterpoise.explorer.row_columns import number_column

MOST = 64
"""Conditions of a kind."""

MOST_CORNERS = 1000

Rows = Bool[np.ndarray, " rows"]


def between(name: str) -> Callable[[Arguments, Contents], Rows]:
    """The condition that `name` holds as [column, from, to]."""

    def holds(asked: Arguments, contents: Contents) -> Rows:
        bounds = asked.need(name)
        if not _is_range(bounds):
            must = "be a column and two numbers"
            raise asked.wrong(name, must=must, do='Send for example ["score0", 0.2, 0.4]')
        return _in_range(bounds, contents)

    return holds


def in_ranges(asked: Arguments, contents: Contents) -> Rows:
    """Rows whose number is known and in every range; an end that is null is open."""
    ranges = _listed(asked, "ranges", _is_range, 'Send for example [["score0", 0.2, null]]')
    return _all([_in_range(one, contents) for one in ranges], contents)


def of_levels(asked: Arguments, contents: Contents) -> Rows:
    """Rows whose category is one of the levels named, in every list; null: missing."""
    named = _listed(asked, "levels", _is_levels, 'Send for example [["feature0", [0, null]]]')
    return _all([_has_level(asked, one, contents) for one in named], contents)


def decided_so(asked: Arguments, contents: Contents) -> Rows:
    """Rows that every model named decided so at `threshold`; null: no decision."""
    named = _listed(asked, "decisions", _is_decision, "Send for example [[0, 1]]")
    count = len(contents.models)
    for model, _ in named:
        if not is_place(model, of=count):
            must = f"name models from 0 to {count - 1}"
            raise asked.wrong("decisions", must=must, do="Change it")
    threshold = asked.number("threshold")
    return _all([_decided(model, so, threshold, contents) for model, so in named], contents)


def in_lasso(asked: Arguments, contents: Contents) -> Rows:
    """Rows that lie in a polygon over two columns."""
    given = asked.need("lasso")
    if not _is_lasso(given):
        must = f"be two columns and 3 to {MOST_CORNERS:,} corners"
        do = 'Send for example ["score0", "label", [[0, 0], [1, 0], [1, 1]]]'
        raise asked.wrong("lasso", must=must, do=do)
    x, y, corners = given
    return inside(
        number_column(x, contents), number_column(y, contents), np.array(corners, dtype=np.float64)
    )


def _listed(asked: Arguments, name: str, fits: Callable[[object], bool], do: str) -> list[Any]:
    given = asked.need(name)
    if not isinstance(given, list) or len(given) > MOST or not all(map(fits, given)):
        raise asked.wrong(name, must=f"be a list of up to {MOST} conditions", do=do)
    return given


def _all(conditions: Sequence[Rows], contents: Contents) -> Rows:
    rows = np.ones(len(contents.examples), dtype=bool)
    for condition in conditions:
        rows &= condition
    return rows


def _in_range(bounds: Sequence[Any], contents: Contents) -> Rows:
    column, low, high = bounds
    values = number_column(column, contents)
    above = ~np.isnan(values) if low is None else values >= low
    return above if high is None else above & (values <= high)


def _has_level(asked: Arguments, named: Sequence[Any], contents: Contents) -> Rows:
    column, levels = named
    feature = _category(column, contents)
    assert feature.levels is not None
    if not all(one is None or is_place(one, of=len(feature.levels)) for one in levels):
        must = f"hold places of the {len(feature.levels):,} levels of `{column}`"
        raise asked.wrong("levels", must=must, do="Change it")
    codes = [MISSING if one is None else one for one in levels]
    return np.isin(feature.values, np.array(codes, dtype=np.uint32))


def _category(column: str, contents: Contents) -> Feature:
    known = {
        f"feature{place}": feature
        for place, feature in enumerate(contents.features)
        if feature.levels is not None
    }
    if column not in known:
        raise PlanError(f"There is no column of categories `{column}`. {choices(known, column)}")
    return known[column]


def _decided(model: int, so: int | None, threshold: float, contents: Contents) -> Rows:
    decided = contents.models[model].examples.decided
    if so is None:
        return ~decided
    return decided & (contents.called(model, threshold) == bool(so))


def _is_range(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 3 or not isinstance(value[0], str):
        return False
    return all(one is None or is_number(one) for one in value[1:])


def _is_levels(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and isinstance(value[0], str)
        and isinstance(value[1], list)
    )


def _is_decision(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2 or isinstance(value[1], bool):
        return False
    return value[1] in (0, 1, None)


def _is_lasso(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 3:
        return False
    x, y, corners = value
    listed = isinstance(corners, list) and 3 <= len(corners) <= MOST_CORNERS
    return isinstance(x, str) and isinstance(y, str) and listed and all(map(_is_corner, corners))


def _is_corner(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(is_number, value))
