"""Saved slices that a state names, made again where they are not there."""

from __future__ import annotations

from collections.abc import Mapping

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.predicate import selected_rows
from counterpoise.explorer.state import saved_entries


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
