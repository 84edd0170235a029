"""Selected rows as a frame: what the examples hold, and every model's score and decision."""

from __future__ import annotations

import numpy as np
import polars as pl
from jaxtyping import Bool

from counterpoise.explorer.contents import Contents
from counterpoise.explorer.sliced_rows import given_again


def selected_frame(rows: Bool[np.ndarray, " rows"], contents: Contents) -> pl.DataFrame:
    """The rows that `rows` marks.

    Returns:
        `row` (counted from 0), the columns of the examples, and `score of <model>`, null where it
        gave no decision. A column of the examples that is called so is replaced.
    """
    scores = [
        given_again(model.examples).alias(f"score of {model.name}") for model in contents.models
    ]
    frame = contents.examples.frame.with_columns(scores).filter(pl.Series(rows))
    places = pl.Series("row", np.flatnonzero(rows))
    return frame.select(places, pl.exclude("row"))
