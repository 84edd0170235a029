"""Pairs of several generators as one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from counterpoise.errors import PlanError

TWICE = "the same counterfactual by an earlier generator"
"""Why a pair of a generator is not in the merged table."""


def merged_frame(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The rows of all frames by source; of equal (source, counterfactual) the first.

    Raises:
        PlanError: one source with two originals, a further column with two types.
    """
    joined = _joined(frames)
    texts = joined.select("source", "text").drop_nulls().unique()
    double = texts.filter(pl.col("source").is_duplicated())["source"]
    if len(double):
        raise PlanError(
            "Pairs must be of the same examples to be merged, but these have two texts for each of "
            f"{double.n_unique()} sources, {double.min()} the first. Make them of the same ones."
        )
    once = joined.unique(["source", "counterfactual"], keep="first", maintain_order=True)
    return once.sort("source", maintain_order=True)


def _joined(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    types: dict[str, pl.DataType] = {}
    for name, dtype in (column for frame in frames for column in frame.schema.items()):
        known = types.get(name, pl.Null())
        if pl.Null() not in (known, dtype) and known != dtype:
            raise PlanError(
                "A further column must have one type in all pairs to be merged, but "
                f"`{name}` is {known} and {dtype}. Cast it or drop it."
            )
        types[name] = known if dtype == pl.Null() else dtype
    return pl.concat(frames, how="diagonal_relaxed")


def merged_left_out(parts: Iterable[Mapping[str, int]], *, twice: int) -> dict[str, int]:
    """Reason -> texts of all generators, a text once for each generator that left it out."""
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part)
    counts.update({TWICE: twice} if twice else {})
    return dict(counts)
