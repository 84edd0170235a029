"""How metrics are put into words: what the page calls them and what their counts count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from counterpoise.evidence import WIDEST, WIDEST_LOGIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """How a metric is put into words.

    Attributes:
        title: its name in a sentence.
        short: its abbreviation, or "".
        above: what the numerator counts.
        below: what the denominator counts.
        unit: what `rows` counts.
        widest: how far an interval may reach to a side before it says too little.
    """

    title: str
    short: str = ""
    above: str = "numerator"
    below: str = "denominator"
    unit: Literal["rows", "pairs"] = "rows"
    widest: float = WIDEST


def _rate(title: str, short: str, above: str, below: str) -> Metric:
    return Metric(title=title, short=short, above=above, below=below)


def _of_pairs(title: str, above: str, *, widest: float = WIDEST) -> Metric:
    return Metric(title=title, above=above, below="pairs", unit="pairs", widest=widest)


METRICS: Mapping[str, Metric] = {
    "false_positive_rate": _rate("False positive rate", "FPR", "false positives", "negatives"),
    "false_negative_rate": _rate("False negative rate", "FNR", "false negatives", "positives"),
    "true_positive_rate": _rate("True positive rate", "TPR", "true positives", "positives"),
    "true_negative_rate": _rate("True negative rate", "TNR", "true negatives", "negatives"),
    "positive_predictive_value": _rate(
        "Positive predictive value", "PPV", "true positives", "rows called positive"
    ),
    "negative_predictive_value": _rate(
        "Negative predictive value", "NPV", "true negatives", "rows called negative"
    ),
    "false_discovery_rate": _rate(
        "False discovery rate", "FDR", "false positives", "rows called positive"
    ),
    "false_omission_rate": _rate(
        "False omission rate", "FOR", "false negatives", "rows called negative"
    ),
    "positive_rate": _rate("Positive rate", "", "rows called positive", "rows"),
    "negative_rate": _rate("Negative rate", "", "rows called negative", "rows"),
    "accuracy": _rate("Accuracy", "", "right decisions", "rows"),
    "prevalence": _rate("Prevalence", "", "positives", "rows"),
    "no_decision_rate": _rate("Rows without a decision", "", "rows without a decision", "rows"),
    "roc_auc": _rate(
        "Area under the ROC curve", "AUC", "rightly ranked", "pairs of a positive and a negative"
    ),
    "pr_auc": _rate("Area under the precision-recall curve", "PR AUC", "precision", "positives"),
    "subgroup_auc": _rate("Subgroup AUC", "", "rightly ranked", "pairs within the group"),
    "bpsn_auc": _rate(
        "Background positive, subgroup negative AUC", "BPSN AUC", "rightly ranked", "pairs"
    ),
    "bnsp_auc": _rate(
        "Background negative, subgroup positive AUC", "BNSP AUC", "rightly ranked", "pairs"
    ),
    "positive_average_equality_gap": _rate(
        "Average equality gap of positives", "positive AEG", "shift of ranks", "pairs"
    ),
    "negative_average_equality_gap": _rate(
        "Average equality gap of negatives", "negative AEG", "shift of ranks", "pairs"
    ),
    "calibration_in_the_large": _rate(
        "Calibration in the large", "", "mean score less observed rate", "rows"
    ),
    "calibration_ratio": _rate("Calibration ratio", "", "sum of scores", "sum of labels"),
    "calibration_slope": _rate("Calibration slope", "", "slope", "rows"),
    "calibration_intercept": _rate("Calibration intercept", "", "intercept", "rows"),
    "expected_calibration_error": _rate("Expected calibration error", "ECE", "error", "rows"),
    "expected_calibration_error_by_chance": _rate(
        "Expected calibration error by chance alone", "", "error", "rows"
    ),
    "flip_rate": _of_pairs("Flip rate", "flips"),
    "flip_rate_0_to_1": _of_pairs("Flip rate, negative to positive", "flips"),
    "flip_rate_1_to_0": _of_pairs("Flip rate, positive to negative", "flips"),
    "flip_rate_of_rows": _rate("Flip rate over all rows", "", "flips", "rows"),
    "ctf_gap": _of_pairs("Counterfactual gap in probability", "sum of differences"),
    "ctf_gap_logit": _of_pairs(
        "Counterfactual gap in logits", "sum of differences", widest=WIDEST_LOGIT
    ),
}
"""Metric -> its words. A metric that is not here is shown under its own name."""


def words_of(metric: str) -> dict[str, Any]:
    """The name of a metric and its words, as JSON-able values."""
    return {"name": metric, **asdict(METRICS.get(metric, Metric(title=metric.replace("_", " "))))}
