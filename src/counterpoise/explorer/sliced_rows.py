"""Rows with the scores of every model and the slices that they lie in, and their report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from jaxtyping import Bool, Int

from counterpoise.audit_plan import Included
from counterpoise.audited_model import AuditedModel
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples
from counterpoise.explorer.kept import Kept
from counterpoise.model_sums import ModelSums
from counterpoise.report import Report
from counterpoise.scoring import ModelScores, Scored
from counterpoise.slices import Membership, Slice
from counterpoise.stats.paired_counts import PairedCounts
from counterpoise.stats.placements import PairedAreas
from counterpoise.stats.slice_rows import row_counts
from counterpoise.summaries import compared

KEPT = 4
"""Results of each kind that are kept."""

Thresholds = tuple[float, ...]

Counted = tuple[np.ndarray, np.ndarray]
"""Of a model [slices, 2, 1 + bins], and [slices, 2] of rows without a decision."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SlicedRows:
    """Audited rows that can be audited again at any threshold.

    Attributes:
        examples: the rows.
        models: what every model says of them.
        pairs: the valid pairs made of them, if any.
        membership: the slices of the report, and which rows lie in them.
        report: the audit of these rows.
        include: the metrics that it was told to include.
        first: the first of its slices that is shown: 1 where overall is shown by others.
        joint: sums of two models' decisions that were asked for.
        areas: what was compared of two models' areas.
        counted: rows of every model by slice, label and score bin, and those without a decision.
    """

    examples: Examples
    models: tuple[ModelScores, ...]
    pairs: Pairs | None
    membership: Membership
    report: Report
    include: tuple[Included, ...] = ()
    first: int = 0
    joint: Kept[PairedCounts] = field(default_factory=lambda: Kept(most=KEPT), init=False)
    areas: Kept[PairedAreas] = field(default_factory=lambda: Kept(most=KEPT), init=False)
    counted: Kept[tuple[Counted, ...]] = field(default_factory=lambda: Kept(most=1), init=False)
    _reports: Kept[Report] = field(default_factory=lambda: Kept(most=KEPT), init=False)
    _tables: Kept[pl.DataFrame] = field(default_factory=lambda: Kept(most=KEPT), init=False)

    @property
    def slices(self) -> tuple[Slice, ...]:
        """Those that are shown."""
        return self.membership.slices[self.first :]

    @property
    def inside(self) -> Bool[np.ndarray, "atoms slices"]:
        """Whether the atom's rows lie in the slice, of those that are shown."""
        return self.membership.inside[:, self.first :]

    def rows_in(self, place: int) -> Bool[np.ndarray, " rows"]:
        """[rows], whether each lies in the slice at that place of those that are shown."""
        return np.ascontiguousarray(self.inside[:, place]).take(self.membership.atoms)

    @property
    def slice_rows(self) -> Int[np.ndarray, " slices"]:
        """The number of rows of every slice shown, those without a decision too."""
        return row_counts(self.membership.atoms, self.inside)

    def at(self, thresholds: Sequence[float]) -> Report:
        """The report that an audit at these thresholds gives; what has no threshold is kept."""
        limits = tuple(np.unique(np.asarray(thresholds, dtype=np.float64)).tolist())
        if limits == self.report.thresholds:
            return self.report
        if self.pairs is None and set(limits) <= self._edges:  # pairs were summed at its own alone
            return replace(self.report, thresholds=limits)
        return self._reports.of(limits, lambda: self._audited(limits))

    @property
    def _edges(self) -> set[float]:
        """Thresholds at which the report has every rate already."""
        return set.intersection(*(set(model.counts.edges.tolist()) for model in self.report.models))

    def table(self, thresholds: Sequence[float]) -> pl.DataFrame:
        """`compared(self.at(thresholds))`: every number beside overall and the baseline model."""
        report = self.at(thresholds)
        return self._tables.of(report.thresholds, lambda: compared(report))

    def _audited(self, limits: Thresholds) -> Report:
        models = tuple(
            self._summed(model, before, limits)
            for model, before in zip(self.models, self.report.models, strict=True)
        )
        return replace(self.report, thresholds=limits, models=models)

    def _summed(self, model: ModelScores, before: ModelSums, limits: Thresholds) -> ModelSums:
        """The sums of one model at other thresholds."""
        audited = AuditedModel.of(model, self.examples, self.membership)
        sources = None if self.pairs is None else self.pairs.sources
        sums = audited.sums(np.array(limits), sources=sources, binned=False)
        found = ModelSums.of(
            before.name,
            sums,
            exact=before.exact,
            operating_points=before.operating_points,
            control=before.control,
        )
        return replace(found, calibration=before.calibration)


def given_again(scored: Scored) -> pl.Series:
    """The scores as an audit takes them: null where there was no decision."""
    values = pl.Series(scored.values)
    if scored.decided.all():
        return values
    known = pl.lit(pl.Series(scored.decided))
    return pl.select(pl.when(known).then(pl.lit(values))).to_series()


def counterfactuals_again(models: Sequence[ModelScores]) -> dict[str, pl.Series]:
    """Model -> its scores of the counterfactuals of valid pairs, as an audit takes them."""
    return {
        model.name: given_again(model.counterfactuals)
        for model in models
        if model.counterfactuals is not None
    }
