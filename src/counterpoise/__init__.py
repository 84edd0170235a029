"""Find, mend and prove away subgroup bias in classifiers.

Measure: `read` the examples, `audit` the scores by group, look at the `Report`.
Mend: `upweighted` example weights, or counterfactual pairs (`ablation_pairs`) in training
(`counterpoise.keras`). Measure again, on the same rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterpoise.exports import lazy

if TYPE_CHECKING:
    from counterpoise.auditing import audit
    from counterpoise.comparing import Comparison, compare
    from counterpoise.counterfactuals.pairs import Pairs, ablation_pairs, substitution_pairs
    from counterpoise.data import (
        Bins,
        Delimited,
        Examples,
        Quantiles,
        Thresholded,
        civil_comments,
        read,
        scan,
        where,
    )
    from counterpoise.data.demo import demo_comments
    from counterpoise.explorer.explorer import Explorer
    from counterpoise.gating import gate
    from counterpoise.metrics.operating_points import OperatingPoint
    from counterpoise.pair_audit.auditing import audit_pairs
    from counterpoise.pair_audit.report import PairReport
    from counterpoise.remedies.weights import Upweight, label_weights, upweighted
    from counterpoise.report import Report
    from counterpoise.summaries import summary
    from counterpoise.tuning.search import tune

__version__ = "0.1.0"

_HOMES = {
    "audit": "counterpoise.auditing",
    "Comparison": "counterpoise.comparing",
    "compare": "counterpoise.comparing",
    "gate": "counterpoise.gating",
    "Pairs": "counterpoise.counterfactuals.pairs",
    "ablation_pairs": "counterpoise.counterfactuals.pairs",
    "substitution_pairs": "counterpoise.counterfactuals.pairs",
    "Bins": "counterpoise.data",
    "Delimited": "counterpoise.data",
    "Examples": "counterpoise.data",
    "Quantiles": "counterpoise.data",
    "Thresholded": "counterpoise.data",
    "civil_comments": "counterpoise.data",
    "read": "counterpoise.data",
    "scan": "counterpoise.data",
    "where": "counterpoise.data",
    "demo_comments": "counterpoise.data.demo",
    "Explorer": "counterpoise.explorer.explorer",
    "OperatingPoint": "counterpoise.metrics.operating_points",
    "audit_pairs": "counterpoise.pair_audit.auditing",
    "PairReport": "counterpoise.pair_audit.report",
    "Upweight": "counterpoise.remedies.weights",
    "label_weights": "counterpoise.remedies.weights",
    "upweighted": "counterpoise.remedies.weights",
    "Report": "counterpoise.report",
    "summary": "counterpoise.summaries",
    "tune": "counterpoise.tuning.search",
}
"""Public name -> the module it is imported from when first used."""

__all__ = [
    "Bins",
    "Comparison",
    "Delimited",
    "Examples",
    "Explorer",
    "OperatingPoint",
    "PairReport",
    "Pairs",
    "Quantiles",
    "Report",
    "Thresholded",
    "Upweight",
    "__version__",
    "ablation_pairs",
    "audit",
    "audit_pairs",
    "civil_comments",
    "compare",
    "demo_comments",
    "gate",
    "label_weights",
    "read",
    "scan",
    "substitution_pairs",
    "summary",
    "tune",
    "upweighted",
    "where",
]


__getattr__, __dir__ = lazy(__name__, _HOMES)
