"""One model's scores beside labels, weights and slices: everything that is summed of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from counterpoise.audit_plan import Included
from counterpoise.data.examples import Examples
from counterpoise.metrics.bias_auc import average_equality_gaps, bias_aucs
from counterpoise.metrics.flips import pair_quantities
from counterpoise.metrics.operating_points import OperatingPoint, threshold_at
from counterpoise.metrics.precision_recall import pr_auc
from counterpoise.metrics.recalibration import recalibration
from counterpoise.model_sums import FoundThreshold
from counterpoise.row_sums import RowSums
from counterpoise.scoring import ModelScores
from counterpoise.slices import Membership
from counterpoise.stats.calibration_sums import CalibrationSums
from counterpoise.stats.counts import Counts
from counterpoise.stats.estimates import Estimates
from counterpoise.stats.pair_sums import PairSums
from counterpoise.stats.ranking import Ranked, roc_auc
from counterpoise.stats.score_order import ScoreOrder

GRID = np.arange(101) / 100
"""Score bins kept in every report beside the thresholds asked for."""

RANKING_EDGES = 1 / (1 + np.exp(-np.linspace(-14, 14, 2047)))
"""Fine score bins, of equal width in logits, that areas are taken from when sums are merged."""

CALIBRATION_BINS = 100
"""Score bins that calibration is kept in."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AuditedModel:
    """The rows for which a model gave a decision, and the scores that it gave.

    Attributes:
        model: all that the model said.
        examples: all rows.
        slices: of all rows.
        scores: [decided rows], probabilities.
        labels: [decided rows], in [0, 1].
        positives: [decided rows], whether the label is positive.
        atoms: [decided rows], index of each row's atom.
        weights: [decided rows], >= 0, or None for 1 each.
    """

    model: ModelScores
    examples: Examples
    slices: Membership
    scores: np.ndarray
    labels: np.ndarray
    positives: np.ndarray
    atoms: np.ndarray
    weights: np.ndarray | None

    @staticmethod
    def of(model: ModelScores, examples: Examples, slices: Membership) -> AuditedModel:
        """The rows of `examples` for which `model` gave a decision."""
        decided = model.examples.decided
        here = slice(None) if decided.all() else decided
        weights = examples.weights
        return AuditedModel(
            model=model,
            slices=slices,
            scores=model.examples.values[here],
            labels=examples.labels[here],
            positives=examples.positives[here],
            atoms=slices.atoms[here],
            weights=None if weights is None else weights[here],
            examples=examples,
        )

    def sums(
        self,
        limits: np.ndarray,
        *,
        found: Sequence[float] = (),
        include: Sequence[Included] = (),
        sources: np.ndarray | None = None,
        binned: bool,
    ) -> RowSums:
        """All that can be merged with the sums of other rows.

        Args:
            limits: thresholds, rising.
            found: more thresholds, those of operating points, at which pairs are not summed.
            include: metrics that take longer.
            sources: [pairs], the row that each counterfactual was made from; None without pairs.
            binned: whether to keep fine score bins, from which areas follow within a stated error;
                not needed where the scores themselves are ranked.
        """
        inside, annotated = self.slices.inside, self.slices.sets.annotated
        with_backgrounds = binned and "bias_auc" in include
        return RowSums(
            counts=self._counts(inside, np.unique([*GRID, *limits, *found])),
            atoms=self._by_atom(np.unique([*limits, *found])),
            undecided=self._undecided(limits),
            calibration=self._calibration() if "calibration" in include else None,
            ranking=self._counts(inside, RANKING_EDGES) if binned else None,
            backgrounds=self._counts(annotated, RANKING_EDGES) if with_backgrounds else None,
            pairs=None if sources is None else self._pair_sums(sources, limits),
        )

    def _counts(self, inside: np.ndarray, edges: np.ndarray) -> Counts:
        return Counts.of(
            scores=self.scores,
            positives=self.positives,
            atoms=self.atoms,
            inside=inside,
            edges=edges,
            weights=self.weights,
        )

    def _by_atom(self, limits: np.ndarray) -> Counts:
        return Counts.by_atom(
            scores=self.scores,
            positives=self.positives,
            atoms=self.atoms,
            count=len(self.slices.inside),
            edges=limits,
            weights=self.weights,
        )

    def _undecided(self, limits: np.ndarray) -> Counts:
        """Sums over the rows without a decision."""
        missing = ~self.model.examples.decided
        if not missing.any():
            return Counts.empty(slices=len(self.slices.slices), edges=limits)
        weights = self.examples.weights
        return Counts.of(
            scores=np.zeros(int(missing.sum())),
            positives=self.examples.positives[missing],
            atoms=self.slices.atoms[missing],
            inside=self.slices.inside,
            edges=limits,
            weights=None if weights is None else weights[missing],
        )

    def found(self, points: Sequence[OperatingPoint]) -> tuple[FoundThreshold, ...]:
        """The threshold of each operating point, over all rows with a decision."""
        rows = (self.scores, self.positives, self.weights)
        return tuple(
            FoundThreshold(point=point, threshold=threshold_at(point, *rows)) for point in points
        )

    def exact(self, include: Sequence[Included] = ()) -> dict[str, Estimates]:
        """The metrics that need the scores themselves, by name."""
        inside, annotated = self.slices.inside, self.slices.annotated
        rows = {"atoms": self.atoms, "weights": self.weights}
        exact = {"roc_auc": roc_auc(Ranked.of(self.scores, self.positives, **rows), inside)}
        if {"bias_auc", "pr_auc"} & set(include):
            order = ScoreOrder.of(self.scores, self.positives, **rows)
            if "bias_auc" in include:
                exact |= bias_aucs(order, inside, annotated)
                exact |= average_equality_gaps(order, inside, annotated)
            if "pr_auc" in include:
                exact["pr_auc"] = pr_auc(order, inside)
        if "calibration" in include:
            exact |= recalibration(self.scores, self.labels, inside=inside, **rows)
        return exact

    def _calibration(self) -> CalibrationSums:
        return CalibrationSums.of(
            scores=self.scores,
            labels=self.labels,
            atoms=self.atoms,
            inside=self.slices.inside,
            bins=CALIBRATION_BINS,
            weights=self.weights,
        )

    def _pair_sums(self, sources: np.ndarray, limits: np.ndarray) -> PairSums:
        """Sums over the pairs of which both sides have a decision."""
        before, after = self.model.examples, self.model.counterfactuals
        assert after is not None
        both = before.decided[sources] & after.decided
        rows = sources[both]
        weights = self.examples.weights
        return PairSums.of(
            quantities=pair_quantities(before.values[rows], after.values[both], limits),
            sources=rows,
            atoms=self.slices.atoms[rows],
            inside=self.slices.inside,
            weights=None if weights is None else weights[rows],
        )
