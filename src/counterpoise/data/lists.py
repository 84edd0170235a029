"""A list column built from (row, value) pairs, without a loop over rows."""

from __future__ import annotations

import numpy as np
import polars as pl


def list_column(*, rows: np.ndarray, values: pl.Series, present: np.ndarray) -> pl.Series:
    """Each row's values as one list, in the order of the pairs.

    Args:
        rows: [pairs], int: the row that each value belongs to.
        values: [pairs], any type.
        present: [rows], bool: a row without a value is [] where true and null where false.

    Returns:
        [rows], List of the values' type, with the values' name.
    """
    pairs = pl.DataFrame({"row": rows, "value": values})
    filled = pairs.group_by("row", maintain_order=True).agg("value")
    empty = pl.Series("value", [[]], dtype=pl.List(values.dtype))
    positions = np.full(len(present), filled.height)
    positions[filled["row"].to_numpy()] = np.arange(filled.height)
    known = present.copy()
    known[filled["row"].to_numpy()] = True
    index = pl.select(pl.when(pl.lit(pl.Series(known))).then(pl.lit(pl.Series(positions))))
    return pl.concat([filled["value"], empty]).gather(index.to_series()).alias(values.name)
