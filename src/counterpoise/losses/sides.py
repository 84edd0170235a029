"""The two sides of a group: its rows and the others, as weights that add up to 1."""

from __future__ import annotations

from typing import Any


def sides(xp: Any, membership: Any, weights: Any) -> tuple[Any, Any]:
    """Shares of the members and of the others, p_i = w_i / sum of w over the side.

    Args:
        xp: the namespace.
        membership: [rows], 1 in the group, 0 outside; rows with another value are on neither side.
        weights: [rows], >= 0.

    Returns:
        Two arrays [rows]; each adds up to 1, or both are 0 where either side has no weight: there
        is nothing to compare.
    """
    members = xp.where(membership == 1, weights, 0.0)
    others = xp.where(membership == 0, weights, 0.0)
    both = (xp.sum(members) > 0) & (xp.sum(others) > 0)
    return xp.where(both, shares(xp, members), 0.0), xp.where(both, shares(xp, others), 0.0)


def shares(xp: Any, weights: Any) -> Any:
    """`weights` over their sum; all 0 where it is 0."""
    total = xp.sum(weights)
    return weights / xp.where(total > 0, total, 1.0)
