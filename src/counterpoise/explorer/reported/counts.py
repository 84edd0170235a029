"""`counts` of a report: its own score bins, in hundredths."""

from __future__ import annotations

import numpy as np
from jaxtyping import Num

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.reported.contents import ReportContents
from counterpoise.model_sums import ModelSums
from counterpoise.stats.counts import Counts

BINS = 100
"""Score bins that every report keeps, beside its own thresholds."""

MOST = 2**32 - 1
"""Rows that a column of u4 can count."""


def counts(contents: ReportContents, asked: Arguments) -> Frame:
    """`model<m>` [slices · 2 · bins], `zeros` and `undecided` [models · slices · 2]."""
    columns: dict[str, np.ndarray] = {}
    zeros: list[np.ndarray] = []
    for place, model in enumerate(contents.report.models):
        cells = _cells(model.counts)
        zeros.append(cells[..., 0].ravel())
        cells[..., 1] += cells[..., 0]
        columns[f"model{place}"] = _column(cells[..., 1:-1])
    undecided = [_undecided(model).ravel() for model in contents.report.models]
    ends = {"zeros": np.concatenate(zeros), "undecided": np.concatenate(undecided)}
    return Frame(columns={**columns, **{name: _column(one) for name, one in ends.items()}})


def _cells(known: Counts) -> Num[np.ndarray, "slices 2 bins"]:
    """Rows or weights at 0, in every hundredth, and above 1, where there are none."""
    unweighted = np.array_equal(known.rows, known.weight)
    edges = np.searchsorted(known.edges, np.arange(BINS + 1) / BINS)
    values = known.rows if unweighted else known.weight
    return np.add.reduceat(values, [0, *(edges + 1)], axis=-1)


def _undecided(model: ModelSums) -> Num[np.ndarray, "slices 2"]:
    """Rows without a decision by label."""
    if model.undecided is None:
        return np.zeros(model.counts.rows.shape[:2], dtype=np.int64)
    return model.undecided.rows.sum(axis=2)


def _column(values: np.ndarray) -> np.ndarray:
    whole = values.dtype.kind == "i" and values.max(initial=0) <= MOST
    return values.ravel().astype(np.uint32 if whole else np.float64)
