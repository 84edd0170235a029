"""Example weights by rule: plain arrays that serve every framework."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from jaxtyping import Float

from counterpoise.data.examples import Examples
from counterpoise.errors import PlanError, choices

LABELS = ("negative", "positive", "any")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upweight:
    """Adds weight to the examples of one group, of one label.

    Attributes:
        column: a group column.
        contains: the group.
        add: what is added to the weight, >= 0.
        label: which examples of the group; `any` for both labels.
    """

    column: str
    contains: str
    add: float
    label: Literal["negative", "positive", "any"] = "negative"

    def __post_init__(self) -> None:
        if not 0 <= self.add < math.inf:
            raise PlanError(
                f"An upweighting rule must add a finite weight >= 0, got {self.add} for "
                f"{self.column}={self.contains}. Weights below 0 would reward errors."
            )
        if self.label not in LABELS:
            raise PlanError(
                f"An upweighting rule cannot be for the label {self.label!r}. "
                f"{choices(LABELS, str(self.label))}"
            )


def label_weights(examples: Examples, *, offset: float = 0.1) -> Float[np.ndarray, " rows"]:
    """label + offset: positives, the rarer class, count most (the published notebook's weights).

    Multiplied by the examples' own weights where they have any.
    """
    weights = examples.labels + offset
    return weights if examples.weights is None else weights * examples.weights


def upweighted(
    examples: Examples, rules: Sequence[Upweight], *, base: Float[np.ndarray, " rows"]
) -> Float[np.ndarray, " rows"]:
    """`base` with every rule's `add` on the rows that it names; rules that overlap add up.

    Args:
        examples: [rows].
        rules: which rows gain how much.
        base: [rows], weights before, >= 0.

    Raises:
        PlanError: a column that is no group column, a group that it does not know.
    """
    weights = base.astype(np.float64)
    for rule in rules:
        weights[_named(examples, rule)] += rule.add
    return weights


def _named(examples: Examples, rule: Upweight) -> np.ndarray:
    if rule.column not in examples.groups:
        raise PlanError(
            f"An upweighting rule must name a group column, got `{rule.column}`. "
            f"{choices(examples.groups, rule.column)}"
        )
    column = examples.frame[rule.column]
    assert isinstance(column.dtype, pl.List)
    assert isinstance(column.dtype.inner, pl.Enum)
    known = column.dtype.inner.categories.to_list()
    if rule.contains not in known:
        raise PlanError(
            f"Column `{rule.column}` has no group `{rule.contains}`. "
            f"{choices(known, rule.contains)}"
        )
    inside = column.list.contains(rule.contains).fill_null(value=False).to_numpy()
    if rule.label == "any":
        return inside
    return inside & (examples.positives == (rule.label == "positive"))
