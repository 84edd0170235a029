"""Which ambiguous terms stand in a context that shows that they name people."""

from __future__ import annotations

import numpy as np
import polars as pl

from counterpoise.counterfactuals.matching.laid import Laid
from counterpoise.counterfactuals.terms.contexts import MARK, context_pattern

AROUND = 60
"""Bytes before and after an ambiguous term in which its context is looked for."""

_MARK = "\x1a"
"""Stands for the term, as `MARK` does: with an ASCII one, word boundaries are found faster."""


def in_context(found: pl.DataFrame, *, texts: pl.Series) -> pl.Series:
    """[matches], Boolean: whether a match counts; an ambiguous one does in its context only.

    Args:
        found: [matches], with `row`, `start`, `end`, `ambiguous` and `context`.
        texts: [rows], String without null.
    """
    counts = ~found["ambiguous"]
    doubtful = found.with_row_index("place").filter("ambiguous")
    around = _around(doubtful, texts=texts)
    for context in doubtful["context"].unique():
        here = (doubtful["context"] == context).arg_true()
        pattern = context_pattern(context).replace(MARK, _MARK)
        seen = around.gather(here).str.contains(pattern)
        counts[doubtful["place"].gather(here).filter(seen)] = True
    return counts


def _around(found: pl.DataFrame, *, texts: pl.Series) -> pl.Series:
    """The words around each match in lower case, `_MARK` in its place."""
    which, starts, ends = (
        found[name].to_numpy().astype(np.int64) for name in ("row", "start", "end")
    )
    used, place = np.unique(which, return_inverse=True)
    near = texts.gather(used)
    laid = Laid.of(near)
    first = laid.firsts[place]
    begins = laid.character_start(first + np.maximum(starts - AROUND, 0)) - first
    stops = np.minimum(ends + AROUND, laid.lengths[place])
    stops = laid.character_start(first + stops) - first
    frame = pl.DataFrame(
        {
            "text": near.cast(pl.Binary).gather(place),
            "begin": begins,
            "before": starts - begins,
            "end": ends,
            "after": stops - ends,
        }
    )
    sides = (
        pl.col("text").bin.slice(start, length).cast(pl.String)
        for start, length in (("begin", "before"), ("end", "after"))
    )
    before, after = (side.str.replace_all(_MARK, " ", literal=True) for side in sides)
    return frame.select((before + pl.lit(_MARK) + after).str.to_lowercase()).to_series()
