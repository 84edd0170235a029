"""An audit as a fold: every batch of rows becomes sums, sums merge, the last ones are a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from counterpoise.audit_plan import AuditPlan
from counterpoise.audit_sums import AuditSums
from counterpoise.audited_model import CALIBRATION_BINS, GRID, RANKING_EDGES, AuditedModel
from counterpoise.data.columns import Columns
from counterpoise.data.examples import Examples, Origin
from counterpoise.data.groups import group_name
from counterpoise.data.read import batch_of, check_positive_at
from counterpoise.data.scanning import Batch
from counterpoise.data.sources import Table
from counterpoise.errors import DataError, PlanError, choices
from counterpoise.metrics.binned import binned_areas, binned_bias_aucs
from counterpoise.metrics.flips import quantity_count
from counterpoise.model_sums import ModelSums
from counterpoise.patterns import Patterns
from counterpoise.report import Report
from counterpoise.row_sums import RowSums
from counterpoise.scoring import ModelScores, Scored
from counterpoise.slices import SliceSets, membership, not_annotated
from counterpoise.stats.calibration_sums import CalibrationSums
from counterpoise.stats.counts import Counts
from counterpoise.stats.pair_sums import PairSums


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What is summed of every batch of rows, and how sums become a report.

    Attributes:
        columns: which column serves which purpose.
        scores: model -> the column of its scores.
        plan: what is asked of the audit, of the same models.
        counterfactual_scores: model -> the column of its scores of each row's counterfactual text;
            null where the row has none. Empty without pairs.
        positive_at: the least label that counts as positive, in (0, 1].
    """

    columns: Columns
    scores: Mapping[str, str]
    plan: AuditPlan
    counterfactual_scores: Mapping[str, str] = field(default_factory=dict)
    positive_at: float = 0.5

    def __post_init__(self) -> None:
        check_positive_at(self.positive_at)
        for name in self.counterfactual_scores:
            if name not in self.scores:
                raise PlanError(
                    f"`counterfactual_scores` must name models, got `{name}`. "
                    f"{choices(self.scores, name)}"
                )
        for model, score in self.scores.items():
            if not isinstance(score, str):
                raise PlanError(
                    f"The scores of `{model}` must be the name of a column where rows are read in "
                    f"batches, got {type(score).__name__}. Score the rows first, or read them "
                    "into memory with read(...)."
                )

    @property
    def names(self) -> list[str]:
        """Every column that is read of the source, once."""
        scores = [*self.scores.values(), *self.counterfactual_scores.values()]
        return list(dict.fromkeys([*self.columns.sources, *scores]))

    def empty(self) -> AuditSums:
        """The sums of no rows: merging them changes nothing."""
        patterns = Patterns.empty([group_name(spec) for spec in self.columns.groups])
        sets = SliceSets.of(patterns, self.plan.crossings)
        return AuditSums(
            patterns=patterns,
            crossings=self.plan.crossings,
            models={name: self._no_rows(sets, name) for name in self.scores},
            not_annotated=dict.fromkeys(patterns.columns, 0),
            left_out={},
        )

    def of(self, rows: Batch) -> AuditSums:
        """The sums of one batch of rows, which has the columns `names`.

        Raises:
            DataError: a column that does not exist, a value that cannot be what it is said to be.
        """
        origin = Origin(names=(rows.source,), starts=(-rows.first,))
        table = Table(frame=rows.frame, origin=origin, guessed=rows.guessed)
        table.require(self.names)
        if not rows.frame.height:
            return self.empty()
        batch = batch_of(table, columns=self.columns, positive_at=self.positive_at)
        if not len(batch):
            return replace(self.empty(), left_out=batch.left_out)
        slices = membership(batch, crossings=self.plan.crossings)
        sources = np.arange(len(batch))
        models = {}
        for name in self.scores:
            model = AuditedModel.of(self._scored(name, batch), batch, slices)
            models[name] = model.sums(
                self.plan.limits,
                include=self.plan.include,
                sources=sources if name in self.counterfactual_scores else None,
                binned=True,
            )
        return AuditSums(
            patterns=slices.patterns,
            crossings=self.plan.crossings,
            models=models,
            not_annotated=not_annotated(batch),
            left_out=batch.left_out,
        )

    def report(self, sums: AuditSums, *, facts: Mapping[str, str] | None = None) -> Report:
        """What follows from the sums over all rows.

        Raises:
            DataError: there are no rows at all.
        """
        if not len(sums.patterns.held):
            counted = ", ".join(f"{why}: {rows}" for why, rows in sums.left_out.items())
            raise DataError(
                f"Expected rows to audit, but there are none{counted and f' ({counted})'}. "
                "Look at the files and at the columns that were named."
            )
        sets = sums.sets
        return Report(
            patterns=sums.patterns,
            crossings=sums.crossings,
            sets=sets,
            not_annotated=sums.not_annotated,
            thresholds=self.plan.thresholds,
            models=tuple(self._model(name, sums.models[name], sets) for name in self.scores),
            baseline=self.plan.baseline,
            left_out=dict(sorted(sums.left_out.items())),
            facts=facts or {},
        )

    def _model(self, name: str, sums: RowSums, sets: SliceSets) -> ModelSums:
        assert sums.ranking is not None
        areas = binned_areas(sums.ranking)
        if "pr_auc" not in self.plan.include:
            del areas["pr_auc"]
        if sums.backgrounds is not None:
            areas |= binned_bias_aucs(sums.ranking, sums.backgrounds, sets.family_of)
        return ModelSums.of(
            name,
            sums,
            exact={metric: found.estimates for metric, found in areas.items()},
            error_bounds={metric: found.error for metric, found in areas.items()},
            control=self.plan.controls.get(name),
        )

    def _scored(self, name: str, batch: Examples) -> ModelScores:
        def scored(column: str) -> Scored:
            values = batch.column(column)
            return Scored.of(values, name=column, rows=len(batch), place=batch.place)

        after = self.counterfactual_scores.get(name)
        return ModelScores(
            name=name,
            examples=scored(self.scores[name]),
            counterfactuals=None if after is None else scored(after),
        )

    def _no_rows(self, sets: SliceSets, name: str) -> RowSums:
        include, limits, slices = self.plan.include, self.plan.limits, len(sets.slices)
        grid = np.unique(np.concatenate([GRID, limits]))
        quantities = quantity_count(len(limits))
        paired = name in self.counterfactual_scores
        return RowSums(
            counts=Counts.empty(slices=slices, edges=grid),
            atoms=Counts.empty(slices=0, edges=limits),
            undecided=Counts.empty(slices=slices, edges=limits),
            calibration=CalibrationSums.empty(slices=slices, bins=CALIBRATION_BINS)
            if "calibration" in include
            else None,
            ranking=Counts.empty(slices=slices, edges=RANKING_EDGES),
            backgrounds=Counts.empty(slices=len(sets.families), edges=RANKING_EDGES)
            if "bias_auc" in include
            else None,
            pairs=PairSums.empty(slices=slices, quantities=quantities) if paired else None,
        )
