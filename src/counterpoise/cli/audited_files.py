"""What `counterpoise audit` does with its files: in memory, in batches, or on a Beam runner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from counterpoise.audit_plan import AuditPlan
from counterpoise.auditing import audit
from counterpoise.cli.progress import bars
from counterpoise.data.columns import Columns
from counterpoise.data.examples import Examples
from counterpoise.data.read import read
from counterpoise.data.scanning import Scan, scan
from counterpoise.errors import PlanError
from counterpoise.explorer.embedded import Texts
from counterpoise.explorer.report_page import save_report_page
from counterpoise.metrics.operating_points import OperatingPoint
from counterpoise.report import Report
from counterpoise.runs.scores import save_scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What came of it.

    Attributes:
        report: the audit.
        examples: its rows; None where they were read in batches.
        scores: model -> their column of scores.
    """

    report: Report
    examples: Examples | None = None
    scores: Mapping[str, str] = field(default_factory=dict)

    def save(self, folder: Path, *, texts: Texts) -> None:
        """Writes report and page, and the scores of rows that are here."""
        self.report.save(folder / "report.json")
        if self.examples is not None:
            values = {name: self.examples.column(column) for name, column in self.scores.items()}
            save_scores(self.examples, values, folder / "scores.parquet", prefix="")
        page = folder / "report.html"
        save_report_page(self.report, page, examples=self.examples, scores=self.scores, texts=texts)


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

    def in_memory(self, options: Sequence[str]) -> Audited:
        """The audit of all rows at once."""
        _check_no_options(options)
        with bars("reading", 1) as advance:
            examples = read(
                list(self.files),
                label=self.columns.label,
                groups=self.columns.groups,
                weight=self.columns.weight,
                text=self.columns.text,
            )
            advance(1)
        report = self._audited(examples, rows=f"{len(examples):,}")
        return Audited(report=report, examples=examples, scores=self._scores)

    def scanned(self, options: Sequence[str]) -> Audited:
        """The audit of rows that are read once, a batch at a time."""
        _check_no_options(options)
        self._check_no_text("--scan")
        rows = scan(
            list(self.files),
            label=self.columns.label,
            groups=self.columns.groups,
            weight=self.columns.weight,
        )
        return Audited(report=self._audited(rows, rows="scanned in batches"))

    def on_beam(self, runner: str, options: Sequence[str]) -> Audited:
        """The audit of rows that a Beam runner reads and sums."""
        from counterpoise.cli.beam_audit import beam_report

        if self.points:
            raise PlanError(
                "--at needs all scores at once, and --runner reads them apart. Find the threshold "
                "on a sample, and give it with --threshold."
            )
        self._check_no_text("--runner")
        report = beam_report(
            self.files,
            columns=self.columns,
            plan=self.plan,
            scores=self._scores,
            runner=runner,
            options=options,
        )
        return Audited(report=report)

    @property
    def _scores(self) -> dict[str, str]:
        """Model -> the column of its scores, which it is called after."""
        return {name: name for name in self.plan.models}

    def _check_no_text(self, option: str) -> None:
        if self.columns.text is not None:
            raise PlanError(
                f"--text shows the texts of rows, and {option} keeps no rows. "
                "Leave one of the two out."
            )

    def _audited(self, rows_of: Examples | Scan, *, rows: str) -> Report:
        return audit(
            rows_of,
            self._scores,
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
