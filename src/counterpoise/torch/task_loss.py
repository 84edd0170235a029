"""The loss of the task itself: cross-entropy of a binary classifier."""

from __future__ import annotations

from torch import Tensor, nn


def row_losses(logits: Tensor, labels: Tensor) -> Tensor:
    """[rows], cross-entropy of every row.

    Args:
        logits: [rows], [rows, 1] or [rows, classes].
        labels: [rows] or [rows, 1], in [0, 1]; with several classes the number of the right one.
    """
    targets = labels.reshape(-1)
    if logits.ndim == 2 and logits.shape[1] > 1:
        return nn.functional.cross_entropy(logits, targets.long(), reduction="none")
    return nn.functional.binary_cross_entropy_with_logits(
        logits.reshape(-1), targets.to(logits.dtype), reduction="none"
    )


def binary_task(logits: Tensor, labels: Tensor, weights: Tensor | None = None) -> Tensor:
    """Mean cross-entropy, sum of w_i l_i / rows.

    Args:
        logits: [rows], [rows, 1] or [rows, 2].
        labels: [rows] or [rows, 1], in [0, 1].
        weights: [rows] or [rows, 1], >= 0; none means 1 each.
    """
    losses = row_losses(logits, labels)
    return (losses if weights is None else losses * weights.reshape(-1)).mean()
