"""What a gate holds against which bounds: scenarios, written in TOML."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from counterpoise.errors import PlanError, choices
from counterpoise.metrics.flips import FLIPS
from counterpoise.metrics.paired import PAIRED_RATES, Better
from counterpoise.metrics.rates import RATES
from counterpoise.runs.records import record
from counterpoise.verdicts import Bound, no_worse_by

AREA = "roc_auc"

METRICS = (*(rate.name for rate in RATES), AREA, *FLIPS)
"""What a scenario can hold against a bound of its own."""

BETTER: dict[str, Better | None] = {
    **{rate.name: rate.better for rate in PAIRED_RATES},
    AREA: "higher",
}
"""What can be held against the baseline -> which way is better; None: only its gap can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresPlan:
    """A file of scores: needed for bounds that are relative to the baseline.

    Attributes:
        path: file or glob.
        label: column of labels.
        groups: group columns.
        delimiter: what parts the groups in text columns.
        weight: column of weights.
        prefix: model `a` has its scores in the column prefix + `a`.
    """

    path: str
    label: str
    groups: tuple[str, ...] = ()
    delimiter: str | None = None
    weight: str | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One metric of a family of slices, and what it may be.

    Attributes:
        name: shown with the verdict.
        model: the model that is judged.
        metric: one of `METRICS`.
        slices: a group column (every group of it), or a list of slices by name.
        gap: whether the slice's difference from overall is judged instead.
        at_most: the number (for a gap: its size) must not be above this.
        at_least: the number must not be below this.
        no_worse_by: the number must not be worse than the baseline's by more than this.
        threshold: decisions are score > threshold; ROC AUC has none.
        inconclusive: the scenario's verdict where the data are too few for one.
    """

    name: str
    model: str
    metric: str
    slices: str | tuple[str, ...]
    gap: bool = False
    at_most: float | None = None
    at_least: float | None = None
    no_worse_by: float | None = None
    threshold: float = 0.5
    inconclusive: Literal["pass", "fail", "inconclusive"] = "inconclusive"

    def __post_init__(self) -> None:
        if self.metric not in METRICS:
            raise PlanError(
                f"Scenario `{self.name}` has no such metric: `{self.metric}`. "
                f"{choices(METRICS, self.metric)}"
            )
        if not self.slices:
            raise PlanError(
                f"Scenario `{self.name}` needs slices, and `slices` is empty. "
                'Give a group column, slices = "gender", or names, slices = ["gender=female"].'
            )
        _check_numbers(self)
        _check_bound(self)

    @property
    def relative(self) -> bool:
        """Whether the model is held against the baseline."""
        return self.no_worse_by is not None

    @property
    def judged(self) -> str:
        """The name of what is judged, as `Comparison.table` calls it."""
        if not self.gap:
            return self.metric
        return f"{self.metric}_gap_size" if self.relative else f"{self.metric}_gap"

    @property
    def bound(self) -> Bound:
        """What the number (relative to the baseline: its change) may be."""
        if self.no_worse_by is not None:
            better = "lower" if self.gap else BETTER[self.metric]
            assert better is not None
            return no_worse_by(self.no_worse_by, better)
        if self.gap:
            assert self.at_most is not None
            return Bound(least=-self.at_most, most=self.at_most)
        return Bound(
            least=-float("inf") if self.at_least is None else self.at_least,
            most=float("inf") if self.at_most is None else self.at_most,
        )

    @property
    def bound_words(self) -> str:
        """`at most 0.2`, `no worse than the baseline by more than 0.02`."""
        if self.no_worse_by is not None:
            return f"no worse than the baseline by more than {self.no_worse_by:g}"
        if self.gap:
            return f"within {self.at_most:g} of 0"
        words = [
            f"{word} {limit:g}"
            for word, limit in (("at least", self.at_least), ("at most", self.at_most))
            if limit is not None
        ]
        return " and ".join(words)


def _check_numbers(scenario: Scenario) -> None:
    for key in ("at_most", "at_least", "no_worse_by", "threshold"):
        number = getattr(scenario, key)
        if number is not None and not 0 <= number <= 1:
            raise PlanError(
                f"Scenario `{scenario.name}` must have `{key}` in [0, 1], got {number}. "
                "Rates, areas, gaps and scores are all shares of 1."
            )


def _check_bound(scenario: Scenario) -> None:
    fixed = scenario.at_most is not None or scenario.at_least is not None
    if fixed == scenario.relative:
        raise PlanError(
            f"Scenario `{scenario.name}` needs one kind of bound, got {'both' if fixed else 'none'}"
            ". Give `at_most` or `at_least`, or `no_worse_by` to hold it against the baseline."
        )
    if scenario.relative:
        _check_relative(scenario)
    elif scenario.gap and (scenario.metric in (AREA, *FLIPS) or scenario.at_least is not None):
        raise PlanError(
            f"Scenario `{scenario.name}` holds a gap of `{scenario.metric}` against a bound, which "
            "can be done for rates at a threshold with `at_most` alone. Choose such a rate, or "
            "take away gap = true."
        )


def _check_relative(scenario: Scenario) -> None:
    known = [name for name, better in BETTER.items() if scenario.gap or better is not None]
    if scenario.metric not in known:
        raise PlanError(
            f"Scenario `{scenario.name}` cannot hold `{scenario.metric}` against the baseline. "
            f"{choices(known, scenario.metric)}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePlan:
    """Scenarios, and where their numbers come from.

    Attributes:
        scenarios: all must pass.
        report: a report.json, or the folder of a run or an audit that holds one.
        scores: a file of scores.
        baseline: name of the model that `no_worse_by` counts from; the report's by default.
        folder: where the plan stands; its paths count from there.
    """

    scenarios: tuple[Scenario, ...]
    report: str | None = None
    scores: ScoresPlan | None = None
    baseline: str | None = None
    folder: str = "."

    def __post_init__(self) -> None:
        if not self.scenarios:
            raise PlanError("A gate needs a scenario, and the plan has none. Add [[scenarios]].")
        names = [scenario.name for scenario in self.scenarios]
        for name in names:
            if names.count(name) > 1:
                raise PlanError(f"Two [[scenarios]] are called `{name}`. Give each its own name.")
        if self.report is None and self.scores is None:
            raise PlanError(
                "A gate needs numbers: `report` (a report.json or its folder), or [scores] (a file "
                "of scores), and the plan has neither. Add one of them."
            )
        for scenario in self.scenarios:
            _check_source(self, scenario)


def _check_source(plan: GatePlan, scenario: Scenario) -> None:
    if scenario.metric in FLIPS and plan.report is None:
        raise PlanError(
            f"Scenario `{scenario.name}` judges `{scenario.metric}`, which needs a report of an "
            "audit with pairs. Add report = ..."
        )
    if scenario.relative and plan.scores is None:
        raise PlanError(
            f"Scenario `{scenario.name}` is relative to the baseline, which needs the scores of "
            "both models on the same rows. Add [scores] with path, label and groups."
        )
    if scenario.relative and plan.report is None and plan.baseline is None:
        raise PlanError(
            f"Scenario `{scenario.name}` is relative to the baseline, and the plan names none. "
            "Add baseline = ..."
        )


def read_gate_plan(path: str | Path) -> GatePlan:
    """The gate plan in a TOML file.

    Raises:
        PlanError: no such file, no TOML, an unknown key, a value of another type, a scenario that
            cannot be judged.
    """
    file = Path(path)
    if not file.is_file():
        raise PlanError(f"There is no gate plan at {file}. Give the path of a TOML file.")
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{file} should be TOML, but is not: {error}. Mend that line.") from error
    if "folder" in table:
        raise PlanError(f"{file} has no key `folder`. Paths count from the plan's own folder.")
    return record(GatePlan, {**table, "folder": str(file.resolve().parent)}, place=str(file))
