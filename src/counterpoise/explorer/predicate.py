"""Which rows are meant: in slices, with an outcome, with a text, by number, by their columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Bool

from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.column_conditions import (
    between,
    decided_so,
    in_lasso,
    in_ranges,
    of_levels,
)
from counterpoise.explorer.contents import Contents

KEYS = (
    *("slices", "outcome", "model", "threshold", "search", "rows", "changed", "x", "y"),
    *("decisions", "ranges", "levels", "lasso"),
)
"""What a predicate may hold; all that it holds must be true of a row."""

OUTCOMES = {"tp": (True, True), "fp": (True, False), "tn": (False, False), "fn": (False, True)}
"""Outcome -> the decision and the label."""

LONGEST = 10_000
"""Characters of a text that is searched for."""

Rows = Bool[np.ndarray, " rows"]


def selected_rows(given: Mapping[str, Any], contents: Contents) -> Rows:
    """[rows], whether the predicate `given` holds; an empty one holds for all.

    Raises:
        PlanError: a key, a name or a number that there is not.
    """
    asked = Arguments.of("predicate", given, known=KEYS)
    rows = np.ones(len(contents.examples), dtype=bool)
    for key, holds in _CONDITIONS.items():
        if asked.get(key) is not None:
            rows &= holds(asked, contents)
    return rows


def _in_slices(asked: Arguments, contents: Contents) -> Rows:
    count = len(contents.slice_names)
    places = asked.places("slices", of=count, what="slices", most=count)
    rows = np.ones(len(contents.examples), dtype=bool)
    for place in places.tolist():
        rows &= contents.rows_in(place)
    return rows


def _with_outcome(asked: Arguments, contents: Contents) -> Rows:
    decision, label = OUTCOMES[asked.choice("outcome", OUTCOMES)]
    model = asked.place("model", of=len(contents.models), what="models")
    called = contents.called(model, asked.number("threshold"))
    decided = contents.models[model].examples.decided
    return decided & (called == decision) & (contents.examples.positives == label)


def _with_text(asked: Arguments, contents: Contents) -> Rows:
    wanted = asked.text("search")
    if len(wanted) > LONGEST:
        raise PlanError(
            f"`search` must have up to {LONGEST:,} characters, got {len(wanted):,}. "
            "Search for less."
        )
    pattern = f"(?i){pl.escape_regex(wanted)}"
    return contents.examples.texts.str.contains(pattern).fill_null(value=False).to_numpy()


def _by_number(asked: Arguments, contents: Contents) -> Rows:
    count = len(contents.examples)
    rows = np.zeros(count, dtype=bool)
    rows[asked.places("rows", of=count, what="rows", most=count)] = True
    return rows


def _changed(asked: Arguments, contents: Contents) -> Rows:
    places = asked.places("changed", of=len(contents.models), what="models", most=2)
    if len(places) != 2:
        raise asked.wrong("changed", must="name two models", do="Send for example [0, 1]")
    threshold = asked.number("threshold")
    before, after = (contents.called(place, threshold) for place in places.tolist())
    decided = [contents.models[place].examples.decided for place in places.tolist()]
    return decided[0] & decided[1] & (before != after)


_CONDITIONS = {
    "slices": _in_slices,
    "outcome": _with_outcome,
    "search": _with_text,
    "rows": _by_number,
    "changed": _changed,
    "x": between("x"),
    "y": between("y"),
    "decisions": decided_so,
    "ranges": in_ranges,
    "levels": of_levels,
    "lasso": in_lasso,
}
"""Key -> what it asks of a row; `model` and `threshold` belong to others."""
