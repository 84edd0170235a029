"""The length of a kernel from the data: the median distance of two rows.

Source: Gretton et al., A kernel two-sample test, JMLR 2012, section 8 (the median heuristic).
"""

from __future__ import annotations

from typing import Any

from counterpoise.losses.kernels import MEDIAN, Kernel, root
from counterpoise.losses.stopped import stopped

RUNS = 16
"""Places of a batch that are looked at where it has more than RUNS * RUN_LENGTH rows."""

RUN_LENGTH = 16
"""Rows in a row at each place: a batch may be ordered by group, or may alternate groups."""


def kernel_length(xp: Any, kernel: Kernel, points: Any, weights: Any) -> Any:
    """The kernel's length: as given, or from the points.

    Args:
        xp: the namespace.
        kernel: what the length is for.
        points: [rows, outputs].
        weights: [rows], >= 0.
    """
    if kernel.length != MEDIAN:
        return kernel.length
    return median_distance(xp, points, weights)


def median_distance(xp: Any, points: Any, weights: Any) -> Any:
    """Weighted median distance of two rows that differ, a constant to the gradient.

    A pair weighs w_i w_j. Of more than 256 rows, 16 runs of 16 at even places are looked at: the
    same rows in every framework and every time.

    Args:
        xp: the namespace.
        points: [rows, outputs].
        weights: [rows], >= 0.

    Returns:
        Scalar > 0; 1 where all rows are equal.
    """
    if points.shape[0] == 0:
        return 1.0
    some, some_weights = _sampled(xp, stopped(xp, points)), _sampled(xp, stopped(xp, weights))
    squared = xp.sum(xp.square(some[:, None] - some[None]), -1)
    distances = xp.reshape(root(xp, squared), (-1,))
    pairs = xp.reshape(some_weights[:, None] * some_weights[None], (-1,))
    pairs = xp.where(distances > 0, pairs, 0.0)
    middle = _weighted_median(xp, distances, pairs)
    return xp.where(middle > 0, middle, 1.0)


def _weighted_median(xp: Any, values: Any, weights: Any) -> Any:
    """The least value with half the weight at or below it; 0 where nothing has weight."""
    order = xp.argsort(values)
    risen = xp.cumsum(xp.take(weights, order), 0)
    half = xp.sum(weights) / 2
    ranked = xp.take(values, order)
    return xp.where(half > 0, xp.min(xp.where(risen >= half, ranked, xp.max(values))), 0.0)


def _sampled(xp: Any, rows: Any) -> Any:
    count = rows.shape[0]
    if count is None or count <= RUNS * RUN_LENGTH:
        return rows
    starts = [run * (count - RUN_LENGTH) // (RUNS - 1) for run in range(RUNS)]
    return xp.concatenate([rows[start : start + RUN_LENGTH] for start in starts])
