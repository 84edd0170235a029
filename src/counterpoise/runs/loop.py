"""The loop: examples, models, audit, report; each step kept so that a run can resume."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import counterpoise
from counterpoise.auditing import audit
from counterpoise.counterfactuals.pairs import ablation_pairs
from counterpoise.data import Examples
from counterpoise.explorer.page import save_page
from counterpoise.files import replacing
from counterpoise.progress import Progress, silent
from counterpoise.report import Report
from counterpoise.runs.features import Split
from counterpoise.runs.folder import RunFolder
from counterpoise.runs.models import TrainedModels
from counterpoise.runs.plan import Plan
from counterpoise.runs.sources import examples_of

SYNTHETIC = "synthetic comments written for counterpoise"

LIBRARIES = ("numpy", "scipy", "polars", "keras", "jax", "jaxlib", "torch", "tensorflow")


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
        RunError: `out` exists, or another run was interrupted there, and `overwrite` is false.
        DataError, PlanError: the data or the plan cannot be what they say.
    """
    with progress("reading", 1) as advance:
        train, test = examples_of(plan)
        advance(1)
    identity = {
        "plan": asdict(plan),
        "data": {"train": fingerprint(train), "test": fingerprint(test)},
        "versions": versions(),
    }
    folder = RunFolder.open(Path(out), identity=identity, overwrite=overwrite)
    with folder.step("pairs"), progress("pairing", 2) as advance:
        splits = [
            Split(examples=part, pairs=ablation_pairs(part, plan.counterfactuals.terms))
            for part in (train, test)
        ]
        advance(2)
    models = TrainedModels(plan=plan, folder=folder, progress=progress)
    models.train_all(train=splits[0], test=splits[1])
    with folder.step("audit"):
        report = audit(
            test,
            models.scores,
            thresholds=plan.audit.thresholds,
            pairs=splits[1].pairs,
            counterfactual_scores=models.pair_scores,
            baseline=plan.models[0].name,
            controls=plan.controls(),
            facts=_facts(plan, splits, identity),
            progress=progress,
        )
        report.save(folder.part / "report.json")
        save_page(report, folder.part / "report.html")
        _save_scores(folder.part, splits[1], models)
    return Run(folder=folder.finish({}), report=report, resumed=folder.resumed)


def fingerprint(examples: Examples) -> str:
    """SHA-256 of what the loop reads of the examples: label, text, groups, weight."""
    digest = hashlib.sha256(examples.labels.tobytes())
    digest.update("\0".join(examples.texts.to_list()).encode())
    for name in examples.groups:
        joined = examples.frame[name].cast(pl.List(pl.String)).list.join("\1").fill_null("\2")
        digest.update("\0".join(joined.to_list()).encode())
    if examples.weights is not None:
        digest.update(examples.weights.tobytes())
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """What the numbers of a run rest on: counterpoise, Python and the libraries present."""
    found = {"counterpoise": counterpoise.__version__, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _facts(plan: Plan, splits: list[Split], identity: dict[str, Any]) -> dict[str, str]:
    train, test = splits
    left_out = {**train.pairs.left_out, **test.pairs.left_out}
    return {
        "title": plan.title,
        "data": SYNTHETIC if plan.data.kind == "synthetic" else Path(str(plan.data.path)).name,
        "training rows": f"{len(train.examples):,}",
        "test rows": f"{len(test.examples):,}",
        "training pairs": f"{len(train.pairs):,}",
        "test pairs": f"{len(test.pairs):,}",
        **{f"texts without a pair: {why}": f"{n:,}" for why, n in left_out.items() if n},
        "seed": str(plan.seed),
        "data fingerprint": identity["data"]["test"][:16],
        "versions": ", ".join(f"{name} {number}" for name, number in identity["versions"].items()),
    }


def _save_scores(folder: Path, test: Split, models: TrainedModels) -> None:
    """Scores without any text: one table of examples, one of pairs."""
    examples = test.examples
    kept = [examples.id, examples.label, examples.weight, *examples.groups]
    table = examples.frame.select([name for name in kept if name is not None]).with_columns(
        pl.col(examples.groups).cast(pl.List(pl.String)) if examples.groups else [],
        *[pl.Series(f"score_{name}", values) for name, values in models.scores.items()],
    )
    with replacing(folder / "scores.parquet") as part:
        table.write_parquet(part)
    sources = test.pairs.sources
    columns: dict[str, np.ndarray] = {"source": sources}
    for name, values in models.scores.items():
        columns[f"score_{name}"] = values[sources]
        columns[f"counterfactual_score_{name}"] = models.pair_scores[name]
    with replacing(folder / "pair_scores.parquet") as part:
        pl.DataFrame(columns).write_parquet(part)
