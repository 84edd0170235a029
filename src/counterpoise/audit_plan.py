"""What an audit is asked for, checked once: thresholds, crossings, metrics, baseline."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from counterpoise.errors import PlanError, choices
from counterpoise.slices import crossed_columns

Included = Literal["bias_auc", "pr_auc", "calibration"]
"""Metrics that an audit takes only when told to, because they take longer."""

THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where decisions are judged unless told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPlan:
    """What is asked of an audit, whatever its rows.

    Attributes:
        models: their names, in order.
        thresholds: rising, in [0, 1].
        crossings: group columns whose values are crossed.
        include: metrics that take longer.
        baseline: the model that changes are counted from.
        controls: model -> the model trained as long without its remedy.
    """

    models: tuple[str, ...]
    thresholds: tuple[float, ...]
    crossings: tuple[tuple[str, ...], ...]
    include: tuple[Included, ...]
    baseline: str
    controls: Mapping[str, str]

    @staticmethod
    def of(
        models: Collection[str],
        *,
        thresholds: Sequence[float] = THRESHOLDS,
        crossings: Sequence[Sequence[str]] = (),
        include: Sequence[Included] = (),
        baseline: str | None = None,
        controls: Mapping[str, str] | None = None,
    ) -> AuditPlan:
        """The plan, checked.

        Raises:
            PlanError: no model, a threshold outside [0, 1], a metric that cannot be included, a
                baseline or control that is no model, a crossing of fewer than two columns.
        """
        for name in include:
            if name not in get_args(Included):
                raise PlanError(
                    f"`include` cannot hold {name!r}. {choices(get_args(Included), name)}"
                )
        return AuditPlan(
            models=tuple(models),
            thresholds=_thresholds(thresholds),
            crossings=tuple(crossed_columns(some) for some in crossings),
            include=tuple(include),
            baseline=_baseline(models, baseline, controls or {}),
            controls=dict(controls or {}),
        )

    @property
    def limits(self) -> np.ndarray:
        """[thresholds], rising."""
        return np.array(self.thresholds)


def _thresholds(thresholds: Sequence[float]) -> tuple[float, ...]:
    limits = np.unique(np.asarray(thresholds, dtype=np.float64))
    if not len(limits) or not ((limits >= 0) & (limits <= 1)).all():
        raise PlanError(
            f"`thresholds` must be one or more numbers in [0, 1], got {list(thresholds)}. "
            "Scores are probabilities; give for example thresholds=[0.3, 0.5, 0.7]."
        )
    return tuple(limits.tolist())


def _baseline(models: Collection[str], name: str | None, controls: Mapping[str, str]) -> str:
    if not models:
        raise PlanError(
            "`scores` must name at least one model, got none. "
            "Give for example scores={'baseline': 'score_column'}."
        )
    if name is not None and name not in models:
        raise PlanError(f"`baseline` must be one of the models. {choices(models, name)}")
    for model, control in controls.items():
        for named in (model, control):
            if named not in models:
                raise PlanError(
                    f"`controls` must name models, got `{named}`. {choices(models, named)}"
                )
    return next(iter(models)) if name is None else name
