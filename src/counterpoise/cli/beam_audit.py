"""`counterpoise audit --runner ...`: the same audit as a pipeline of Apache Beam."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from counterpoise.audit_plan import AuditPlan
from counterpoise.data.columns import Columns
from counterpoise.folding import Fold
from counterpoise.report import Report


def beam_report(
    files: Sequence[str],
    *,
    columns: Columns,
    plan: AuditPlan,
    scores: Mapping[str, str],
    runner: str,
    options: Sequence[str],
) -> Report:
    """The report of files, read and summed on a Beam runner.

    Args:
        files: paths, addresses or globs of them.
        columns: which column serves which purpose.
        plan: what is asked of the audit.
        scores: model -> the column of its scores.
        runner: its name, such as `DirectRunner`.
        options: Beam's options, each `key=value`, or `key` for a flag.

    Raises:
        CounterpoiseError: as `counterpoise.beam.audit_files` does.
    """
    # Before Beam is imported: it warns of cloud libraries that are not installed.
    logging.basicConfig(level=logging.ERROR)
    # Where rows are refused, one line says so: Beam need not print the traceback before.
    logging.getLogger("apache_beam.runners.common").setLevel(logging.CRITICAL)
    from counterpoise.beam import audit_files

    fold = Fold(columns=columns, scores=scores, plan=plan)
    report = audit_files(list(files), fold, runner=runner, options=options)
    facts = {"data": ", ".join(files), "rows": f"{_rows(report):,}", "runner": runner}
    return replace(report, facts=facts)


def _rows(report: Report) -> int:
    """How many rows were audited: with a decision of the first model, and without."""
    model = report.models[0]
    undecided = 0 if model.undecided is None else model.undecided.rows[0].sum()
    return int(model.counts.rows[0].sum() + undecided)
