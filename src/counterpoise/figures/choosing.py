"""What a figure shows: the slices, models, metric and threshold asked for, checked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from counterpoise.errors import PlanError, choices
from counterpoise.figures.look import LOOKS
from counterpoise.slices import OVERALL, Slice

MOST_SLICES = 60
"""Slices, and panels, that a figure can hold and still be read."""


def chosen_slices(known: Sequence[Slice], names: Sequence[str] | None) -> list[str]:
    """Overall, then the slices named, in that order; every slice for None.

    Raises:
        PlanError: a name that is no slice.
    """
    every = [piece.name for piece in known]
    if names is None:
        return every
    _check_names("slices", names, every)
    return list(dict.fromkeys([OVERALL.name, *names]))


def check_count(count: int, *, what: str, advice: str) -> None:
    """Refuses more than a figure can hold.

    Raises:
        PlanError: more than `MOST_SLICES`.
    """
    if count > MOST_SLICES:
        raise PlanError(f"One figure shows at most {MOST_SLICES} {what}, got {count}. {advice}")


NAME_THEM = "Name those to show, for example slices=['gender=female', 'gender=male']."
"""What to do about too many slices."""


def chosen_models(known: Sequence[str], names: Sequence[str] | None) -> list[str]:
    """The models named, in that order; every model for None.

    Raises:
        PlanError: a name that is no model, none, or more than there are markers.
    """
    if names is not None:
        _check_names("models", names, known)
    shown = list(dict.fromkeys(known if names is None else names))
    if not 1 <= len(shown) <= len(LOOKS):
        raise PlanError(
            f"One figure shows 1 to {len(LOOKS)} models, got {len(shown)}. "
            f"Name those to show in `models`. {choices(known, '')}"
        )
    return shown


def metric_rows(table: pl.DataFrame, *, metric: str, threshold: float) -> pl.DataFrame:
    """The rows of `metric`, at `threshold` where it has one.

    Args:
        table: with columns metric and threshold.
        metric: one of the table's.
        threshold: one of the table's.

    Raises:
        PlanError: the table has no such metric, or not at that threshold.
    """
    metrics = table["metric"].unique(maintain_order=True).to_list()
    if metric not in metrics:
        raise PlanError(f"`metric` must be one that was measured. {choices(metrics, metric)}")
    rows = table.filter(pl.col("metric") == metric)
    here = rows.filter(pl.col("threshold").is_null() | (pl.col("threshold") == threshold))
    if here.is_empty():
        thresholds = rows["threshold"].unique(maintain_order=True).to_list()
        raise PlanError(
            f"`threshold` must be one of {thresholds}, got {threshold}. "
            "Measure again with that threshold among `thresholds`."
        )
    return here


def metric_title(metric: str) -> str:
    """`False positive rate`, `ROC AUC`."""
    letters = ("roc", "pr", "auc", "bpsn", "bnsp", "ctf")
    words = [word.upper() if word in letters else word for word in metric.split("_")]
    title = " ".join(words)
    return title[:1].upper() + title[1:]


def metric_abbreviation(metric: str) -> str:
    """`FPR`, `PPV`: the initials of three words; `Positive rate` as it is."""
    words = metric.split("_")
    return "".join(word[0] for word in words).upper() if len(words) == 3 else metric_title(metric)


def at_threshold(rows: pl.DataFrame) -> str:
    """` at score > 0.5`; nothing where the metric has no threshold."""
    threshold = rows["threshold"].first()
    return "" if threshold is None else f" at score > {threshold:g}"


def first_of_families(known: Sequence[Slice], pieces: Sequence[str]) -> set[str]:
    """The slices whose group column is not that of the slice before."""
    columns = {piece.name: piece.column for piece in known}
    return {after for before, after in pairwise(pieces) if columns[before] != columns[after]}


def _check_names(argument: str, names: Sequence[str], known: Sequence[str]) -> None:
    if isinstance(names, str):
        raise PlanError(
            f"`{argument}` must be a list of names, got the text {names!r}. "
            f"Write {argument}=[{names!r}]."
        )
    for name in names:
        if name not in known:
            raise PlanError(
                f"`{argument}` must name {argument} that were measured, got `{name}`. "
                f"{choices(known, name)}"
            )
