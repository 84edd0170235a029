"""The number that a scenario judges, in every slice, with its interval at any confidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from counterpoise.comparing import Comparison
from counterpoise.errors import PlanError, choices
from counterpoise.gating.plan import AREA, Scenario
from counterpoise.gating.sources import Sources
from counterpoise.metrics.flips import FLIPS, rate_and_size
from counterpoise.metrics.rates import RATES, Confusion, Rate, confusion, rate_estimates
from counterpoise.model_sums import ModelSums
from counterpoise.report import Report
from counterpoise.slices import Slice
from counterpoise.stats.area_intervals import newcombe
from counterpoise.stats.contrasts import Cells, gap_error
from counterpoise.stats.intervals import effective_size
from counterpoise.stats.proportions import clopper_pearson
from counterpoise.verdicts import Limits

Array = Float[np.ndarray, " slices"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a scenario judges, in every slice of its family. Each array is [slices].

    Attributes:
        slices: names.
        value: the number; relative to the baseline: its change; nan where there is nothing.
        rows: rows (for flips: pairs) that it counts.
        limits: its interval at a confidence.
    """

    slices: tuple[str, ...]
    value: Array
    rows: Int[np.ndarray, " slices"]
    limits: Limits

    def of(self, places: list[int]) -> Measured:
        """The slices at `places` alone."""

        def limits(confidence: float) -> tuple[Array, Array]:
            lower, upper = self.limits(confidence)
            return lower[places], upper[places]

        return Measured(
            slices=tuple(self.slices[place] for place in places),
            value=self.value[places],
            rows=self.rows[places],
            limits=limits,
        )


def measured(scenario: Scenario, sources: Sources) -> Measured:
    """What `scenario` judges, in every slice of its family.

    Raises:
        PlanError: a model, slice or threshold that the report or the scores do not have.
    """
    if scenario.relative:
        assert sources.comparison is not None
        where, found = sources.comparison, _change(scenario, sources.comparison)
    else:
        assert sources.report is not None
        where, found = sources.report, _number(scenario, sources.report)
    return found.of(_family(scenario, where.slices, columns=list(where.not_annotated)))


def _family(scenario: Scenario, slices: tuple[Slice, ...], *, columns: list[str]) -> list[int]:
    if isinstance(scenario.slices, str):
        if scenario.slices not in columns:
            raise PlanError(
                f"Scenario `{scenario.name}` has no such group column: `{scenario.slices}`. "
                f"{choices(columns, scenario.slices)}"
            )
        return [place for place, piece in enumerate(slices) if piece.column == scenario.slices]
    names = [piece.name for piece in slices]
    for name in scenario.slices:
        if name not in names:
            raise PlanError(
                f"Scenario `{scenario.name}` has no such slice: `{name}`. {choices(names, name)}"
            )
    return [names.index(name) for name in dict.fromkeys(scenario.slices)]


def _change(scenario: Scenario, comparison: Comparison) -> Measured:
    threshold = None if scenario.metric == AREA else scenario.threshold
    change = next(
        found.change
        for found in comparison.changes(scenario.model)
        if (found.metric, found.threshold) == (scenario.judged, threshold)
    )
    return Measured(
        slices=tuple(piece.name for piece in comparison.slices),
        value=change.difference,
        rows=change.rows,
        limits=change.limits,
    )


def _number(scenario: Scenario, report: Report) -> Measured:
    model = report.model(scenario.model)
    if scenario.metric == AREA:
        value, rows, limits = _area(model)
    elif scenario.metric in FLIPS:
        value, rows, limits = _flips(scenario, report, model)
    else:
        value, rows, limits = _rate(scenario, model)
    return Measured(
        slices=tuple(piece.name for piece in report.slices), value=value, rows=rows, limits=limits
    )


Found = tuple[Array, Int[np.ndarray, " slices"], Limits]


def _rate(scenario: Scenario, model: ModelSums) -> Found:
    if scenario.threshold not in model.counts.edges:
        raise PlanError(
            f"Scenario `{scenario.name}` needs counts at threshold {scenario.threshold}, which "
            "the report does not have. Take one in whole hundredths, or audit again with it."
        )
    rate = next(rate for rate in RATES if rate.name == scenario.metric)
    cells = confusion(model.counts, np.array([scenario.threshold]))
    found = rate_estimates(rate, cells)
    value = found.value[:, 0]
    if scenario.gap:
        split = _split(rate, cells)
        return value - value[0], found.rows[:, 0], _gap_limits(split, value - value[0])
    squares = np.sum([cells.weight_sq[name][:, 0] for name in rate.denominator], axis=0)
    size = effective_size(found.denominator[:, 0], squares)
    return value, found.rows[:, 0], _exact(value, size)


def _exact(value: Array, size: Array) -> Limits:
    return lambda confidence: clopper_pearson(value, size, confidence=confidence)


def _split(rate: Rate, cells: Confusion) -> Cells:
    """[slices, 2]: the rows of the numerator, and those of the denominator alone."""
    others = tuple(name for name in rate.denominator if name not in rate.numerator)

    def both(values: dict) -> np.ndarray:
        parts = [
            np.sum([values[name][:, 0] for name in names], axis=0)
            for names in (rate.numerator, others)
        ]
        return np.stack(parts, axis=1)

    return Cells(weight=both(cells.weight), weight_sq=both(cells.weight_sq))


def _gap_limits(cells: Cells, gap: Array) -> Limits:
    """Of slice - overall (the first slice): both the slice and its rest padded each way."""
    whole = Cells(weight=cells.weight[:1], weight_sq=cells.weight_sq[:1])
    both = (0, 1)
    error = gap_error(cells.padded(both), whole.without(cells).padded(both), np.array([1.0, 0.0]))

    def limits(confidence: float) -> tuple[Array, Array]:
        lower, upper = error.limits(confidence)
        return np.clip(np.minimum(lower, gap), -1, 1), np.clip(np.maximum(upper, gap), -1, 1)

    return limits


def _area(model: ModelSums) -> Found:
    """ROC AUC with Newcombe's interval on the effective sizes of both classes."""
    value, rows = model.exact["roc_auc"].value[:, 0], model.exact["roc_auc"].rows[:, 0]
    weight, squares = (part.sum(axis=2) for part in (model.counts.weight, model.counts.weight_sq))
    minus, plus = effective_size(weight, squares).T
    return value, rows, lambda confidence: newcombe(value, plus, minus, confidence=confidence)


def _flips(scenario: Scenario, report: Report, model: ModelSums) -> Found:
    if model.pairs is None:
        raise PlanError(
            f"Scenario `{scenario.name}` judges `{scenario.metric}`, and the report has no pairs. "
            "Audit again with pairs."
        )
    if scenario.threshold not in report.thresholds:
        raise PlanError(
            f"Scenario `{scenario.name}` needs flips at threshold {scenario.threshold}, and the "
            f"report has {list(report.thresholds)}. Take one of these, or audit again with it."
        )
    place = report.thresholds.index(scenario.threshold)
    column = FLIPS.index(scenario.metric) * len(report.thresholds) + place
    values, sizes = rate_and_size(model.pairs, slice(column, column + 1))
    return values[:, 0], model.pairs.pairs, _exact(values[:, 0], sizes[:, 0])
