"""Rates of soft decisions, which a gradient can flow through."""

from __future__ import annotations

from typing import Any

from counterpoise.losses.group_means import group_means

NEGATIVES = ("false_positive_rate", "true_negative_rate")
POSITIVES = ("false_negative_rate", "true_positive_rate")
CALLED_NEGATIVE = ("true_negative_rate", "false_negative_rate", "negative_rate")


def soft_rates(
    xp: Any, decisions: Any, labels: Any, memberships: Any, *, weights: Any, rate: str
) -> tuple[Any, Any]:
    """The rate of every group, with decisions between 0 and 1.

    Args:
        xp: the namespace.
        decisions: [rows], how far every row is called positive, in [0, 1].
        labels: [rows], positive at >= 0.5.
        memberships: [rows, groups], 1 in the group.
        weights: [rows], >= 0.
        rate: a name of `counterpoise.losses.rate_constraints.NAMES`.

    Returns:
        [groups], the rates, 0 where undefined, and [groups], whether they are defined.
    """
    called = 1.0 - decisions if rate in CALLED_NEGATIVE else decisions
    if rate in NEGATIVES:
        weights = xp.where(labels < 0.5, weights, 0.0)
    elif rate in POSITIVES:
        weights = xp.where(labels >= 0.5, weights, 0.0)
    return group_means(xp, called, memberships, weights)


def soft_decisions(xp: Any, logits: Any, *, threshold: float, temperature: float) -> Any:
    """sigmoid((logit - threshold) / temperature), finite for any logit."""
    scaled = (logits - threshold) / temperature
    called = scaled >= 0
    # Of e^x and e^-x the one that does not overflow. `abs` would have no slope at 0.
    small = xp.exp(-xp.where(called, scaled, -scaled))
    return xp.where(called, 1.0, small) / (1.0 + small)
