"""`rows`: labels, weights, scores, slices and features of every row."""

from __future__ import annotations

import numpy as np

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.row_columns import number_columns


def rows(contents: Contents, asked: Arguments) -> Frame:
    """Columns [rows]; overall has none, since every row is in it."""
    columns: dict[str, np.ndarray] = dict(number_columns(contents))
    for place in range(1, len(contents.slice_names)):
        columns[f"slice{place}"] = contents.rows_in(place)
    return Frame(columns=columns)
