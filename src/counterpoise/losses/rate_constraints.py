"""Limits on rates, as people write them: `fpr_gap <= 0.02`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from counterpoise.errors import PlanError, choices

NAMES = {
    "fpr": "false_positive_rate",
    "fnr": "false_negative_rate",
    "tpr": "true_positive_rate",
    "tnr": "true_negative_rate",
    "positive_rate": "positive_rate",
    "negative_rate": "negative_rate",
}
"""Short name -> name of the rate in a report; both can be written."""

WRITTEN = re.compile(r"\s*(?P<rate>\w+)\s*(?P<side><=|>=)\s*(?P<limit>[-+.\w]+)\s*")

_Side = Literal["<=", ">="]


@dataclass(frozen=True, slots=True, kw_only=True)
class RateConstraint:
    """A limit on a rate of every group, or on its gap against the rate of all rows.

    Attributes:
        rate: `false_positive_rate`, `false_negative_rate`, `true_positive_rate`,
            `true_negative_rate`, `positive_rate` or `negative_rate`.
        gap: whether the limit is on |rate of the group - rate of all rows|.
        side: `<=` or `>=`; a gap has `<=`.
        limit: in [0, 1].
    """

    rate: str
    gap: bool
    side: _Side
    limit: float

    @staticmethod
    def parse(text: str) -> RateConstraint:
        """The constraint that `text` says.

        Args:
            text: a rate, perhaps with `_gap`, then `<=` or `>=`, then a number in [0, 1].

        Raises:
            PlanError: text that says no constraint, an unknown rate, a limit outside [0, 1], a gap
                that must be at least something.

        Example:
            >>> RateConstraint.parse("fpr_gap <= 0.02")
            RateConstraint(rate='false_positive_rate', gap=True, side='<=', limit=0.02)
        """
        match = WRITTEN.fullmatch(text)
        if match is None:
            raise PlanError(
                "A rate constraint must be a rate, `<=` or `>=`, and a number, got "
                f"{text!r}. Write it like `fpr_gap <= 0.02` or `tpr >= 0.8`."
            )
        side: _Side = "<=" if match["side"] == "<=" else ">="
        rate, gap = match["rate"].removesuffix("_gap"), match["rate"].endswith("_gap")
        if gap and side == ">=":
            raise PlanError(
                f"A gap can only be limited from above, got {text!r}. Write `<=` instead of `>=`."
            )
        return RateConstraint(
            rate=_full_name(rate, text), gap=gap, side=side, limit=_limit(match["limit"], text)
        )


def _full_name(rate: str, text: str) -> str:
    if rate in NAMES.values():
        return rate
    if rate not in NAMES:
        raise PlanError(
            f"A rate constraint must name a rate that depends on decisions, got `{rate}` in "
            f"{text!r}. {choices([*NAMES, *NAMES.values()], rate)}"
        )
    return NAMES[rate]


def _limit(written: str, text: str) -> float:
    try:
        limit = float(written)
    except ValueError:
        limit = float("nan")
    if not 0 <= limit <= 1:
        raise PlanError(
            f"The limit of a rate constraint must be a number in [0, 1], got `{written}` in "
            f"{text!r}. Write rates and gaps as fractions: 2 points are 0.02."
        )
    return limit
