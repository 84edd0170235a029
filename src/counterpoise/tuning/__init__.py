"""The search over remedies, judged by audits: the one place above both wings.

`tune` needs the extra `tune` (Optuna); the rest needs nothing more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterpoise.exports import lazy

if TYPE_CHECKING:
    from counterpoise.tuning.constraints import Constraint
    from counterpoise.tuning.models import SplitScores
    from counterpoise.tuning.reported_weights import report_weights
    from counterpoise.tuning.search import tune
    from counterpoise.tuning.space import Number
    from counterpoise.tuning.tuned import Tuned
    from counterpoise.tuning.weight_search import WeightSearch, estimator_fit

_HOMES = {
    "Constraint": "counterpoise.tuning.constraints",
    "Number": "counterpoise.tuning.space",
    "SplitScores": "counterpoise.tuning.models",
    "Tuned": "counterpoise.tuning.tuned",
    "WeightSearch": "counterpoise.tuning.weight_search",
    "estimator_fit": "counterpoise.tuning.weight_search",
    "report_weights": "counterpoise.tuning.reported_weights",
    "tune": "counterpoise.tuning.search",
}
"""Public name -> the module it is imported from when first used."""

__all__ = [
    "Constraint",
    "Number",
    "SplitScores",
    "Tuned",
    "WeightSearch",
    "estimator_fit",
    "report_weights",
    "tune",
]

__getattr__, __dir__ = lazy(__name__, _HOMES)
