"""A loss of one group against the rest, over groups that may overlap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from counterpoise.errors import PlanError, choices
from counterpoise.losses.rows import membership_columns, points, row_weights
from counterpoise.losses.sides import sides

REDUCTIONS = ("mean", "sum", "largest")


def over_groups(
    xp: Any,
    scores: Any,
    memberships: Any,
    weights: Any = None,
    *,
    loss: Callable[..., Any],
    reduction: str = "mean",
) -> Any:
    """Mean, sum or largest of the loss of every group against the rows outside it.

    Args:
        xp: a namespace (numpy, jax.numpy, torch, keras.ops).
        scores: [rows] or [rows, outputs], probabilities or logits.
        memberships: [rows, groups], 1 in the group, 0 outside, another value where it is not
            known. A row may be in several groups.
        weights: [rows] or [rows, 1], >= 0; none means 1 each.
        loss: `mmd`, `adjusted_mmd` or `absolute_correlation`; `functools.partial(mmd, kernel=...)`
            for another kernel.
        reduction: `mean` over the groups that the batch can compare, `sum`, or `largest`.

    Returns:
        Scalar; 0 where no group can be compared. Groups that are absent, or hold every row, do not
        count, in the mean either.

    Raises:
        DataError: an argument of another shape.
        PlanError: an unknown reduction.

    Example:
        >>> import numpy as np
        >>> from counterpoise.losses import absolute_correlation
        >>> scores = np.array([0.1, 0.4, 0.3, 0.3])
        >>> memberships = np.array([[0, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 0]])
        >>> round(float(over_groups(np, scores, memberships, loss=absolute_correlation)), 3)
        0.675
    """
    if reduction not in REDUCTIONS:
        raise PlanError(
            f"`reduction` of losses over groups cannot be {reduction!r}. "
            f"{choices(REDUCTIONS, reduction)}"
        )
    columns = membership_columns(xp, memberships, like=scores)
    losses = xp.stack([loss(xp, scores, membership, weights) for membership in columns])
    if reduction == "sum":
        return xp.sum(losses)
    if reduction == "largest":
        return xp.max(losses)
    of_rows = row_weights(xp, weights, points=points(xp, scores))
    present = [xp.sum(sides(xp, membership, of_rows)[0]) > 0 for membership in columns]
    compared = xp.sum(xp.where(xp.stack(present), xp.ones_like(losses), 0.0))
    return xp.sum(losses) / xp.where(compared > 0, compared, 1.0)
