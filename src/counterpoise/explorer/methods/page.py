"""`page`: the static page of what there is to see, as a file."""

from __future__ import annotations

import numpy as np

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.embedded import Ask
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.static_page import AMOUNTS, NAME, page_of


def page(asked: Arguments, *, ask: Ask) -> Frame:
    """{name, held}; `bytes`: the file, in the state and with the slices that are kept now."""
    amount = asked.choice("texts", AMOUNTS) if asked.get("texts") is not None else "none"
    made = page_of(ask, texts=amount)  # pyright: ignore[reportArgumentType] - checked
    data = np.frombuffer(made.html.encode("utf-8"), dtype=np.uint8)
    return Frame(value={"name": NAME, "held": made.held}, columns={"bytes": data})
