"""Distances between the two sides of counterfactual pairs.

Source: Garg et al., Counterfactual fairness in text classification through robustness, AIES 2019
(counterfactual logit pairing); Kannan, Kurakin & Goodfellow, Adversarial logit pairing, 2018.
"""

from __future__ import annotations

from typing import Any


def pairwise_squared(xp: Any, original: Any, counterfactual: Any, weights: Any = None) -> Any:
    """Mean squared difference of the two sides, sum_i w_i mean_k (a_ik - b_ik)^2 / pairs.

    Args:
        xp: a namespace with `sum`, `mean` and `square` (numpy, jax.numpy, torch, keras.ops).
        original: [pairs] or [pairs, outputs], logits of the originals.
        counterfactual: the same shape, logits of the counterfactuals.
        weights: [pairs], >= 0; none means 1 each.

    Returns:
        Scalar >= 0; 0 where there are no pairs.
    """
    squared = xp.square(original - counterfactual)
    distance = squared if len(squared.shape) == 1 else xp.mean(squared, -1)
    weighted = distance if weights is None else weights * distance
    return xp.sum(weighted) / max(original.shape[0], 1)
