"""Slices that were saved while exploring: one more group column of the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import polars as pl
from jaxtyping import Bool

from counterpoise.auditing import audit
from counterpoise.data.lists import list_column
from counterpoise.errors import PlanError
from counterpoise.explorer.sliced_rows import (
    SlicedRows,
    counterfactuals_again,
    given_again,
)
from counterpoise.slices import membership

MOST = 64
"""Slices that can be saved."""

LONGEST = 200
"""Characters of a slice's name."""

FAMILY = "saved"
"""What their column is called, unless a column is called so."""

Rows = Bool[np.ndarray, " rows"]


def check_new_slice(name: str, saved: Iterable[str]) -> None:
    """Refuses a slice that cannot be saved beside those that are.

    Raises:
        PlanError: a name that is taken, empty or long, or too many slices.
    """
    names = list(saved)
    if not 0 < len(name.strip()) <= LONGEST:
        raise PlanError(
            f"`name` of a slice must have 1 to {LONGEST} characters, got {len(name)}. "
            "Choose another name."
        )
    if name in names:
        raise PlanError(
            f"`name` of a slice must be new, got `{name}`, which is saved already. "
            "Choose another name."
        )
    if len(names) >= MOST:
        raise PlanError(
            f"Up to {MOST} slices can be saved, and {len(names)} are. "
            "Start the explorer again to begin anew."
        )


def with_saved(own: SlicedRows, saved: Mapping[str, Rows]) -> SlicedRows:
    """The same rows audited by the saved slices: name -> [rows], whether each lies in it."""
    column = _free(FAMILY, own.examples.frame.columns)
    frame = own.examples.frame.with_columns(_group_column(saved).alias(column))
    examples = replace(own.examples, frame=frame, groups=(column,))
    report = audit(
        examples,
        {model.name: given_again(model.examples) for model in own.models},
        thresholds=own.report.thresholds,
        include=own.include,
        pairs=own.pairs,
        counterfactual_scores=counterfactuals_again(own.models),
        baseline=own.report.baseline,
    )
    sliced = membership(examples)
    return replace(own, examples=examples, membership=sliced, report=report, first=1)


def _group_column(saved: Mapping[str, Rows]) -> pl.Series:
    """[rows], List(Enum): the saved slices that each row lies in."""
    places = [np.flatnonzero(rows) for rows in saved.values()]
    names = pl.Series(list(saved), dtype=pl.Enum(list(saved)))
    rows = np.concatenate(places)
    which = np.repeat(np.arange(len(places)), [len(one) for one in places])
    order = np.argsort(rows, kind="stable")
    return list_column(
        rows=rows[order],
        values=names.gather(which[order]),
        present=np.ones(len(next(iter(saved.values()))), dtype=bool),
    )


def _free(name: str, taken: Iterable[str]) -> str:
    """`name`, or with as many underscores after it as make it new."""
    known = set(taken)
    while name in known:
        name += "_"
    return name
