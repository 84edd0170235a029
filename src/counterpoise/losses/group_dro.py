"""Group distributionally robust optimisation: the groups that do worst count most.

Source: Sagawa et al., Distributionally robust neural networks for group shifts, ICLR 2020.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from counterpoise.losses.group_means import group_means
from counterpoise.losses.rows import column, row_weights
from counterpoise.losses.stopped import stopped


class GroupWeights(NamedTuple):
    """How much every group counts: the state of the mirror ascent, passed from step to step.

    A named tuple, because JAX, PyTorch and Keras carry tuples through compiled steps.

    Attributes:
        log: [groups], natural logarithm of weights that add up to 1.
    """

    log: Any


def group_dro(
    xp: Any,
    losses: Any,
    memberships: Any,
    weights: Any = None,
    *,
    state: GroupWeights | None = None,
    step_size: float = 0.01,
    adjustments: Any = None,
) -> tuple[Any, GroupWeights]:
    """sum_g q_g L_g, with q_g proportional to q_g exp(step_size (L_g + a_g)) of the step before.

    L_g is the weighted mean of the losses in group g; q is a constant to the gradient.

    Args:
        xp: a namespace (numpy, jax.numpy, torch, keras.ops).
        losses: [rows] or [rows, 1], the loss of every row, not yet averaged.
        memberships: [rows, groups], 1 in the group. A row may be in several groups or in none.
        weights: [rows] or [rows, 1], >= 0; none means 1 each.
        state: what the step before returned; none at the first step: all groups count alike.
        step_size: of the ascent, >= 0; 0.01 is the paper's.
        adjustments: [groups], added to the losses in the ascent; the paper's is C / sqrt(rows of
            the group in the training data).

    Returns:
        The loss, a scalar, and the state for the next step. A group that is absent from the batch
        adds nothing, and its weight changes only as the others' do.

    Raises:
        DataError: an argument of another shape.

    Example:
        >>> import numpy as np
        >>> losses, memberships = np.array([0.2, 1.0]), np.array([[1, 0], [0, 1]])
        >>> loss, state = group_dro(np, losses, memberships, step_size=1.0)
        >>> np.exp(state.log).round(2)
        array([0.31, 0.69])
        >>> round(float(loss), 3)
        0.752
    """
    losses = column(xp, losses, name="losses", like=losses)
    weights = row_weights(xp, weights, points=xp.reshape(losses, (-1, 1)))
    of_groups, present = group_means(xp, losses, memberships, weights)
    steps = stopped(xp, of_groups)
    log = xp.zeros_like(steps) if state is None else state.log
    if adjustments is not None:
        steps = steps + adjustments
    log = _normalised(xp, log + xp.where(present, step_size * steps, 0.0))
    return xp.sum(xp.exp(log) * of_groups), GroupWeights(log)


def _normalised(xp: Any, log: Any) -> Any:
    from_highest = log - xp.max(log)
    return from_highest - xp.log(xp.sum(xp.exp(from_highest)))
