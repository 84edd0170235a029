"""Correlation between scores and membership of a group.

Source: Beutel et al., Putting fairness principles into practice, AIES 2019.
"""

from __future__ import annotations

from typing import Any

from counterpoise.losses.rows import column, points, row_weights
from counterpoise.losses.sides import shares, sides
from counterpoise.losses.stopped import stopped


def absolute_correlation(xp: Any, scores: Any, membership: Any, weights: Any = None) -> Any:
    """|corr(x, m)| = |sum_i p_i (x_i - x')(m_i - m')| / (sd(x) sd(m)), p the normalised weights.

    Args:
        xp: a namespace (numpy, jax.numpy, torch, keras.ops).
        scores: [rows] or [rows, 1], probabilities or logits.
        membership: [rows] or [rows, 1], 1 in the group, 0 outside; other values: left out.
        weights: [rows] or [rows, 1], >= 0; none means 1 each.

    Returns:
        Scalar in [0, 1]; 0 where all scores are equal or either side has no weight.

    Raises:
        DataError: an argument of another shape.

    Example:
        >>> import numpy as np
        >>> scores, membership = np.array([0.1, 0.4, 0.3]), np.array([0, 1, 0])
        >>> round(float(absolute_correlation(np, scores, membership)), 3)
        0.756
    """
    scores = column(xp, scores, name="scores", like=scores)
    membership = column(xp, membership, name="membership", like=scores)
    if scores.shape[0] == 0:
        return xp.sum(scores)
    weights = row_weights(xp, weights, points=points(xp, scores))
    members, others = sides(xp, membership, weights)
    judged = shares(xp, xp.where(members + others > 0, weights, 0.0))
    scaled = _scaled(xp, scores, judged)
    from_mean = scaled - xp.sum(judged * scaled)
    group = xp.where(membership == 1, judged, 0.0)
    share = xp.sum(group)
    covariance = xp.sum(group * from_mean)
    squared = xp.sum(judged * xp.square(from_mean)) * share * (1.0 - share)
    defined = squared > 0
    correlation = covariance / xp.sqrt(xp.where(defined, squared, 1.0))
    return xp.abs(xp.where(defined, correlation, 0.0))


def _scaled(xp: Any, scores: Any, judged: Any) -> Any:
    """Scores from the highest one, over their mean distance from it.

    A correlation knows neither place nor scale. So taken, equal scores differ by exactly 0, and
    neither huge nor tiny differences overflow when squared.
    """
    fixed = stopped(xp, scores)
    down = scores - xp.max(xp.where(judged > 0, fixed, xp.min(fixed)))
    scale = xp.sum(judged * xp.abs(stopped(xp, down)))
    return down / xp.where(scale > 0, scale, 1.0)
