"""`select`: which rows a predicate holds for."""

from __future__ import annotations

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.predicate import selected_rows


def select(contents: Contents, asked: Arguments) -> Frame:
    """`selected` [rows]."""
    return Frame(columns={"selected": selected_rows(asked.need("predicate"), contents)})
