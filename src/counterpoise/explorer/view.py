"""What a page shows of a report: one JSON-able value, every number final.

The page selects, scales and draws; values, intervals, marks and changes are made here. Columns of
numbers are kept once in a pool and named by their place in it: many metrics share denominators.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
import polars as pl
from jaxtyping import Float

from counterpoise.evidence import WIDEST, WIDEST_LOGIT
from counterpoise.report import Report
from counterpoise.summaries import compared, slice_rows

MARKS = ("", "too little data", "undefined")
"""What the mark of a cell says, by its number."""

ESTIMATES = ("value", "lower", "upper")
COUNTS = ("numerator", "denominator", "rows")
CHANGES = ("percent_of_overall", "change")
DIGITS = {**dict.fromkeys(ESTIMATES, 5), **dict.fromkeys(CHANGES, 4)}
"""Column -> the significant digits that are kept of it."""

Cells = Float[np.ndarray, "models slices thresholds"]


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


def view(report: Report) -> dict[str, Any]:
    """Everything that is shown of `report`, as JSON-able values; nan and infinity are None.

    A column holds one number a model and slice: slice s of model m is at m * slices + s. Each
    metric names its columns by their place in `columns`, one place a threshold (one place where
    the metric has no threshold): value, lower, upper, numerator, denominator, rows,
    percent_of_overall (None for overall itself), change (against the baseline model; None for the
    baseline itself) and mark (a place in `marks`). `slice_rows` and `family_of` hold one entry a
    slice: its rows, and the place in `families` of its group column or crossing (None: overall).
    """
    pool = _Pool()
    metrics = [
        _metric_object(name, cells, thresholds, pool)
        for name, (cells, thresholds) in _cells_by_metric(report).items()
    ]
    names = [model.name for model in report.models]
    grouped = [piece.column for piece in report.slices if piece.column is not None]
    families = list(dict.fromkeys(grouped))
    places: dict[str | None, int] = {column: place for place, column in enumerate(families)}
    return {
        "title": report.facts.get("title", ""),
        "synthetic": is_synthetic(report.facts),
        "facts": _pairs_of_text(report.facts, without="title"),
        "rows": int(report.models[0].counts.rows[0].sum()) if report.models else 0,
        "left_out": [[why, int(rows)] for why, rows in report.left_out.items()],
        "not_annotated": [[column, int(rows)] for column, rows in report.not_annotated.items()],
        "models": [{"name": model.name, "control": model.control} for model in report.models],
        "baseline": names.index(report.baseline) if report.baseline in names else None,
        "slices": [piece.name for piece in report.slices],
        "slice_rows": list(slice_rows(report).values()),
        "families": families,
        "family_of": [places.get(piece.column) for piece in report.slices],
        "marks": list(MARKS),
        "metrics": metrics,
        "columns": pool.columns,
    }


def is_synthetic(facts: Mapping[str, str]) -> bool:
    """Whether the facts say that the data are synthetic: as a key, or as a word of `data`."""
    said = re.search(r"\bsynthetic\b", facts.get("data", ""), flags=re.IGNORECASE)
    return said is not None or "synthetic" in facts


def _pairs_of_text(facts: Mapping[str, str], *, without: str) -> list[list[str]]:
    return [[name, str(text)] for name, text in facts.items() if name != without]


def _cells_by_metric(
    report: Report,
) -> dict[str, tuple[dict[str, Cells], list[float | None]]]:
    """Metric -> its columns, and its thresholds; [None] where it has none.

    A model without the metric (no pairs were scored) has nan of 0 rows.
    """
    places = {model.name: place for place, model in enumerate(report.models)}
    found: dict[str, tuple[dict[str, Cells], list[float | None]]] = {}
    table = compared(report).with_columns(mark=_mark())
    for (model, metric), rows in table.partition_by(
        "model", "metric", as_dict=True, maintain_order=True
    ).items():
        thresholds = rows["threshold"][: rows.height // len(report.slices)].to_list()
        shape = (len(report.models), len(report.slices), len(thresholds))
        if metric not in found:
            empty = {name: np.full(shape, np.nan) for name in (*ESTIMATES, *CHANGES)}
            empty |= {name: np.zeros(shape) for name in COUNTS}
            empty["mark"] = np.full(shape, float(MARKS.index("undefined")))
            found[metric] = (empty, thresholds)
        for name, cells in found[metric][0].items():
            cells[places[model]] = rows[name].to_numpy().reshape(shape[1:])
    return found


def _mark() -> pl.Expr:
    """The place in `MARKS` of what is to be said of a row of `compared`."""
    undefined, little = MARKS.index("undefined"), MARKS.index("too little data")
    return (
        pl.when(pl.col("value").is_nan())
        .then(undefined)
        .when(pl.col("uncertain"))
        .then(little)
        .otherwise(0)
    )


def _metric_object(
    name: str, cells: dict[str, Cells], thresholds: list[float | None], pool: _Pool
) -> dict[str, Any]:
    return {
        **words_of(name),
        "thresholds": [] if thresholds == [None] else thresholds,
        "columns": {
            column: [
                pool.place_of(values[:, :, place].ravel(), digits=DIGITS.get(column))
                for place in range(len(thresholds))
            ]
            for column, values in cells.items()
        },
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pool:
    """Columns of numbers, each kept once."""

    columns: list[list[float | int | None]] = field(default_factory=list)
    places: dict[tuple[float | int | None, ...], int] = field(default_factory=dict)
    unrounded: dict[tuple[int | None, bytes], int] = field(default_factory=dict)

    def place_of(self, values: Float[np.ndarray, " cells"], *, digits: int | None) -> int:
        """The place of `values`, rounded to significant digits, or to thousandths for None."""
        known = (digits, values.tobytes())
        if known not in self.unrounded:
            column = _column(values, digits)
            if column not in self.places:
                self.places[column] = len(self.columns)
                self.columns.append(list(column))
            self.unrounded[known] = self.places[column]
        return self.unrounded[known]


def _column(
    values: Float[np.ndarray, " cells"], digits: int | None
) -> tuple[float | int | None, ...]:
    """`values` in their shortest form, each distinct one rounded once: most occur many times."""
    distinct, places = np.unique(values, return_inverse=True)
    rounded = np.array([_number(value, digits) for value in distinct.tolist()], dtype=object)
    return tuple(rounded[places])


def _number(value: float, digits: int | None) -> float | int | None:
    """`value` in its shortest form: rounded, whole numbers as int, nan and infinity as None."""
    if not math.isfinite(value):
        return None
    rounded = round(value, 3) if digits is None else float(f"{value:.{digits}g}")
    return int(rounded) if rounded.is_integer() else rounded
