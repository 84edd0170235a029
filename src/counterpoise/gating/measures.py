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
from counterpoise.metrics.gaps import trials
from counterpoise.metrics.rates import RATES, confusion, rate_estimates
from counterpoise.model_sums import ModelSums
from counterpoise.report import Report
from counterpoise.slices import Slice
from counterpoise.stats.area_intervals import at_confidence
from counterpoise.stats.differences import comparison
from counterpoise.stats.intervals import effective_size
from counterpoise.stats.proportions import clopper_pearson
from counterpoise.stats.trials import Trials
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
        return value - value[0], found.rows[:, 0], _gap_limits(trials(rate, cells))
    squares = np.sum([cells.weight_sq[name][:, 0] for name in rate.denominator], axis=0)
    size = effective_size(found.denominator[:, 0], squares)
    return value, found.rows[:, 0], _exact(value, size)


def _exact(value: Array, size: Array) -> Limits:
    return lambda confidence: clopper_pearson(value, size, confidence=confidence)


def _gap_limits(slices: Trials) -> Limits:
    """Of slice - overall (the first slice), made of exact intervals of the slice and its rest."""

    def limits(confidence: float) -> tuple[Array, Array]:
        found = comparison(
            slices,
            slices.slice_at(0),
            shared=slices,
            confidence=confidence,
            interval=clopper_pearson,
        ).difference
        return found.lower[:, 0], found.upper[:, 0]

    return limits


def _area(model: ModelSums) -> Found:
    """ROC AUC with the report's interval, at other levels of confidence."""
    found = model.exact["roc_auc"]
    value, lower, upper = found.value[:, 0], found.lower[:, 0], found.upper[:, 0]
    weight, squares = (part.sum(axis=2) for part in (model.counts.weight, model.counts.weight_sq))
    minus, plus = effective_size(weight, squares).T

    def limits(confidence: float) -> tuple[Array, Array]:
        return at_confidence(value, lower, upper, plus, minus, confidence=confidence)

    return value, found.rows[:, 0], limits


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
    pairs, columns = model.pairs, slice(column, column + 1)

    def limits(confidence: float) -> tuple[Array, Array]:
        values, sizes = rate_and_size(pairs, columns, confidence=confidence)
        return clopper_pearson(values[:, 0], sizes[:, 0], confidence=confidence)

    return rate_and_size(pairs, columns)[0][:, 0], pairs.pairs, limits
