"""What is said of a number that is not to be relied on."""

from __future__ import annotations

import polars as pl

from counterpoise.evidence import ENOUGH

MARKS = ("", "too little data", "undefined")
"""What the mark of a number says, by its place."""

UNDEFINED = MARKS.index("undefined")
LITTLE = MARKS.index("too little data")


def mark() -> pl.Expr:
    """The place in `MARKS` of what is to be said of a number with its `evidence`."""
    return (
        pl.when(pl.col("value").is_nan())
        .then(UNDEFINED)
        .when(pl.col("evidence") != ENOUGH)
        .then(LITTLE)
        .otherwise(0)
        .alias("mark")
    )
