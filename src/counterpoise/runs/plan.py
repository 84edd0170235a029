"""A plan: what to read, what to train, how to mend it, what to audit. Written in TOML."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from counterpoise.errors import PlanError, choices
from counterpoise.explorer.embedded import Texts
from counterpoise.remedies.weights import Upweight
from counterpoise.runs.records import UNTYPED, record


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupColumn:
    """A group column that needs more than its name: a delimiter, or fractions and a threshold."""

    name: str
    delimiter: str | None = None
    columns: tuple[str, ...] = ()
    threshold: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Where the examples come from: a path, or the embedded synthetic set.

    Training and test rows are told apart by a split column, or come from two paths.
    """

    path: str | None = None
    test_path: str | None = None
    kind: Literal["table", "civil_comments", "synthetic"] = "table"
    label: str = "toxicity"
    text: str = "text"
    groups: tuple[str, ...] = ()
    group: tuple[GroupColumn, ...] = ()
    weight: str | None = None
    id: str | None = None
    split: str | None = None
    train: str = "train"
    test: str = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Classifier:
    """The default text classifier's settings; `vectors` is a file, or None to learn them."""

    vectors: str | None = None
    dim: int = 100
    hidden: tuple[int, ...] = (500, 100)
    steps: int = 1000
    batch_size: int = 512
    learning_rate: float = 0.003
    weight_offset: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterfactuals:
    """Which terms are taken out of texts: a named list, or terms."""

    terms: str | tuple[str, ...] = "gender_50"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingPlan:
    """Counterfactual logit pairing in training, over every pair or those of negative examples."""

    loss_weight: float = 1.0
    pairs_per_step: int = 128
    where: Literal["every", "negative"] = "every"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPlan:
    """A model to train: fresh, or going on from an earlier one; plain, or with remedies."""

    name: str
    start: str | None = None
    upweight: tuple[Upweight, ...] = ()
    pairing: PairingPlan | None = None

    @property
    def mended(self) -> bool:
        """Whether any remedy is applied."""
        return bool(self.upweight) or self.pairing is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPlan:
    """Where decisions are judged, by which crossings, and the threshold that the table shows."""

    crossings: tuple[tuple[str, ...], ...] = ()
    include: tuple[Literal["bias_auc", "pr_auc", "calibration"], ...] = ()
    thresholds: tuple[float, ...] = (0.1, 0.3, 0.5, 0.7, 0.9)
    shown: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPlan:
    """How many of the test texts `report.html` holds, for whoever has the file to read."""

    texts: Texts = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that a run does, apart from where it writes.

    Attributes:
        models: in the order of training; the first is the baseline.
        folder: where the plan stands; its paths count from there.
    """

    title: str = "counterpoise"
    seed: int = 0
    data: Data
    classifier: Classifier = field(default_factory=Classifier)
    counterfactuals: Counterfactuals = field(default_factory=Counterfactuals)
    models: tuple[ModelPlan, ...] = (ModelPlan(name="baseline"),)
    audit: AuditPlan = field(default_factory=AuditPlan)
    report: ReportPlan = field(default_factory=ReportPlan)
    folder: str = field(default=".", metadata=UNTYPED)

    def with_controls(self) -> tuple[ModelPlan, ...]:
        """The models, with a control after each start that a mended model goes on from.

        A mended model that starts afresh has the unmended baseline as its control: same initial
        weights, same batches, as many steps. One that goes on from another model has had more
        training, so its control goes on from there as long, without the remedy.
        """
        models = list(self.models)
        starts = dict.fromkeys(m.start for m in models if m.start is not None and m.mended)
        for start in starts:
            if not any(m.start == start and not m.mended for m in models):
                name = "control" if len(starts) == 1 else f"control of {start}"
                while name in {model.name for model in models}:
                    name = f"{name} of {start}"
                models.append(ModelPlan(name=name, start=start))
        return tuple(models)

    def controls(self) -> dict[str, str]:
        """Mended model -> the model that it is to be held against."""
        models = self.with_controls()
        return {
            model.name: next(m.name for m in models if not m.mended and m.start == model.start)
            for model in models
            if model.mended
        }


def read_plan(path: str | Path) -> Plan:
    """The plan in a TOML file.

    Raises:
        PlanError: no such file, no TOML, an unknown key, a value of another type, a model that
            starts from one that does not come before it, two models of one name.
    """
    file = Path(path)
    if not file.is_file():
        raise PlanError(f"There is no plan at {file}. Give the path of a TOML file.")
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{file} should be TOML, but is not: {error}. Mend that line.") from error
    plan = replace(record(Plan, table, place=str(file)), folder=str(file.resolve().parent))
    _check_models(plan)
    _check_data(plan)
    _check_numbers(plan)
    return plan


def _check_models(plan: Plan) -> None:
    names: list[str] = []
    if not plan.models or plan.models[0].mended:
        raise PlanError(
            "The first of [[models]] is the baseline and must have no remedy. "
            'Begin with [[models]] name = "baseline".'
        )
    for model in plan.models:
        if model.name in names:
            raise PlanError(f"Two [[models]] are called `{model.name}`. Give each its own name.")
        if not model.name:
            raise PlanError('A model of [[models]] has an empty name. Write name = "...".')
        if model.start is not None and model.start not in names:
            raise PlanError(
                f"Model `{model.name}` starts from `{model.start}`, which does not come before "
                f"it. {choices(names, model.start)}"
            )
        names.append(model.name)
    if plan.audit.shown not in plan.audit.thresholds:
        raise PlanError(
            f"[audit] shown must be one of the thresholds {list(plan.audit.thresholds)}, got "
            f"{plan.audit.shown}. Add it to them."
        )


def _check_data(plan: Plan) -> None:
    if plan.data.kind != "synthetic" and plan.data.path is None:
        raise PlanError('[data] needs a `path`, or kind = "synthetic" for the embedded set.')
    if plan.data.kind == "table" and plan.data.split is None and plan.data.test_path is None:
        raise PlanError(
            "[data] needs `split` (the column that says which rows train and which test) or "
            '`test_path` (other files to test on). Add for example split = "split".'
        )


def _check_numbers(plan: Plan) -> None:
    """Refuses numbers that no training or audit could be done with, before any work."""
    settings = plan.classifier
    at_least_one = {
        "[classifier] dim": settings.dim,
        "[classifier] steps": settings.steps,
        "[classifier] batch_size": settings.batch_size,
        **{f"[classifier] hidden[{place}]": w for place, w in enumerate(settings.hidden, start=1)},
    }
    at_least_zero = {
        "seed": plan.seed,
        "[classifier] weight_offset": settings.weight_offset,
    }
    for model in plan.models:
        if model.pairing is not None:
            at_least_one[f"{model.name}: pairs_per_step"] = model.pairing.pairs_per_step
            at_least_zero[f"{model.name}: loss_weight"] = model.pairing.loss_weight
    for least, numbers in ((1, at_least_one), (0, at_least_zero)):
        for name, number in numbers.items():
            if not least <= number < math.inf:
                raise PlanError(f"{name} must be a number of at least {least}, got {number}.")
    if not 0 < settings.learning_rate < math.inf:
        raise PlanError(
            f"[classifier] learning_rate must be above 0, got {settings.learning_rate}."
        )
    if not all(0 <= threshold <= 1 for threshold in plan.audit.thresholds):
        raise PlanError(
            f"[audit] thresholds must be numbers in [0, 1], got {list(plan.audit.thresholds)}. "
            "Scores are probabilities."
        )
