"""The loop: examples, models, audit, report; each step kept so that a run can resume."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from counterpoise.auditing import audit
from counterpoise.counterfactuals.pairs import ablation_pairs
from counterpoise.explorer.report_page import save_report_page
from counterpoise.explorer.static_page import check_built
from counterpoise.files import check_vacant
from counterpoise.progress import Progress, silent
from counterpoise.remedies.weights import upweighted
from counterpoise.report import Report
from counterpoise.runs.features import Split
from counterpoise.runs.folder import RunFolder
from counterpoise.runs.identity import facts_of, identity_of
from counterpoise.runs.models import TrainedModels
from counterpoise.runs.plan import Plan
from counterpoise.runs.scores import save_pair_scores, save_scores
from counterpoise.runs.sources import examples_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run: its folder and the report in it."""

    folder: Path
    report: Report
    resumed: bool


def run(
    plan: Plan, out: str | Path, *, overwrite: bool = False, progress: Progress = silent
) -> Run:
    """Carries out `plan` and writes report, scores, models and page to the folder `out`.

    The folder appears whole or not at all. Until then the work stands beside it in
    `<out>.unfinished`, from where an interrupted run of the same plan and data goes on.

    Args:
        plan: from `read_plan`.
        out: the folder to be made.
        overwrite: whether a folder that is there may be replaced at the end.
        progress: told how far each step has got.

    Raises:
        RunError: `out` exists, or another run was interrupted there, and `overwrite` is false;
            this installation holds no page.
        DataError, PlanError: the data or the plan cannot be what they say.
    """
    check_vacant(Path(out), overwrite=overwrite)
    check_built()
    with progress("reading", 1) as advance:
        parts = examples_of(plan)
        advance(1)
    for model in plan.models:  # a rule that names no group is refused before any work
        upweighted(parts.train, model.upweight, base=np.zeros(len(parts.train)))
    identity = identity_of(plan, parts)
    folder = RunFolder.open(Path(out), identity=identity, overwrite=overwrite)
    with folder.step("pairs"), progress("pairing", 2) as advance:
        splits = [
            Split(examples=part, pairs=ablation_pairs(part, plan.counterfactuals.terms))
            for part in (parts.train, parts.test)
        ]
        advance(2)
    models = TrainedModels(plan=plan, folder=folder, progress=progress)
    models.train_all(train=splits[0], test=splits[1])
    with folder.step("audit"):
        report = audit(
            parts.test,
            models.scores,
            thresholds=plan.audit.thresholds,
            crossings=plan.audit.crossings,
            include=plan.audit.include,
            pairs=splits[1].pairs,
            counterfactual_scores=models.pair_scores,
            baseline=plan.models[0].name,
            controls=plan.controls(),
            facts=facts_of(plan, parts, splits, identity, interruptions=folder.interruptions),
            progress=progress,
        )
        report.save(folder.part / "report.json")
        save_report_page(
            report,
            folder.part / "report.html",
            examples=parts.test,
            scores=models.scores,
            pairs=splits[1].pairs,
            counterfactual_scores=models.pair_scores,
            texts=plan.report.texts,
        )
        save_scores(parts.test, models.scores, folder.part / "scores.parquet")
        save_pair_scores(
            splits[1].pairs, models.scores, models.pair_scores, folder.part / "pair_scores.parquet"
        )
    return Run(folder=folder.finish({}), report=report, resumed=folder.resumed)
