"""Limits on the rates of groups in training, by an augmented Lagrangian of soft rates.

Sources: Cotter et al., Optimization with non-differentiable constraints with applications to
fairness, recall, churn, and other goals, JMLR 2019 (rates as constraints in training); Rockafellar,
Augmented Lagrange multiplier functions and duality in nonconvex programming, SIAM J. Control 1974.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from counterpoise.errors import PlanError
from counterpoise.losses.rate_constraints import RateConstraint
from counterpoise.losses.rows import column, row_weights
from counterpoise.losses.soft_rates import soft_decisions, soft_rates
from counterpoise.losses.stopped import stopped


class Multipliers(NamedTuple):
    """What breaking the limit costs in every group: the state passed from step to step.

    A named tuple, because JAX, PyTorch and Keras carry tuples through compiled steps.

    Attributes:
        values: [groups], >= 0.
    """

    values: Any


def rate_penalty(
    xp: Any,
    logits: Any,
    labels: Any,
    memberships: Any,
    *,
    constraint: str | RateConstraint,
    weights: Any = None,
    state: Multipliers | None = None,
    threshold: float = 0.0,
    temperature: float = 1.0,
    strength: float = 10.0,
    step_size: float = 0.1,
) -> tuple[Any, Multipliers]:
    """sum_g (max(0, u_g + s c_g)^2 - u_g^2) / (2 s), c_g how far group g is beyond the limit.

    u are the multipliers, s is `strength`; c <= 0 where the limit holds. The multipliers of the
    next step are max(0, u + step_size c).

    Args:
        xp: a namespace (numpy, jax.numpy, torch, keras.ops).
        logits: [rows] or [rows, 1].
        labels: [rows] or [rows, 1], positive at >= 0.5.
        memberships: [rows, groups], 1 in the group. A column of ones limits the rate of all rows.
        constraint: `fpr_gap <= 0.02`, `fnr <= 0.3`, ...; see `RateConstraint`.
        weights: [rows] or [rows, 1], >= 0; none means 1 each.
        state: what the step before returned; none at the first step: all 0.
        threshold: logit above which a row is called positive; 0 is the probability 0.5.
        temperature: of the soft decision sigmoid((logit - threshold) / temperature), > 0; lower is
            nearer to the decision and has less gradient away from the threshold.
        strength: s, > 0.
        step_size: of the multipliers, >= 0. The classic method takes `strength`, once an epoch.

    Returns:
        The penalty, a scalar, and the state for the next step. A group whose rate is undefined in
        the batch (no negatives, for the false positive rate) adds 0 and keeps its multiplier.

    Raises:
        DataError: an argument of another shape.
        PlanError: a constraint that cannot be read, a temperature or strength not above 0.

    Example:
        >>> import numpy as np
        >>> logits, labels = np.array([3.0, -3.0, -3.0]), np.zeros(3)
        >>> memberships = np.array([[1], [0], [0]])
        >>> penalty, state = rate_penalty(
        ...     np, logits, labels, memberships, constraint="fpr_gap <= 0.02"
        ... )
        >>> round(float(penalty), 3)
        1.702
        >>> state.values.round(3)
        array([0.058])
    """
    limit = RateConstraint.parse(constraint) if isinstance(constraint, str) else constraint
    _check(temperature=temperature, strength=strength)
    logits = column(xp, logits, name="logits", like=logits)
    beyond, known = _beyond(
        xp,
        soft_decisions(xp, logits, threshold=threshold, temperature=temperature),
        column(xp, labels, name="labels", like=logits),
        memberships,
        limit=limit,
        weights=row_weights(xp, weights, points=xp.reshape(logits, (-1, 1))),
    )
    before = xp.zeros_like(beyond) if state is None else state.values
    pressed = _not_below_0(xp, before + strength * beyond)
    costs = (xp.square(pressed) - xp.square(before)) / (2.0 * strength)
    after = _not_below_0(xp, before + step_size * stopped(xp, beyond))
    return xp.sum(xp.where(known, costs, 0.0)), Multipliers(xp.where(known, after, before))


def _beyond(
    xp: Any, decisions: Any, labels: Any, memberships: Any, *, limit: RateConstraint, weights: Any
) -> tuple[Any, Any]:
    """[groups], how far beyond the limit every group is, and whether that is known."""
    rates, known = soft_rates(xp, decisions, labels, memberships, weights=weights, rate=limit.rate)
    if limit.gap:
        everyone = xp.ones_like(xp.reshape(decisions, (-1, 1)))
        overall, _ = soft_rates(xp, decisions, labels, everyone, weights=weights, rate=limit.rate)
        return xp.abs(rates - overall) - limit.limit, known
    return (rates - limit.limit) * (1.0 if limit.side == "<=" else -1.0), known


def _not_below_0(xp: Any, values: Any) -> Any:
    return xp.where(values > 0, values, 0.0)


def _check(**above_0: float) -> None:
    for name, value in above_0.items():
        if not 0 < value < math.inf:
            raise PlanError(
                f"`{name}` of a rate penalty must be a finite number above 0, got {value}. "
                "The defaults, temperature 1 and strength 10, suit logits and rates."
            )
