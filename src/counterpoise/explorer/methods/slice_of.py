"""`slice_of`: saves the rows of a predicate as a slice."""

from __future__ import annotations

from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.methods.counts import count_columns
from counterpoise.explorer.predicate import selected_rows


def slice_of(contents: Contents, asked: Arguments) -> Frame:
    """{place, name, family, rows}, with the columns of `counts` of this slice alone."""
    rows = selected_rows(asked.need("predicate"), contents)
    if not rows.any():
        raise PlanError(
            "`predicate` of `slice_of` must hold for a row at least, got none. "
            "Take away one of its conditions."
        )
    place = contents.save_slice(asked.text("name"), rows)
    return Frame(
        value={"place": place, **contents.entries[place]},
        columns=count_columns(contents, slice(place, place + 1)),
    )
