"""Example weights that balance groups and labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from jaxtyping import Float, Int

from counterpoise.data.examples import Examples
from counterpoise.errors import DataError, PlanError
from counterpoise.remedies.group_patterns import group_patterns
from counterpoise.slices import membership
from counterpoise.stats.intervals import effective_size, ratio

Weights = Float[np.ndarray, " rows"]


def mean_one(weights: Weights) -> Weights:
    """`weights` scaled to mean 1, so that a learning rate or a penalty keeps its meaning.

    Raises:
        DataError: a weight that is negative or no number, or no weight above 0.
    """
    total = float(np.sum(weights))
    if not len(weights) or not (weights >= 0).all() or not 0 < total < np.inf:
        raise DataError(
            f"Weights must be numbers >= 0 with a sum above 0, got {len(weights)} weights with the "
            f"sum {total:g}. Take away rows that have none."
        )
    return weights.astype(np.float64) * (len(weights) / total)


def reweighed(
    examples: Examples, *, columns: Sequence[str] | None = None, base: Weights | None = None
) -> Weights:
    """Weights under which label and groups are independent (Kamiran and Calders' reweighing).

    w(row) = base(row) P(g) P(y) / P(g, y), with g the row's *pattern*: which groups of `columns`
    it is in, and in which columns it is not annotated. So groups may overlap. Afterwards every
    pattern, and with it every group, has the share of positives that all rows have.

    A pattern whose rows have all the same label cannot be balanced by weights; its rows keep what
    the formula gives, and `weight_table` shows what is left.

    Args:
        examples: [rows]; a soft label counts by whether it is positive.
        columns: the group columns to be balanced; all by default.
        base: [rows], weights before, >= 0; the examples' own by default, or 1 each.

    Returns:
        [rows], mean 1.

    Raises:
        DataError: weights before that are negative or all 0.
        PlanError: a column that is no group column.

    Source: Kamiran & Calders, Knowledge and Information Systems 33, 2012.
    """
    before = mean_one(_base(examples, base))
    groups, labels = _cells(examples, columns)
    cells = 2 * groups + labels
    of_group, of_label, of_cell = (
        np.bincount(codes, weights=before)[codes] for codes in (groups, labels, cells)
    )
    return mean_one(before * np.nan_to_num(ratio(of_group * of_label / len(before), of_cell)))


def uniform_weights(
    examples: Examples, *, columns: Sequence[str] | None = None, base: Weights | None = None
) -> Weights:
    """Weights under which every group and label together weigh the same.

    w(row) = base(row) rows / (cells * weight of the row's cell), a cell being a pattern of groups
    (see `reweighed`) with a label. A small cell's rows weigh much: `capped` bounds them.

    Args:
        examples: [rows].
        columns: the group columns to be balanced; all by default.
        base: [rows], weights before, >= 0; the examples' own by default, or 1 each.

    Returns:
        [rows], mean 1.

    Raises:
        DataError: weights before that are negative or all 0.
        PlanError: a column that is no group column.
    """
    before = mean_one(_base(examples, base))
    groups, labels = _cells(examples, columns)
    cells = 2 * groups + labels
    of_cell = np.bincount(cells, weights=before)[cells]
    return mean_one(np.nan_to_num(ratio(before, of_cell)))


def capped(weights: Weights, *, most: float) -> Weights:
    """The weights min(c w, most) whose mean is 1: none above `most`, their order kept.

    Args:
        weights: [rows], >= 0.
        most: the largest weight allowed, above 1.

    Raises:
        PlanError: `most` that is too small for a mean of 1.
    """
    once = mean_one(weights)
    if not most > 1 or most * np.count_nonzero(once) <= len(once):
        raise PlanError(
            f"`most` must be above {len(once) / np.count_nonzero(once):g}, got {most}: the weights "
            f"of {np.count_nonzero(once)} rows must make up {len(once)}. Give for example 10."
        )
    falling = np.sort(once)[::-1]
    held = np.arange(len(falling), dtype=np.float64)
    left = falling.sum() - (np.cumsum(falling) - falling)
    scale = ratio(len(falling) - most * held, left)
    # The first number of held rows at which the heaviest of the others is not above the bound.
    first = int(np.argmax(~(scale * falling > most)))
    return np.minimum(scale[first] * once, most)


def weight_table(examples: Examples, weights: Weights) -> pl.DataFrame:
    """What weights do to every slice.

    Args:
        examples: [rows].
        weights: [rows], >= 0.

    Returns:
        One row a slice (overall first): rows, positives (their share without weights),
        weighted_positives (with them), share and weighted_share (of the slice in all rows), and
        effective_rows (Kish's size: what the weighted rows are worth). nan without rows or weight.

    Source: Kish, Survey Sampling, 1965.
    """
    slices = membership(examples)
    labels = examples.positives.astype(np.int64)
    inside = slices.inside.T.astype(np.float64)

    def sums(values: Weights) -> np.ndarray:
        """[slices, labels]."""
        cells = 2 * slices.atoms + labels
        by_atom = np.bincount(cells, weights=values, minlength=2 * inside.shape[1])
        return inside @ by_atom.reshape(-1, 2)

    rows, weight = sums(np.ones(len(examples))), sums(weights)
    total, weighed = rows.sum(axis=1), weight.sum(axis=1)
    return pl.DataFrame(
        {
            "slice": [piece.name for piece in slices.slices],
            "rows": np.rint(total).astype(np.int64),
            "positives": ratio(rows[:, 1], total),
            "weighted_positives": ratio(weight[:, 1], weighed),
            "share": ratio(total, np.full_like(total, total[0])),
            "weighted_share": ratio(weighed, np.full_like(total, weighed[0])),
            "effective_rows": effective_size(weighed, sums(weights**2).sum(axis=1)),
        }
    )


def _base(examples: Examples, base: Weights | None) -> Weights:
    own = np.ones(len(examples)) if examples.weights is None else examples.weights
    return own if base is None else base


def _cells(
    examples: Examples, columns: Sequence[str] | None
) -> tuple[Int[np.ndarray, " rows"], Int[np.ndarray, " rows"]]:
    """The pattern and the label of every row."""
    _, patterns = group_patterns(examples, columns)
    return patterns, examples.positives.astype(np.int64)
