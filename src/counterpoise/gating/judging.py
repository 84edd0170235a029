"""Scenarios judged: the same verdicts in Python and on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from counterpoise.gating.measures import measured
from counterpoise.gating.plan import GatePlan, Scenario, read_gate_plan
from counterpoise.gating.sources import Sources, sources_of
from counterpoise.progress import Progress, silent
from counterpoise.verdicts import FamilyVerdicts, Verdict, family_verdicts
from counterpoise.wording import bound_sentence, change_sentence

EXIT_STATUS: dict[Verdict, int] = {"pass": 0, "fail": 1, "inconclusive": 3}
"""What `counterpoise gate` exits with; 2 is misuse, as of every command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSlice:
    """One slice of a scenario and its verdict.

    Attributes:
        name: `gender=female`.
        value: the number; relative to the baseline: its change; nan where there is nothing.
        lower: lower end of the interval that the verdict was read from.
        upper: its upper end.
        confidence: its level, after Holm's correction over the scenario's slices.
        rows: rows (for flips: pairs) that the number counts.
        verdict: *pass*, *fail* or *inconclusive*.
        sentence: the verdict in words.
    """

    name: str
    value: float
    lower: float
    upper: float
    confidence: float
    rows: int
    verdict: Verdict
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioResult:
    """A scenario, its slices' verdicts and its own.

    Attributes:
        scenario: what was asked.
        slices: one entry a slice of the family.
        found: *fail* if a slice fails, *pass* if all pass, else *inconclusive*.
    """

    scenario: Scenario
    slices: tuple[JudgedSlice, ...]
    found: Verdict

    @property
    def verdict(self) -> Verdict:
        """What was found, or what the plan takes *inconclusive* for."""
        return self.scenario.inconclusive if self.found == "inconclusive" else self.found

    @property
    def sentence(self) -> str:
        """How many slices passed, failed and were left open, and what the plan made of it."""
        if not self.slices:
            counted = "there is no slice to judge"
        else:
            counts = {"pass": 0, "fail": 0, "inconclusive": 0}
            for piece in self.slices:
                counts[piece.verdict] += 1
            counted = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
        taken = f"; the plan takes inconclusive for {self.verdict}"
        return counted + (taken if self.verdict != self.found else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """Every scenario's result.

    Attributes:
        scenarios: in the order of the plan.
    """

    scenarios: tuple[ScenarioResult, ...]

    @property
    def verdict(self) -> Verdict:
        """*fail* if a scenario fails, else *inconclusive* if one is, else *pass*."""
        return _worst([result.verdict for result in self.scenarios])

    @property
    def exit_status(self) -> int:
        """0 pass, 1 fail, 3 inconclusive."""
        return EXIT_STATUS[self.verdict]


def gate(plan: GatePlan | str | Path, *, progress: Progress = silent) -> GateResult:
    """Every scenario of `plan` judged.

    With 95 % probability no slice of a scenario passes or fails wrongly in one direction: see
    `verdicts.family_verdicts`.

    Args:
        plan: a gate plan, or the path of one in TOML.
        progress: told how far auditing and comparing have got.

    Raises:
        PlanError: a plan that asks for something that does not exist.
        DataError: files, columns or values that are not what the plan says.
    """
    asked = plan if isinstance(plan, GatePlan) else read_gate_plan(plan)
    sources = sources_of(asked, progress=progress)
    return GateResult(scenarios=tuple(_judged(scenario, sources) for scenario in asked.scenarios))


def _judged(scenario: Scenario, sources: Sources) -> ScenarioResult:
    found = measured(scenario, sources)
    family = family_verdicts(found.limits, scenario.bound, slices=len(found.slices))
    slices = tuple(
        JudgedSlice(
            name=name,
            value=float(found.value[place]),
            lower=float(family.lower[place]),
            upper=float(family.upper[place]),
            confidence=float(family.confidence[place]),
            rows=int(found.rows[place]),
            verdict=family.verdicts[place],
            sentence=_sentence(
                scenario,
                family,
                place,
                name=name,
                value=float(found.value[place]),
                rows=int(found.rows[place]),
            ),
        )
        for place, name in enumerate(found.slices)
    )
    return ScenarioResult(scenario=scenario, slices=slices, found=_worst(family.verdicts))


def _worst(verdicts: Sequence[Verdict]) -> Verdict:
    """*fail* if one is, *pass* if all are and there are any, else *inconclusive*."""
    if "fail" in verdicts:
        return "fail"
    return "inconclusive" if "inconclusive" in verdicts or not verdicts else "pass"


def _sentence(
    scenario: Scenario,
    family: FamilyVerdicts,
    place: int,
    *,
    name: str,
    value: float,
    rows: int,
) -> str:
    interval = float(family.lower[place]), float(family.upper[place])
    if scenario.no_worse_by is not None:
        return change_sentence(
            metric=scenario.judged,
            slice_=name,
            change=value,
            interval=interval,
            rows=rows,
            margin=scenario.no_worse_by,
            verdict=family.verdicts[place],
        )
    return bound_sentence(
        metric=scenario.judged,
        slice_=name,
        value=value,
        interval=interval,
        rows=rows,
        bound=scenario.bound_words,
        verdict=family.verdicts[place],
    )
