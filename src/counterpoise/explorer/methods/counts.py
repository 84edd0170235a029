"""`counts`: rows of every slice by label and score bin, from which every threshold follows."""

from __future__ import annotations

import numpy as np
from jaxtyping import Num

from counterpoise.explorer.arguments import Arguments
from counterpoise.explorer.contents import Contents
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.sliced_rows import Counted, SlicedRows
from counterpoise.scoring import Scored
from counterpoise.stats.counts import Counts

FINE, COARSE = 1000, 100
"""Score bins, and where those would be too many numbers."""

MOST_NUMBERS = 1 << 24
"""Numbers of one answer."""

Cells = Num[np.ndarray, "slices 2 bins"]


def bin_count(contents: Contents) -> int:
    """How many score bins there are: bin b begins above b / bins."""
    return bins_for(models=len(contents.models), slices=len(contents.own.slices))


def bins_for(*, models: int, slices: int) -> int:
    """As many bins as numbers of so many models and slices leave room for."""
    return FINE if models * slices * 2 * FINE <= MOST_NUMBERS else COARSE


def counts(contents: Contents, asked: Arguments) -> Frame:
    """`model<m>` [slices · 2 · bins], `zeros` and `undecided` [models · slices · 2]."""
    return Frame(columns=count_columns(contents, slice(None)))


def count_columns(contents: Contents, slices: slice) -> dict[str, np.ndarray]:
    """The columns of `counts`, of these slices alone."""
    counted = [_counted(part, bins=bin_count(contents)) for part in contents.sliced]
    columns: dict[str, np.ndarray] = {}
    zeros: list[np.ndarray] = []
    undecided: list[np.ndarray] = []
    for place, parts in enumerate(zip(*counted, strict=True)):
        cells = np.concatenate([found for found, _ in parts])[slices]
        missing = np.concatenate([found for _, found in parts])[slices]
        zeros.append(cells[..., 0].ravel())
        undecided.append(missing.ravel())
        cells[..., 1] += cells[..., 0]
        columns[f"model{place}"] = cells[..., 1:].ravel()
    return {**columns, "zeros": np.concatenate(zeros), "undecided": np.concatenate(undecided)}


def _counted(part: SlicedRows, *, bins: int) -> tuple[Counted, ...]:
    """Of every model; counted once, for each page that is opened asks."""

    def made() -> tuple[Counted, ...]:
        scored = [model.examples for model in part.models]
        return tuple((_cells(part, one, bins=bins), _undecided(part, one)) for one in scored)

    return part.counted.of(bins, made)


def _cells(part: SlicedRows, scored: Scored, *, bins: int) -> Cells:
    """Rows or weights of every slice by label and bin; before the bins those with a score of 0."""
    weights = part.examples.weights
    edges = np.arange(bins) / bins
    found = _counts(part, scored.values, scored.decided, weights, edges=edges)
    return found.rows.astype(np.uint32) if weights is None else found.weight


def _undecided(part: SlicedRows, scored: Scored) -> Num[np.ndarray, "slices 2"]:
    """Rows without a decision by label."""
    found = _counts(part, scored.values, ~scored.decided, None, edges=np.array([1.0]))
    return found.rows.sum(axis=2).astype(np.uint32)


def _counts(
    part: SlicedRows,
    scores: np.ndarray,
    here: np.ndarray,
    weights: np.ndarray | None,
    *,
    edges: np.ndarray,
) -> Counts:
    if not here.any():
        return Counts.empty(slices=len(part.slices), edges=edges)
    return Counts.of(
        scores=scores[here],
        positives=part.examples.positives[here],
        atoms=part.membership.atoms[here],
        inside=part.inside,
        edges=edges,
        weights=None if weights is None else weights[here],
    )
