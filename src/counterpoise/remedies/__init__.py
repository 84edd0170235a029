"""Ways of mending that need no framework: weights, thresholds, calibration, a last layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterpoise.exports import lazy

if TYPE_CHECKING:
    from counterpoise.remedies.calibrating import GroupCalibration, group_calibration
    from counterpoise.remedies.just_train_twice import error_weights
    from counterpoise.remedies.lengths import LengthSums, length_weights, neutral_additions
    from counterpoise.remedies.reductions import exponentiated_gradient, grid_search
    from counterpoise.remedies.retraining import LastLayer, last_layer
    from counterpoise.remedies.reweighing import (
        capped,
        mean_one,
        reweighed,
        uniform_weights,
        weight_table,
    )
    from counterpoise.remedies.row_groups import RowGroups
    from counterpoise.remedies.thresholds import (
        DemographicParity,
        EqualAccuracy,
        EqualizedOdds,
        EqualOpportunity,
        EqualRates,
        FalsePositiveParity,
        GroupOptimum,
        GroupThresholds,
        SingleThreshold,
        ThresholdRule,
        group_thresholds,
    )
    from counterpoise.remedies.weights import Upweight, label_weights, upweighted

_HOMES = {
    "DemographicParity": "counterpoise.remedies.thresholds",
    "EqualAccuracy": "counterpoise.remedies.thresholds",
    "EqualOpportunity": "counterpoise.remedies.thresholds",
    "EqualRates": "counterpoise.remedies.thresholds",
    "EqualizedOdds": "counterpoise.remedies.thresholds",
    "FalsePositiveParity": "counterpoise.remedies.thresholds",
    "GroupCalibration": "counterpoise.remedies.calibrating",
    "GroupOptimum": "counterpoise.remedies.thresholds",
    "GroupThresholds": "counterpoise.remedies.thresholds",
    "LastLayer": "counterpoise.remedies.retraining",
    "LengthSums": "counterpoise.remedies.lengths",
    "RowGroups": "counterpoise.remedies.row_groups",
    "SingleThreshold": "counterpoise.remedies.thresholds",
    "ThresholdRule": "counterpoise.remedies.thresholds",
    "Upweight": "counterpoise.remedies.weights",
    "capped": "counterpoise.remedies.reweighing",
    "error_weights": "counterpoise.remedies.just_train_twice",
    "exponentiated_gradient": "counterpoise.remedies.reductions",
    "grid_search": "counterpoise.remedies.reductions",
    "group_calibration": "counterpoise.remedies.calibrating",
    "group_thresholds": "counterpoise.remedies.thresholds",
    "label_weights": "counterpoise.remedies.weights",
    "last_layer": "counterpoise.remedies.retraining",
    "length_weights": "counterpoise.remedies.lengths",
    "mean_one": "counterpoise.remedies.reweighing",
    "neutral_additions": "counterpoise.remedies.lengths",
    "reweighed": "counterpoise.remedies.reweighing",
    "uniform_weights": "counterpoise.remedies.reweighing",
    "upweighted": "counterpoise.remedies.weights",
    "weight_table": "counterpoise.remedies.reweighing",
}
"""Public name -> the module it is imported from when first used."""

__all__ = [
    "DemographicParity",
    "EqualAccuracy",
    "EqualOpportunity",
    "EqualRates",
    "EqualizedOdds",
    "FalsePositiveParity",
    "GroupCalibration",
    "GroupOptimum",
    "GroupThresholds",
    "LastLayer",
    "LengthSums",
    "RowGroups",
    "SingleThreshold",
    "ThresholdRule",
    "Upweight",
    "capped",
    "error_weights",
    "exponentiated_gradient",
    "grid_search",
    "group_calibration",
    "group_thresholds",
    "label_weights",
    "last_layer",
    "length_weights",
    "mean_one",
    "neutral_additions",
    "reweighed",
    "uniform_weights",
    "upweighted",
    "weight_table",
]

__getattr__, __dir__ = lazy(__name__, _HOMES)
