"""Where a gate's numbers come from: a report, and models compared on a file of scores."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from counterpoise.auditing import audit
from counterpoise.comparing import Comparison, compare
from counterpoise.data import Delimited, Examples, read
from counterpoise.gating.plan import GatePlan, ScoresPlan
from counterpoise.progress import Progress
from counterpoise.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What scenarios are judged on.

    Attributes:
        report: for bounds of their own; None where every scenario is relative.
        comparison: for bounds relative to the baseline; None where no scenario is.
    """

    report: Report | None
    comparison: Comparison | None


def sources_of(plan: GatePlan, *, progress: Progress) -> Sources:
    """The report and the comparison that `plan` needs, read and no more.

    Raises:
        DataError: files, columns or values that are not what the plan says.
        PlanError: a baseline that is no model.
    """
    folder = Path(plan.folder)
    report = None if plan.report is None else Report.load(_report_file(folder / plan.report))
    if plan.scores is None:
        return Sources(report=report, comparison=None)
    relative = [scenario for scenario in plan.scenarios if scenario.relative]
    fixed = [scenario for scenario in plan.scenarios if not scenario.relative]
    comparison = None
    examples = _examples(folder, plan.scores)
    if relative:
        baseline = plan.baseline or (report.baseline if report else "")
        comparison = compare(
            examples,
            _columns(plan.scores, [baseline, *(scenario.model for scenario in relative)]),
            baseline=baseline,
            thresholds=sorted({scenario.threshold for scenario in relative}),
            progress=progress,
        )
    if fixed and report is None:
        report = audit(
            examples,
            _columns(plan.scores, [scenario.model for scenario in fixed]),
            thresholds=sorted({scenario.threshold for scenario in fixed}),
            progress=progress,
        )
    return Sources(report=report, comparison=comparison)


def _report_file(path: Path) -> Path:
    return path / "report.json" if path.is_dir() else path


def _columns(scores: ScoresPlan, models: list[str]) -> dict[str, str]:
    return {model: f"{scores.prefix}{model}" for model in models}


def _examples(folder: Path, scores: ScoresPlan) -> Examples:
    groups = [
        name if scores.delimiter is None else Delimited(column=name, delimiter=scores.delimiter)
        for name in scores.groups
    ]
    return read(str(folder / scores.path), label=scores.label, groups=groups, weight=scores.weight)
