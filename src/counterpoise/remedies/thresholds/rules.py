"""What thresholds are chosen by: one for all, each group's own best, or rates that are equal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from counterpoise.errors import PlanError


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRule:
    """A rule: of the thresholds that it allows, the cheapest are taken.

    The cost is cost_ratio * false positives + false negatives, over all rows.

    Attributes:
        cost_ratio: what a false positive costs where a false negative costs 1, > 0.
    """

    cost_ratio: float = 1.0

    by_group: ClassVar[bool] = True
    """Whether groups may have thresholds of their own."""

    counted: ClassVar[tuple[str, ...]] = ("true_positive_rate", "false_positive_rate")
    """The rates whose rows must be enough in every group."""

    def __post_init__(self) -> None:
        if not 0 < self.cost_ratio < math.inf:
            raise PlanError(
                f"`cost_ratio` must be a finite number above 0, got {self.cost_ratio}. Give what a "
                "false positive costs where a false negative costs 1, such as 2."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleThreshold(ThresholdRule):
    """One threshold for all rows, whatever their group."""

    by_group: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOptimum(ThresholdRule):
    """For each group the threshold that is cheapest for that group alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualRates(ThresholdRule):
    """Thresholds under which a rate is the same in every group, within a tolerance.

    Attributes:
        tolerance: the largest rate of a group less the smallest is at most this, on the rows that
            thresholds are chosen on; in [0, 1].
    """

    tolerance: float = 0.02

    rates: ClassVar[tuple[str, ...]] = ()
    """The rates that are held equal."""

    def __post_init__(self) -> None:
        ThresholdRule.__post_init__(self)
        if not 0 <= self.tolerance <= 1:
            raise PlanError(
                f"`tolerance` must be from 0 to 1, got {self.tolerance}. "
                "Give how far apart the groups' rates may be, such as 0.02."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class DemographicParity(EqualRates):
    """The same share of every group gets a positive decision."""

    rates: ClassVar[tuple[str, ...]] = ("positive_rate",)
    counted: ClassVar[tuple[str, ...]] = rates


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualOpportunity(EqualRates):
    """The same share of every group's positives is found.

    Source: Hardt, Price & Srebro, NeurIPS 2016.
    """

    rates: ClassVar[tuple[str, ...]] = ("true_positive_rate",)
    counted: ClassVar[tuple[str, ...]] = rates


@dataclass(frozen=True, slots=True, kw_only=True)
class FalsePositiveParity(EqualRates):
    """The same share of every group's negatives is called positive by mistake."""

    rates: ClassVar[tuple[str, ...]] = ("false_positive_rate",)
    counted: ClassVar[tuple[str, ...]] = rates


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualAccuracy(EqualRates):
    """The same share of every group's decisions is right."""

    rates: ClassVar[tuple[str, ...]] = ("accuracy",)
    counted: ClassVar[tuple[str, ...]] = rates


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualizedOdds(EqualRates):
    """True and false positive rate are both the same in every group.

    One threshold a group, no coin: two rows of one group and one score get the same decision, and
    it can be repeated and explained. Hardt et al. instead draw between two thresholds at random,
    which makes the rates equal exactly, in expectation. Without it the groups' ROC curves must
    come within the tolerance of each other; where they do not, what is left are thresholds near
    the ends of the curves, and the cost tells (see `GroupThresholds.cost`).

    Source: Hardt, Price & Srebro, NeurIPS 2016 (the criterion).
    """

    rates: ClassVar[tuple[str, ...]] = ("true_positive_rate", "false_positive_rate")
    counted: ClassVar[tuple[str, ...]] = rates


RULES: dict[str, type[ThresholdRule]] = {
    rule.__name__: rule
    for rule in (
        *(SingleThreshold, GroupOptimum, DemographicParity, EqualOpportunity),
        *(FalsePositiveParity, EqualAccuracy, EqualizedOdds),
    )
}
"""Every rule by its name."""
