"""Pairs judged by checks, in order."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from counterpoise.counterfactuals.checks.record import Check
from counterpoise.counterfactuals.checks.rules import RULES
from counterpoise.counterfactuals.pairs import Pairs


def checked(pairs: Pairs, checks: Sequence[Check] = RULES) -> Pairs:
    """The pairs, those marked whose label is not expected to hold.

    No pair is dropped: one that fails stays, with *fails* and the name of the check as its
    `reason`, and `filtered` counts them. A check sees only the pairs that passed those before it.

    Args:
        pairs: counterfactual pairs.
        checks: in the order in which they are asked.

    Raises:
        DataError: a check's answer is no Boolean for each pair.
    """
    return pairs.judged(failures(pairs.frame, checks))


def failures(frame: pl.DataFrame, checks: Sequence[Check] = RULES) -> pl.Series:
    """[pairs], String: *fails* and the first check that each pair fails; null where it passes all.

    Args:
        frame: the frame of pairs. One that is not `valid` already is not looked at again.
        checks: in the order in which they are asked.

    Raises:
        DataError: a check's answer is no Boolean for each pair.
    """
    numbered = frame.with_row_index("_pair")
    left = numbered.filter("valid") if "valid" in frame.columns else numbered
    failed = [pl.DataFrame(schema={"_pair": pl.UInt32, "reason": pl.String})]
    for check in checks:
        holds = check(left.drop("_pair"))
        failed.append(left.filter(~holds).select("_pair", reason=pl.lit(f"fails {check.name}")))
        left = left.filter(holds)
    every = numbered.select("_pair")
    return every.join(pl.concat(failed), on="_pair", how="left", maintain_order="left")["reason"]
