"""Saved slices that a state names, made again where they are not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.predicate import selected_rows
from counterpoise.explorer.saved_slices import MOST


def remake_slices(state: object, contents: Contents) -> None:
    """Saves every slice of `state["saved"]` whose name is not that of a saved slice.

    One that holds no row of these contents is left out.

    Args:
        state: a JSON value; what has no `saved` is left alone.
        contents: where they are saved, in the order of the state, after those that there are.

    Raises:
        PlanError: `saved` is no list of names and predicates, or one of them cannot be.
    """
    if not isinstance(state, Mapping) or state.get("saved") is None:
        return
    asked = Arguments(method="state", given=state)
    for name, predicate in saved_entries(asked):
        if name in contents.saved_names:
            continue
        rows = selected_rows(predicate, contents)
        if rows.any():
            contents.save_slice(name, rows)


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
