"""Weighted means over groups that may overlap."""

from __future__ import annotations

from typing import Any

from counterpoise.losses.rows import membership_columns


def group_means(xp: Any, values: Any, memberships: Any, weights: Any) -> tuple[Any, Any]:
    """sum_i w_i m_ig x_i / sum_i w_i m_ig of every group g.

    Args:
        xp: the namespace.
        values: [rows].
        memberships: [rows, groups], 1 in the group.
        weights: [rows], >= 0.

    Returns:
        [groups], the means, 0 for a group without weight, and [groups], whether it has some.
    """
    columns = membership_columns(xp, memberships, like=values)
    of_groups = [xp.where(membership == 1, weights, 0.0) for membership in columns]
    totals = xp.stack([xp.sum(of_group) for of_group in of_groups])
    sums = xp.stack([xp.sum(of_group * values) for of_group in of_groups])
    return sums / xp.where(totals > 0, totals, 1.0), totals > 0
