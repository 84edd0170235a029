"""`state`: what the page shows, kept and given back."""

from __future__ import annotations

from functools import partial

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.predicate import selected_rows
from counterpoise.explorer.remade_slices import remake_slices
from counterpoise.explorer.state import state_of


def state(contents: Contents, asked: Arguments) -> Frame:
    """The state, after it was set to the one that was sent, if any."""
    if asked.get("state") is not None:
        set_state(asked.get("state"), contents)
    return Frame(value=contents.state)


def set_state(given: object, contents: Contents) -> None:
    """Keeps the state that `given` means, after saving the slices that it names.

    Raises:
        PlanError: a key, a name or a place that there is not.
    """
    remake_slices(given, contents)
    contents.state = state_of(
        given, contents.shown, check_predicate=partial(selected_rows, contents=contents)
    )
