"""What `counterpoise audit` does with its files: in memory, in batches, or on a Beam runner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from counterpoise.audit_plan import AuditPlan
from counterpoise.auditing import audit
from counterpoise.cli.progress import bars
from counterpoise.data.columns import Columns
from counterpoise.data.examples import Examples
from counterpoise.data.read import read
from counterpoise.data.scanning import Scan, scan
from counterpoise.errors import PlanError
from counterpoise.metrics.operating_points import OperatingPoint
from counterpoise.report import Report
from counterpoise.runs.scores import save_scores


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedFiles:
    """What was asked for on the command line.

    Attributes:
        files: paths or globs.
        columns: which column serves which purpose.
        plan: what is asked of the audit; its models are columns of scores.
        points: operating points, each `rate=target`.
    """

    files: tuple[str, ...]
    columns: Columns
    plan: AuditPlan
    points: tuple[str, ...]

    def in_memory(self, folder: Path, options: Sequence[str]) -> Report:
        """The report of all rows at once; leaves the scores in `folder`, beside the report."""
        _check_no_options(options)
        with bars("reading", 1) as advance:
            examples = read(
                list(self.files),
                label=self.columns.label,
                groups=self.columns.groups,
                weight=self.columns.weight,
            )
            advance(1)
        report = self._audited(examples, rows=f"{len(examples):,}")
        values = {name: examples.column(name) for name in self.plan.models}
        save_scores(examples, values, folder / "scores.parquet", prefix="")
        return report

    def scanned(self, options: Sequence[str]) -> Report:
        """The report of rows that are read once, a batch at a time."""
        _check_no_options(options)
        rows = scan(
            list(self.files),
            label=self.columns.label,
            groups=self.columns.groups,
            weight=self.columns.weight,
        )
        return self._audited(rows, rows="scanned in batches")

    def on_beam(self, runner: str, options: Sequence[str]) -> Report:
        """The report of rows that a Beam runner reads and sums."""
        from counterpoise.cli.beam_audit import beam_report

        if self.points:
            raise PlanError(
                "--at needs all scores at once, and --runner reads them apart. Find the threshold "
                "on a sample, and give it with --threshold."
            )
        return beam_report(
            self.files,
            columns=self.columns,
            plan=self.plan,
            scores={name: name for name in self.plan.models},
            runner=runner,
            options=options,
        )

    def _audited(self, rows_of: Examples | Scan, *, rows: str) -> Report:
        return audit(
            rows_of,
            {name: name for name in self.plan.models},
            thresholds=self.plan.thresholds,
            crossings=self.plan.crossings,
            include=self.plan.include,
            operating_points=[_point(text) for text in self.points],
            baseline=self.plan.baseline,
            facts={"data": ", ".join(self.files), "rows": rows},
            progress=bars,
        )


def _check_no_options(options: Sequence[str]) -> None:
    if options:
        raise PlanError(
            "--beam-option is for --runner, and none was named. "
            "Name one, such as --runner DirectRunner, or leave the option out."
        )


def _point(text: str) -> OperatingPoint:
    rate, _, target = text.partition("=")
    try:
        value = float(target)
    except ValueError as error:
        raise PlanError(
            f"--at must be a rate and its value, got `{text}`. "
            "Write for example --at false_positive_rate=0.05."
        ) from error
    return OperatingPoint(rate=rate, target=value)
