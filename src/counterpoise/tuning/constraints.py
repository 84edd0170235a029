"""Bounds that a remedy must keep, written as `<quantity> <= <number>`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from counterpoise.errors import PlanError
from counterpoise.tuning.quantities import Quantity
from counterpoise.verdicts import Bound, Verdict

SHAPE = re.compile(r"(?P<quantity>.*?)\s*(?P<sign><=|>=)\s*(?P<bound>\S+)\s*", flags=re.DOTALL)

NOTHING = 1e6
"""How far an undefined number is taken to be beyond its bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A bound on one number of a model.

    Attributes:
        quantity: what is bounded.
        sign: which side of the bound is kept.
        bound: the number.
    """

    quantity: Quantity
    sign: Literal["<=", ">="] = "<="
    bound: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.bound):
            raise PlanError(f"`{self.name}` needs a finite bound. Give a number such as 0.02.")
        if self.sign == ">=" and self.quantity.form != "value":
            raise PlanError(
                f"`{self.name}` asks for much of a {self.quantity.form}, which is better small. "
                "Write <=."
            )

    @staticmethod
    def parse(text: str) -> Constraint:
        """From `largest gender false_positive_rate gap <= 0.02`, `roc_auc >= 0.9` and the like.

        >>> Constraint.parse("roc_auc loss <= 0.005").quantity
        Quantity(place='overall', metric='roc_auc', form='loss', extreme=None)

        Raises:
            PlanError: another shape, no number.
        """
        found = SHAPE.fullmatch(text)
        if found is None:
            raise PlanError(
                f"`{text}` should be a quantity, <= or >=, and a number. Write for example "
                "`largest gender false_positive_rate gap <= 0.02` or `roc_auc loss <= 0.005`."
            )
        try:
            bound = float(found["bound"])
        except ValueError as error:
            raise PlanError(
                f"`{text}` should end in a number, got `{found['bound']}`. Write for example 0.02."
            ) from error
        sign = "<=" if found["sign"] == "<=" else ">="
        return Constraint(quantity=Quantity.parse(found["quantity"]), sign=sign, bound=bound)

    @property
    def name(self) -> str:
        """As it is written."""
        return f"{self.quantity.name} {self.sign} {self.bound:g}"

    def verdict(self, lower: float, upper: float) -> Verdict:
        """*pass* where the whole interval keeps the bound, *fail* where all of it breaks it.

        Otherwise, or without an interval, the rows do not say: *inconclusive*.
        """
        bound = Bound(most=self.bound) if self.sign == "<=" else Bound(least=self.bound)
        (found,) = bound.verdicts(np.array([lower]), np.array([upper]))
        return found

    def excess(self, value: float) -> float:
        """How far `value` is beyond the bound: <= 0 where it is kept; much where it is nan."""
        if math.isnan(value):
            return NOTHING
        return value - self.bound if self.sign == "<=" else self.bound - value


def constraints_of(given: Sequence[str | Constraint]) -> tuple[Constraint, ...]:
    """The constraints, parsed.

    Raises:
        PlanError: none, a text that is no constraint, two of one quantity and sign.
    """
    if isinstance(given, str) or not given:
        raise PlanError(
            f"`constraints` must be a list of one or more, got {given!r}. "
            "Give for example ['largest gender false_positive_rate gap <= 0.02']."
        )
    found = tuple(Constraint.parse(one) if isinstance(one, str) else one for one in given)
    names = [one.name for one in found]
    for name in names:
        if names.count(name) > 1:
            raise PlanError(f"Two constraints are `{name}`. Leave one out.")
    return found
