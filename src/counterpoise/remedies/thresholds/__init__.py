"""Thresholds after training: rules over groups, solved over all candidates."""

from counterpoise.remedies.thresholds.choosing import MINIMUM_ROWS, group_thresholds
from counterpoise.remedies.thresholds.group_thresholds import CAUTION, GroupThresholds
from counterpoise.remedies.thresholds.rules import (
    DemographicParity,
    EqualAccuracy,
    EqualizedOdds,
    EqualOpportunity,
    EqualRates,
    FalsePositiveParity,
    GroupOptimum,
    SingleThreshold,
    ThresholdRule,
)

__all__ = [
    "CAUTION",
    "MINIMUM_ROWS",
    "DemographicParity",
    "EqualAccuracy",
    "EqualOpportunity",
    "EqualRates",
    "EqualizedOdds",
    "FalsePositiveParity",
    "GroupOptimum",
    "GroupThresholds",
    "SingleThreshold",
    "ThresholdRule",
    "group_thresholds",
]
