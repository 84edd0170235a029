"""Distances between the two sides of counterfactual pairs.

Source: Garg et al., Counterfactual fairness in text classification through robustness, AIES 2019
(counterfactual logit pairing); Kannan, Kurakin & Goodfellow, Adversarial logit pairing, 2018.
"""

from __future__ import annotations

from typing import Any

from counterpoise.errors import DataError
from counterpoise.losses.rows import points, row_weights

SMALLEST_SQUARED_NORM = 1e-12
"""Shorter vectors are treated as if their squared norm were this, so that gradients stay finite."""


def pairwise_squared(xp: Any, original: Any, counterfactual: Any, weights: Any = None) -> Any:
    """Mean squared difference of the two sides, sum_i w_i mean_k (a_ik - b_ik)^2 / pairs.

    Args:
        xp: a namespace (numpy, jax.numpy, torch, keras.ops).
        original: [pairs] or [pairs, outputs], logits or probabilities of the originals.
        counterfactual: the same shape, those of the counterfactuals.
        weights: [pairs] or [pairs, 1], >= 0; none means 1 each.

    Returns:
        Scalar >= 0; 0 where there are no pairs.

    Raises:
        DataError: sides of two shapes, weights of another.

    Example:
        >>> import numpy as np
        >>> float(pairwise_squared(np, np.array([1.0, 2.0]), np.array([3.0, 2.0])))
        2.0
    """
    one, other = _sides(xp, original, counterfactual)
    return _mean_over_pairs(xp, _mean_over_outputs(xp, xp.square(one - other)), weights, one)


def pairwise_absolute(xp: Any, original: Any, counterfactual: Any, weights: Any = None) -> Any:
    """Mean absolute difference of the two sides, sum_i w_i mean_k |a_ik - b_ik| / pairs.

    Args:
        xp: a namespace (numpy, jax.numpy, torch, keras.ops).
        original: [pairs] or [pairs, outputs], logits or probabilities of the originals.
        counterfactual: the same shape, those of the counterfactuals.
        weights: [pairs] or [pairs, 1], >= 0; none means 1 each.

    Returns:
        Scalar >= 0; 0 where there are no pairs.

    Raises:
        DataError: sides of two shapes, weights of another.

    Example:
        >>> import numpy as np
        >>> float(pairwise_absolute(np, np.array([1.0, 2.0]), np.array([3.0, 2.0])))
        1.0
    """
    one, other = _sides(xp, original, counterfactual)
    return _mean_over_pairs(xp, _mean_over_outputs(xp, xp.abs(one - other)), weights, one)


def pairwise_cosine(xp: Any, original: Any, counterfactual: Any, weights: Any = None) -> Any:
    """Mean of minus the cosine of the two sides, -sum_i w_i cos(a_i, b_i) / pairs.

    Args:
        xp: a namespace (numpy, jax.numpy, torch, keras.ops).
        original: [pairs] or [pairs, outputs], outputs or embeddings of the originals.
        counterfactual: the same shape, those of the counterfactuals.
        weights: [pairs] or [pairs, 1], >= 0; none means 1 each.

    Returns:
        Scalar, without weights in [-1, 1]: -1 where all directions agree, whatever the lengths;
        with one output it sees signs only. A vector of zeros has the cosine 0 with everything.

    Raises:
        DataError: sides of two shapes, weights of another.

    Example:
        >>> import numpy as np
        >>> float(pairwise_cosine(np, np.array([[3.0, 4.0]]), np.array([[6.0, 8.0]])))
        -1.0
    """
    one, other = _sides(xp, original, counterfactual)
    cosine = xp.sum(_directions(xp, one) * _directions(xp, other), -1)
    return _mean_over_pairs(xp, -cosine, weights, one)


def _sides(xp: Any, original: Any, counterfactual: Any) -> tuple[Any, Any]:
    if tuple(original.shape) != tuple(counterfactual.shape):
        raise DataError(
            "`original` and `counterfactual` must have one shape, got "
            f"{tuple(original.shape)} and {tuple(counterfactual.shape)}. "
            "Pass the two sides of the same pairs, in the same order."
        )
    return points(xp, original), points(xp, counterfactual)


def _mean_over_outputs(xp: Any, distances: Any) -> Any:
    # Not `mean`: that of keras.ops cuts float64 to float32.
    return xp.sum(distances, -1) / max(distances.shape[-1], 1)


def _mean_over_pairs(xp: Any, distances: Any, weights: Any, sides: Any) -> Any:
    """Weights scale a pair's distance; the number of pairs stays what it is."""
    weighted = row_weights(xp, weights, points=sides) * distances
    pairs = xp.sum(xp.ones_like(distances))
    return xp.sum(weighted) / xp.where(pairs > 0, pairs, 1.0)


def _directions(xp: Any, vectors: Any) -> Any:
    squared = xp.sum(xp.square(vectors), -1)
    # The branch that is not taken must have a finite gradient too.
    held = xp.where(squared > SMALLEST_SQUARED_NORM, squared, SMALLEST_SQUARED_NORM)
    return vectors / xp.sqrt(held)[:, None]
