"""Which slices of a report are shown, in which order, and how many are not, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from counterpoise.errors import PlanError, choices

Order = Literal["as-given", "size", "gap", "value"]

ALL_UP_TO = 60
"""Slices that are all shown unless told otherwise."""

SHOWN_OF_MORE = 40
"""Of more slices than that, how many are shown unless told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceChoice:
    """What is asked for.

    Attributes:
        order: as given; or most rows, widest gap to overall or highest value first. None is as
            given where every slice has room, and by gap where some have not.
        metric: the metric whose values, gaps and evidence decide.
        min_rows: rows that a slice must have.
        enough_only: whether slices of which no model has enough data are left out.
        top: how many slices are shown; None is all of up to `ALL_UP_TO`, else `SHOWN_OF_MORE`.
    """

    order: Order | None = None
    metric: str = "false_positive_rate"
    min_rows: int = 0
    enough_only: bool = False
    top: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceSelection:
    """What is shown. Overall is always the first slice and in no count.

    Attributes:
        frame: rows of the slices shown, model by model, every model's slices in the same order.
        order: the order that they are in.
        shown: slices shown.
        too_small: slices left out because they have fewer rows than asked for.
        not_enough: slices left out because no model has enough data of them.
        further_down: slices left out because they come after the last one shown.
    """

    frame: pl.DataFrame
    order: Order
    shown: int
    too_small: int
    not_enough: int
    further_down: int

    @property
    def slices(self) -> int:
        """Slices that there are: every one of them is shown or counted as left out."""
        return self.shown + self.too_small + self.not_enough + self.further_down


def select_slices(
    frame: pl.DataFrame, *, rows: Mapping[str, int], choice: SliceChoice
) -> SliceSelection:
    """The slices that `choice` asks for, and how many were left out for which reason.

    A slice stands where the model stands that has the highest value, or the widest gap to its own
    overall value, among the models that have enough data of the slice. In both orders the slices
    of which no model has enough come last, since their values are mostly noise, and those without
    any value after them. Slices that tie stay as given.

    Args:
        frame: from `summary`, or rows of `compared` of one threshold: columns model, slice,
            metric, value and uncertain.
        rows: slice -> its rows, from `slice_rows`.
        choice: what is asked for.

    Raises:
        PlanError: a metric that the frame does not have.
    """
    known = frame["metric"].unique(maintain_order=True).to_list()
    if choice.metric not in known:
        raise PlanError(
            f"Slices cannot be judged by `{choice.metric}`: the report does not have it. "
            f"{choices(known, choice.metric)}"
        )
    slices = _judged(frame, choice.metric)
    size = pl.col("slice").replace_strict(rows, return_dtype=pl.Int64)
    slices = slices.filter(pl.col("slice") != "overall").with_columns(rows=size)
    large = slices.filter(pl.col("rows") >= choice.min_rows)
    kept = large.filter("enough") if choice.enough_only else large
    automatic = kept.height if kept.height <= ALL_UP_TO else SHOWN_OF_MORE
    top = automatic if choice.top is None else choice.top
    order = choice.order or ("as-given" if kept.height <= top else "gap")
    shown = _ordered(kept, order).head(top)["slice"]
    return SliceSelection(
        frame=_rows_of(frame, ["overall", *shown]),
        order=order,
        shown=len(shown),
        too_small=slices.height - large.height,
        not_enough=large.height - kept.height,
        further_down=kept.height - len(shown),
    )


def _judged(frame: pl.DataFrame, metric: str) -> pl.DataFrame:
    """One row a slice, as given: whether any model has enough data of it, its value and its gap."""
    here = frame.filter(pl.col("metric") == metric)
    whole = here.filter(pl.col("slice") == "overall").select("model", overall="value")
    gap = (pl.col("value") - pl.col("overall")).abs()
    return (
        here.join(whole, on="model", how="left", maintain_order="left")
        .with_columns(value=pl.col("value").fill_nan(None), gap=gap.fill_nan(None))
        .group_by("slice", maintain_order=True)
        .agg(enough=(~pl.col("uncertain")).any(), value=_highest("value"), gap=_highest("gap"))
    )


def _highest(name: str) -> pl.Expr:
    """The highest number of the models that have enough data; of all where none has."""
    number = pl.col(name)
    return pl.coalesce(number.filter(~pl.col("uncertain")).max(), number.max())


def _ordered(slices: pl.DataFrame, order: Order) -> pl.DataFrame:
    keys = {
        "as-given": [],
        "size": ["rows"],
        "gap": ["enough", "gap"],
        "value": ["enough", "value"],
    }[order]
    if not keys:
        return slices
    return slices.sort(keys, descending=True, nulls_last=True, maintain_order=True)


def _rows_of(frame: pl.DataFrame, slices: list[str]) -> pl.DataFrame:
    """The rows of these slices, model by model, in the order of `slices`."""
    places = pl.DataFrame({"slice": slices, "place": range(len(slices))})
    found = frame.join(places, on="slice", how="inner", maintain_order="left")
    models = found.partition_by("model", maintain_order=True)
    return pl.concat([model.sort("place", maintain_order=True) for model in models]).drop("place")
