"""Distances between the two sides of counterfactual pairs.

Source: Garg et al., Counterfactual fairness in text classification through robustness, AIES 2019
(counterfactual logit pairing); Kannan, Kurakin & Goodfellow, Adversarial logit pairing, 2018.
"""

from __future__ import annotations

from typing import Any


def pairwise_squared(xp: Any, original: Any, counterfactual: Any, weights: Any = None) -> Any:
    """Mean squared difference of the two sides, sum_i w_i (a_i - b_i)^2 / pairs.

    Args:
        xp: a namespace with `sum` and `square` (numpy, jax.numpy, torch, keras.ops).
        original: [pairs] or [pairs, 1], logits of the originals.
        counterfactual: the same shape, logits of the counterfactuals.
        weights: the same shape, >= 0; none means 1 each.

    Returns:
        Scalar >= 0; 0 where there are no pairs.
    """
    squared = xp.square(original - counterfactual)
    if weights is not None:
        squared = weights * squared
    return xp.sum(squared) / max(original.shape[0], 1)
