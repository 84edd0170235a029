"""Pairs judged by checks, in order."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from counterpoise.counterfactuals.checks.record import Check
from counterpoise.counterfactuals.checks.rules import BY_NAME, RULES
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.errors import PlanError, choices


def checked(pairs: Pairs, checks: Sequence[Check | str] = RULES) -> Pairs:
    """The pairs, those marked whose label is not expected to hold.

    No pair is dropped: one that fails stays, with *fails* and the name of the check as its
    `reason`, and `filtered` counts them. A check sees only the pairs that passed those before it.

    Args:
        pairs: counterfactual pairs.
        checks: in the order in which they are asked; a name is that of a default check.

    Raises:
        PlanError: what is no check, or a name that none has.
        DataError: a check's answer is no Boolean for each pair.
    """
    return pairs.judged(failures(pairs.frame, checks))


def failures(frame: pl.DataFrame, checks: Sequence[Check | str] = RULES) -> pl.Series:
    """[pairs], String: *fails* and the first check that each pair fails; null where it passes all.

    Args:
        frame: the frame of pairs. One that is not `valid` already is not looked at again.
        checks: in the order in which they are asked; a name is that of a default check.

    Raises:
        PlanError: what is no check, or a name that none has.
        DataError: a check's answer is no Boolean for each pair.
    """
    meant = checks_meant(checks)
    numbered = frame.with_row_index("_pair")
    left = numbered.filter("valid") if "valid" in frame.columns else numbered
    failed = [pl.DataFrame(schema={"_pair": pl.UInt32, "reason": pl.String})]
    for check in meant:
        holds = check(left.drop("_pair"))
        failed.append(left.filter(~holds).select("_pair", reason=pl.lit(f"fails {check.name}")))
        left = left.filter(holds)
    every = numbered.select("_pair")
    return every.join(pl.concat(failed), on="_pair", how="left", maintain_order="left")["reason"]


def checks_meant(checks: Sequence[Check | str]) -> tuple[Check, ...]:
    """The checks, those that are named by their name.

    Raises:
        PlanError: what is no check, or a name that none has.
    """
    if isinstance(checks, str | Check):
        raise PlanError(
            f"`checks` must be a list of checks, got one {type(checks).__name__} alone. Put it "
            "into a list: [...]."
        )
    return tuple(_meant(check) for check in checks)


def _meant(check: Check | str) -> Check:
    if isinstance(check, Check):
        return check
    if not isinstance(check, str):
        raise PlanError(
            f"`checks` must hold checks or names of them, got {type(check).__name__}. Make one of "
            "a function: check(function, name='short')."
        )
    if check not in BY_NAME:
        raise PlanError(f"There is no check `{check}`. {choices(BY_NAME, check)}")
    return BY_NAME[check]
