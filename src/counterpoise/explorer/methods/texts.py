"""`texts`: the texts of some rows."""

from __future__ import annotations

import numpy as np

from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame

MOST_ROWS = 10_000
MOST_BYTES = 1 << 26
"""Rows, and bytes of text, of one answer."""


def texts(contents: Contents, asked: Arguments) -> Frame:
    """`text` and `known` [rows asked for]."""
    count = len(contents.examples)
    places = asked.places("rows", of=count, what="rows", most=MOST_ROWS)
    found = contents.examples.texts.gather(places)
    size = int(found.str.len_bytes().sum())
    if size > MOST_BYTES:
        raise PlanError(
            f"`rows` of `texts` may have {MOST_BYTES:,} bytes of text together, got {size:,}. "
            "Ask for fewer at a time."
        )
    known = found.is_not_null().to_numpy()
    return Frame(columns={"text": found.fill_null(""), "known": np.asarray(known, dtype=bool)})
