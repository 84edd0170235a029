"""`compare`: what changed from one model to another on the same rows, with verdicts."""

from __future__ import annotations

from typing import Any

import polars as pl

from counterpoise.comparing import Comparison
from counterpoise.errors import PlanError
from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.paired_changes import compared_model
from counterpoise.explorer.sliced_rows import SlicedRows

MARGIN = 0.02
"""A change for the worse of up to this much is no matter."""


def can_compare(contents: Contents) -> bool:
    """Whether there are two models."""
    return len(contents.models) > 1


def compare(contents: Contents, asked: Arguments) -> Frame:
    """Records of `Comparison.table`, slices by their places."""
    before, after = (
        asked.place(name, of=len(contents.models), what="models") for name in ("before", "after")
    )
    if before == after:
        raise PlanError(
            f"`after` of `compare` must be another model than `before`, got {after} twice. "
            "Name two models."
        )
    threshold = asked.number("threshold")
    places = {name: place for place, name in enumerate(contents.slice_names)}
    frames = [_table(part, before, after, threshold) for part in contents.sliced]
    return Frame(value=[_record(row, places) for frame in frames for row in frame.to_dicts()])


def _table(part: SlicedRows, before: int, after: int, threshold: float) -> pl.DataFrame:
    compared = Comparison(
        slices=part.membership.slices,
        not_annotated={},
        baseline=part.models[before].name,
        thresholds=(threshold,),
        margin=MARGIN,
        models=(compared_model(part, before, after, [threshold]),),
    )
    shown = [piece.name for piece in part.slices]
    return compared.table().filter(pl.col("slice").is_in(shown))


def _record(row: dict[str, Any], places: dict[str, int]) -> dict[str, Any]:
    rest = {name: value for name, value in row.items() if name not in ("model", "slice")}
    return {"slice": places[row["slice"]], **rest}
