"""Rates at a threshold: each a ratio of two sums of the confusion matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float, Int

from counterpoise.stats.counts import Counts, above, up_to
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.intervals import effective_size, ratio
from counterpoise.stats.proportions import guarded_wilson

Cell = Literal["tp", "fp", "tn", "fn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate by its name and the confusion cells of its numerator and denominator."""

    name: str
    numerator: tuple[Cell, ...]
    denominator: tuple[Cell, ...]


def _rate(name: str, numerator: tuple[Cell, ...], denominator: tuple[Cell, ...]) -> Rate:
    return Rate(name=name, numerator=numerator, denominator=denominator)


ALL: tuple[Cell, ...] = ("tp", "fp", "tn", "fn")

RATES = (
    _rate("false_positive_rate", ("fp",), ("fp", "tn")),
    _rate("false_negative_rate", ("fn",), ("fn", "tp")),
    _rate("true_positive_rate", ("tp",), ("tp", "fn")),
    _rate("true_negative_rate", ("tn",), ("tn", "fp")),
    _rate("positive_predictive_value", ("tp",), ("tp", "fp")),
    _rate("negative_predictive_value", ("tn",), ("tn", "fn")),
    _rate("false_discovery_rate", ("fp",), ("fp", "tp")),
    _rate("false_omission_rate", ("fn",), ("fn", "tn")),
    _rate("positive_rate", ("tp", "fp"), ALL),
    _rate("negative_rate", ("tn", "fn"), ALL),
    _rate("accuracy", ("tp", "tn"), ALL),
)
"""Every rate at a threshold; the names are those that Fairness Indicators uses."""

PREVALENCE = _rate("prevalence", ("tp", "fn"), ALL)
"""Share of positive labels; the same at every threshold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """The confusion cells of every slice at every threshold, each [slices, thresholds].

    Attributes:
        rows: cell -> number of rows.
        weight: cell -> sum of weights.
        weight_sq: cell -> sum of squared weights.
    """

    rows: dict[Cell, Int[np.ndarray, "slices thresholds"]]
    weight: dict[Cell, Float[np.ndarray, "slices thresholds"]]
    weight_sq: dict[Cell, Float[np.ndarray, "slices thresholds"]]


def confusion(counts: Counts, thresholds: Float[np.ndarray, " thresholds"]) -> Confusion:
    """The confusion cells at `thresholds`, exact because each is an edge of the bins.

    A row is called positive where score > threshold, strictly.
    """
    places = np.searchsorted(counts.edges, thresholds)

    def cells(values: np.ndarray) -> dict[Cell, np.ndarray]:
        called, spared = above(values)[..., places], up_to(values)[..., places]
        return {"tp": called[:, 1], "fp": called[:, 0], "fn": spared[:, 1], "tn": spared[:, 0]}

    return Confusion(
        rows=cells(counts.rows), weight=cells(counts.weight), weight_sq=cells(counts.weight_sq)
    )


def rate_estimates(rate: Rate, cells: Confusion) -> Estimates:
    """`rate` of every slice at every threshold, with its 95 % interval and counts.

    The interval is Wilson's, guarded where hits or misses are few; with weights it stands on Kish's
    effective size.
    """
    numerator = cells_total(cells.weight, rate.numerator)
    denominator = cells_total(cells.weight, rate.denominator)
    size = effective_size(denominator, cells_total(cells.weight_sq, rate.denominator))
    value = np.clip(ratio(numerator, denominator), 0, 1)
    lower, upper = guarded_wilson(value, size)
    return Estimates(
        value=value,
        lower=lower,
        upper=upper,
        numerator=numerator,
        denominator=denominator,
        rows=cells_total(cells.rows, rate.denominator),
    )


NO_DECISION_RATE = "no_decision_rate"
"""Share of rows for which a model gave no decision."""


def no_decision_rate(undecided: Counts, decided: Counts) -> Estimates:
    """`NO_DECISION_RATE` of every slice, [slices, 1], with its 95 % interval and counts."""

    def totals(name: str) -> tuple[np.ndarray, np.ndarray]:
        missing, present = (
            getattr(c, name).sum(axis=(1, 2))[:, None] for c in (undecided, decided)
        )
        return missing, missing + present

    numerator, denominator = totals("weight")
    value = ratio(numerator, denominator)
    size = effective_size(denominator, totals("weight_sq")[1])
    lower, upper = guarded_wilson(value, size)
    return Estimates(
        value=value,
        lower=lower,
        upper=upper,
        numerator=numerator,
        denominator=denominator,
        rows=totals("rows")[1],
    )


def cells_total(cells: dict[Cell, np.ndarray], names: tuple[Cell, ...]) -> np.ndarray:
    """The sum of the named confusion cells."""
    return np.sum([cells[name] for name in names], axis=0)
