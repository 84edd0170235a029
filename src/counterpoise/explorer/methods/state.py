"""`state`: what the page shows, kept and given back."""

from __future__ import annotations

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.remade_slices import remake_slices
from counterpoise.explorer.state import state_of


def state(contents: Contents, asked: Arguments) -> Frame:
    """The state, after it was set to the one that was sent, if any."""
    if asked.get("state") is not None:
        remake_slices(asked.get("state"), contents)
        contents.state = state_of(asked.get("state"), contents)
    return Frame(value=contents.state)
