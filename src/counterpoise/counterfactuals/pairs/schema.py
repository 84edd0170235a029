"""The columns of a table of pairs: what each holds, and what stands there where nobody says."""

from __future__ import annotations

import numpy as np
import polars as pl

from counterpoise.errors import DataError, choices

COLUMNS: dict[str, pl.DataType] = {
    "source": pl.UInt32(),
    "source_id": pl.String(),
    "text": pl.String(),
    "counterfactual": pl.String(),
    "category": pl.String(),
    "term": pl.String(),
    "terms": pl.List(pl.String()),
    "from_group": pl.String(),
    "to_group": pl.String(),
    "changes": pl.UInt32(),
    "generator": pl.String(),
    "weight": pl.Float64(),
    "valid": pl.Boolean(),
    "reason": pl.String(),
}
"""The columns that every table of pairs has, in order, with their types."""

NEEDED = ("source", "counterfactual")
"""Without these there is no pair; the others may be unknown."""

UNNAMED = "unnamed"
"""What made the pairs, where nobody says."""

UNCHANGED = "unchanged"
"""Why a pair of two equal texts is not valid: no model can tell its sides apart."""


def whole(frame: pl.DataFrame, *, examples: int) -> pl.DataFrame:
    """The frame with all columns of pairs, checked and in order; further columns follow.

    Columns that are missing are filled with what is known: the source is its own id, pairs without
    a reason against them are valid, but for those of two equal texts. Weights are always made
    anew: 1 / (valid pairs of the source).

    Args:
        frame: at least `source` and `counterfactual`.
        examples: number of the examples that `source` counts in.

    Raises:
        DataError: a column that is needed and missing, has another type, or holds what cannot be.
    """
    for name in NEEDED:
        if name not in frame.columns:
            raise DataError(
                f"Pairs need a column `{name}`, and these have none. {choices(frame.columns, name)}"
            )
    typed = frame.with_columns(
        _typed(frame[name], dtype) for name, dtype in COLUMNS.items() if name in frame.columns
    )
    _check_sources(typed["source"], examples=examples)
    filled = typed.with_columns(*_missing(typed))
    _check_known(filled)
    filled = filled.with_columns(*_unchanged())
    further = [name for name in filled.columns if name not in COLUMNS]
    return filled.with_columns(_weights(filled)).select(*COLUMNS, *further)


def _typed(values: pl.Series, dtype: pl.DataType) -> pl.Series:
    """The column in the type it should have, if its values are of that kind."""
    got = values.dtype
    kinds = {
        pl.UInt32: got.is_integer(),
        pl.Float64: got.is_numeric(),
        pl.String: got in (pl.String, pl.Categorical, pl.Enum),
        pl.List: isinstance(got, pl.List) and got.inner in (pl.String, pl.Null),
        pl.Boolean: got == pl.Boolean,
    }
    cast = values.cast(dtype, strict=False) if got == pl.Null or kinds[type(dtype)] else None
    if cast is None or cast.null_count() > values.null_count():
        raise DataError(
            f"Column `{values.name}` of pairs must be {dtype}, but it is {got}"
            f"{'' if cast is None else ' with values that do not fit'}. Cast it."
        )
    return cast


def _check_sources(sources: pl.Series, *, examples: int) -> None:
    last = sources.max()
    if isinstance(last, int) and last >= examples:
        raise DataError(
            f"`source` must count the {examples} examples from 0, but a pair has source {last}. "
            "Make the pairs from these examples, or give their right number."
        )


def _missing(frame: pl.DataFrame) -> list[pl.Expr]:
    """An expression for each column that the frame does not have."""
    reason = pl.col("reason") if "reason" in frame.columns else pl.lit(None, dtype=pl.String)
    known = {
        "source_id": pl.col("source").cast(pl.String),
        "generator": pl.lit(UNNAMED),
        "valid": reason.is_null(),
    }
    return [
        known.get(name, pl.lit(None, dtype=dtype)).alias(name)
        for name, dtype in COLUMNS.items()
        if name not in frame.columns
    ]


def _check_known(frame: pl.DataFrame) -> None:
    for name in (*NEEDED, "source_id", "generator", "valid"):
        nulls = frame[name].null_count()
        if nulls:
            raise DataError(
                f"Column `{name}` of pairs must be known, but it is null in {nulls} of "
                f"{frame.height} rows. Fill it in, or leave these rows out."
            )
    wrong = int((frame["valid"] != frame["reason"].is_null()).sum())
    if wrong:
        raise DataError(
            "A pair must have a `reason` where it is not `valid`, and none where it is, but "
            f"{wrong} of {frame.height} rows say otherwise. Leave `valid` out: it follows from "
            "`reason`."
        )


def _unchanged() -> list[pl.Expr]:
    """`valid` and `reason` with what is to be said of pairs of two equal texts."""
    equal = (pl.col("text") == pl.col("counterfactual")).fill_null(value=False)
    why = pl.when(equal & pl.col("valid")).then(pl.lit(UNCHANGED)).otherwise("reason")
    return [pl.col("valid") & ~equal, why.alias("reason")]


def _weights(frame: pl.DataFrame) -> pl.Series:
    """[pairs]: 1 / (valid pairs of the source); 0 for a pair that is not valid."""
    valid = frame["valid"].to_numpy()
    sources = frame["source"].to_numpy().astype(np.int64)
    place = sources - sources.min(initial=np.iinfo(np.int64).max)
    counts = np.bincount(place[valid], minlength=int(place.max(initial=-1)) + 1)
    return pl.Series("weight", np.where(valid, 1 / np.maximum(counts[place], 1), 0.0))
