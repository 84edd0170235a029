"""From the trials of a search to the choice, and what it does on test rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import polars as pl

from counterpoise.comparing import compare
from counterpoise.report import Report
from counterpoise.scoring import Score, scores_of_examples
from counterpoise.tuning.frontier import frontier
from counterpoise.tuning.intervals import Evidence
from counterpoise.tuning.judging import Judged, numbers_of
from counterpoise.tuning.models import Model, SplitScores, Train, report_of, validation_numbers
from counterpoise.tuning.plan import TuningPlan
from counterpoise.tuning.quantities import Numbers
from counterpoise.tuning.trials import Parameters, Trial, started
from counterpoise.tuning.tuned import Tuned

BASELINE, CHOSEN = "baseline", "chosen"
"""The models of the test report."""

CONSTRAINTS = {
    "constraint": pl.String,
    "bound": pl.Float64,
    "baseline": pl.Float64,
    "validation": pl.Float64,
    "kept": pl.Boolean,
    "test": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "kept_on_test": pl.Boolean,
    "verdict": pl.String,
}
"""The columns of `Tuned.constraints`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneSearch:
    """A search whose trials are done.

    Attributes:
        plan: what was asked for.
        train: parameters -> a model.
        trials: all, the baseline first.
    """

    plan: TuningPlan
    train: Train
    trials: list[Trial]

    def tuned(self, validation: Judged, test: Judged) -> Tuned:
        """The choice, judged on the test rows."""
        table = self._table()
        place, feasible = self._choice(table)
        chosen, base = self.trials[place], started(self.plan.space)
        models = {BASELINE: self.train(base), CHOSEN: self.train(chosen.parameters)}
        drift = self._drift(chosen, models[CHOSEN], validation)
        models = {name: _scored(name, model, test) for name, model in models.items()}
        ends = {
            BASELINE: self.plan.threshold_of(base),
            CHOSEN: self.plan.threshold_of(chosen.parameters),
        }
        report = report_of(
            self.plan,
            models,
            test,
            thresholds=list(ends.values()),
            split="test",
            facts={"chosen parameters": _told(chosen.parameters)},
        )
        found = {
            name: numbers_of(report, self.plan.quantities, model=name, threshold=threshold)
            for name, threshold in ends.items()
        }
        return Tuned(
            parameters=chosen.parameters,
            feasible=feasible,
            trials=table.with_columns(chosen=pl.col("trial") == place),
            quality=self.plan.quality.name,
            bias=self.plan.bias.name,
            constraints=self._constraints(
                chosen.numbers, found, self._evidence(report, models, ends, test)
            ),
            report=report,
            drift=drift,
        )

    def _drift(self, trial: Trial, model: Model, validation: Judged) -> float:
        """By how much the quality of a model trained again differs from the trial's."""
        numbers = validation_numbers(self.plan, model, trial.parameters, validation)
        before, after = (
            self.plan.value(self.plan.quality, some, self.trials[0].numbers)
            for some in (trial.numbers, numbers)
        )
        return 0.0 if isnan(before) and isnan(after) else after - before

    def _table(self) -> pl.DataFrame:
        """One row a trial."""
        plan, base = self.plan, self.trials[0].numbers
        columns: dict[str, Any] = {"trial": range(len(self.trials))}
        for number in plan.space:
            columns[number.name] = [trial.parameters[number.name] for trial in self.trials]
        for quantity in plan.quantities:
            values = [plan.value(quantity, trial.numbers, base) for trial in self.trials]
            columns[quantity.name] = pl.Series(values, dtype=pl.Float64)
        quality, bias = (columns[name].to_numpy() for name in (plan.quality.name, plan.bias.name))
        excess = [self._excess(trial) for trial in self.trials]
        columns["feasible"] = [most <= 0 for most in excess]
        columns["on_frontier"] = frontier(quality, bias)
        return pl.DataFrame(columns)

    def _excess(self, trial: Trial) -> float:
        """How far the trial's furthest constraint is beyond its bound."""
        outcome = self.plan.outcome(trial.numbers, self.trials[0].numbers)
        return max(outcome.excess.values())

    def _choice(self, table: pl.DataFrame) -> tuple[int, bool]:
        """The feasible trial of best quality, or else the one nearest to being feasible."""
        excess = np.array([max(self._excess(trial), 0.0) for trial in self.trials])
        quality = table[self.plan.quality.name].fill_nan(-np.inf).to_numpy()
        bias = table[self.plan.bias.name].fill_nan(np.inf).to_numpy()
        first = int(np.lexsort((bias, -quality, excess))[0])
        return first, not excess[first]

    def _evidence(
        self,
        report: Report,
        models: Mapping[str, SplitScores],
        ends: Mapping[str, float],
        test: Judged,
    ) -> Evidence:
        comparison = None
        if ends[BASELINE] == ends[CHOSEN]:
            comparison = compare(
                test.examples,
                {name: model.test for name, model in models.items()},
                baseline=BASELINE,
                thresholds=[ends[CHOSEN]],
                crossings=self.plan.crossings,
            )
        return Evidence(
            report=report,
            model=CHOSEN,
            threshold=ends[CHOSEN],
            comparison=comparison,
            families=self.plan.families,
        )

    def _constraints(
        self, chosen: Numbers, on_test: Mapping[str, Numbers], evidence: Evidence
    ) -> pl.DataFrame:
        """One row a constraint."""
        base = self.trials[0].numbers
        rows = []
        for one in self.plan.constraints:
            at_base = self.plan.value(one.quantity, base, base)
            here = self.plan.value(one.quantity, chosen, base)
            there = self.plan.value(one.quantity, on_test[CHOSEN], on_test[BASELINE])
            kept, kept_on_test = (one.excess(value) <= 0 for value in (here, there))
            lower, upper = evidence.interval(one.quantity)
            verdict = one.verdict(lower, upper)
            before = (one.name, one.bound, at_base, here, kept)
            rows.append((*before, there, lower, upper, kept_on_test, verdict))
        return pl.DataFrame(rows, schema=CONSTRAINTS, orient="row")


def _scored(name: str, model: Model, test: Judged) -> SplitScores:
    """The model with its scores of the test rows, so that it is run on them once."""
    given = model.test if isinstance(model, SplitScores) else model
    found = scores_of_examples(name, given, test.examples)
    scores: Score = found.values
    if not found.decided.all():
        scores = pl.Series(found.values).scatter(np.flatnonzero(~found.decided), None)
    of_pairs = model.test_pairs if isinstance(model, SplitScores) else model
    return SplitScores(validation=scores, test=scores, test_pairs=of_pairs)


def _told(parameters: Parameters) -> str:
    return ", ".join(f"{name} = {value:.6g}" for name, value in parameters.items())
