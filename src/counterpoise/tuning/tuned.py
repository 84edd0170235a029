"""The outcome of a search: every trial, the frontier, the choice, and what it does on test rows."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

import polars as pl

from counterpoise.report import Report
from counterpoise.tuning.trials import Parameters

REPEATABLE = 1e-3
"""Numbers that differ by less than this when training is repeated are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """What a search found.

    Attributes:
        parameters: of the chosen trial.
        feasible: whether it keeps every constraint on the validation rows. If not, it is the
            trial whose furthest constraint is nearest to its bound.
        trials: one row a trial (0 is the baseline): trial, a column for each parameter and for
            each quantity (on the validation rows), feasible, on_frontier, chosen.
        quality: the column of `trials` that was made large.
        bias: the column of `trials` that was made small.
        constraints: one row a constraint: constraint, bound, baseline and validation (its number
            for the baseline and the chosen trial on the validation rows), kept, test with its
            95 % interval (lower, upper; nan where there is none), kept_on_test, and verdict
            (*pass*, *fail* or *inconclusive*, by the interval on the test rows).
        report: an audit of the models `baseline` and `chosen` on the test rows.
        drift: by how much the chosen trial's quality moved on the validation rows when it was
            trained again for the test: 0 where training is repeatable.
    """

    parameters: Parameters
    feasible: bool
    trials: pl.DataFrame
    quality: str
    bias: str
    constraints: pl.DataFrame
    report: Report
    drift: float

    @property
    def frontier(self) -> pl.DataFrame:
        """The trials that no other betters in one of quality and bias without losing the other.

        In rising order of bias. Feasible or not: what each constraint costs can be seen.
        """
        return self.trials.filter("on_frontier").sort(self.bias, "trial")

    @property
    def sentences(self) -> list[str]:
        """The outcome in words."""
        chosen = self.trials.filter("chosen").row(0, named=True)
        base = self.trials.row(0, named=True)
        count = self.trials.height
        told = (
            f"{self.quality} is {chosen[self.quality]:.3g} (baseline {base[self.quality]:.3g}), "
            f"{self.bias} {chosen[self.bias]:.3g} ({base[self.bias]:.3g})."
        )
        if self.feasible:
            first = f"Trial {chosen['trial']} of {count} keeps every constraint on validation rows:"
        else:
            first = (
                f"No trial of {count} keeps every constraint on validation rows. "
                f"Trial {chosen['trial']} comes nearest:"
            )
        sentences = [f"{first} {told}"]
        kept = self.constraints["kept_on_test"]
        sentences.append(f"On test rows it keeps {int(kept.sum())} of {len(kept)} constraints:")
        sentences += [_told(row) for row in self.constraints.iter_rows(named=True)]
        if not abs(self.drift) < REPEATABLE:
            sentences.append(
                f"Training is not repeatable: trained again, {self.quality} moved by "
                f"{self.drift:+.3g}. Fix its seed."
            )
        return sentences


def _told(row: dict[str, Any]) -> str:
    """One constraint on the test rows."""
    ends = "" if isnan(row["lower"]) else f" [{row['lower']:.3g}, {row['upper']:.3g}]"
    return f"`{row['constraint']}` is {row['test']:.3g}{ends}: {row['verdict']}."
