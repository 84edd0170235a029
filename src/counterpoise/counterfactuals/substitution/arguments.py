"""What may be asked of substitution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from counterpoise.counterfactuals.substitution.terms import SwapTable
from counterpoise.errors import PlanError, choices

MIXED_WAYS = ("swap", "leave")


def check_change(change: Mapping[str, str], table: SwapTable) -> None:
    """Refuses a change of no group, of an unknown one, or of one to itself."""
    if not change:
        raise PlanError("`change` must map at least one group to another, got {}.")
    for group in (*change, *change.values()):
        if group not in table.groups:
            raise PlanError(
                f"The swap table of `{table.category}` has no group `{group}`. "
                f"{choices(table.groups, group)}"
            )
    same = [group for group, target in change.items() if group == target]
    if same:
        raise PlanError(f"`change` must map a group to another, got `{same[0]}` to itself.")


def check_draw(*, mixed: Any, targets: Any, seed: Any, first: Any) -> None:
    """Refuses what `every_substitution` cannot draw by."""
    if mixed not in MIXED_WAYS:
        raise PlanError(
            f"`mixed` must be `swap` or `leave`, got {mixed!r}. {choices(MIXED_WAYS, str(mixed))}"
        )
    if targets is not None and not _whole(targets):
        raise PlanError(
            f"`targets` must be a whole number, or None for every one, got {targets!r}. "
            "Give one of at least 1."
        )
    if targets is not None and targets < 1:
        raise PlanError(f"`targets` must be at least 1, or None for every one, got {targets}.")
    if not _whole(seed) or not 0 <= seed < 2**64:
        raise PlanError(f"`seed` must be in [0, 2^64), got {seed!r}. Any such integer will do.")
    if not _whole(first) or first < 0:
        raise PlanError(
            f"`first` must be a whole number of at least 0, got {first!r}. "
            "Give the index of the first text."
        )


def _whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
