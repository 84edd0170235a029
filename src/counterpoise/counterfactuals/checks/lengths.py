"""Pairs whose two texts are about as long."""

from __future__ import annotations

import math
from numbers import Real

import polars as pl

from counterpoise.counterfactuals.checks.originals import originals
from counterpoise.counterfactuals.checks.record import Check
from counterpoise.errors import PlanError


def length_ratio(low: float, high: float) -> Check:
    """A check that the counterfactual is neither much shorter nor much longer than its original.

    ratio = characters of the counterfactual / characters of the original

    A pair passes where low <= ratio <= high. An original without a character has no ratio, and
    its pair fails.

    Args:
        low: least ratio, 0 or more.
        high: greatest ratio, finite.

    Raises:
        PlanError: bounds that no ratio can lie between.

    Example:
        >>> texts = {"text": ["A man ran.", "A man."], "counterfactual": ["A woman ran.", "A"]}
        >>> length_ratio(0.5, 2.0)(pl.DataFrame(texts)).to_list()
        [True, False]
    """
    numbers = isinstance(low, Real) and isinstance(high, Real)
    if not numbers or not 0 <= low <= high < math.inf:
        raise PlanError(
            f"`low` and `high` must be ratios with 0 <= low <= high, got {low!r} and {high!r}. "
            "Give both, such as length_ratio(0.5, 2.0)."
        )

    def judge(frame: pl.DataFrame) -> pl.Series:
        before = originals(frame).str.len_chars()
        after = frame["counterfactual"].str.len_chars()
        return (after >= low * before) & (after <= high * before) & (before > 0)

    return Check(name="length_ratio", judge=judge)
