"""Pairs by slice and source, ready to be summed for any model and any two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int

from counterpoise.audit_plan import AuditPlan
from counterpoise.data.examples import Examples
from counterpoise.metrics.flips import pair_quantities, quantity_count
from counterpoise.pair_audit.model_sums import CoupleSums, PairModelSums
from counterpoise.pair_audit.scoring import Sides
from counterpoise.pair_audit.slices import By, PairFamily, pair_families
from counterpoise.stats.family_pair_sums import FamilyCells, FamilyPairSums

Kept = Bool[np.ndarray, " pairs"]

BLOCK = 8192
"""Pairs whose quantities are taken at once."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairFold:
    """The pairs judged, by slice and source, ready to be summed for any model.

    Attributes:
        families: which pairs lie in which slices.
        sources: [pairs], never falling.
        weights: [pairs], of the sources; None means 1 each.
        alike: whether sources count alike, instead of pairs.
        limits: thresholds, rising.
        cells: of each family, over all pairs.
    """

    families: Sequence[PairFamily]
    sources: Int[np.ndarray, " pairs"]
    weights: Float[np.ndarray, " pairs"] | None
    alike: bool
    limits: Float[np.ndarray, " thresholds"]
    cells: Sequence[FamilyCells]

    @staticmethod
    def of(
        frame: pl.DataFrame,
        examples: Examples | None,
        plan: AuditPlan,
        *,
        by: Sequence[By] | None,
        alike: bool,
    ) -> PairFold:
        """Of valid pairs in the order of their sources."""
        families = pair_families(frame, examples, by=by, crossings=plan.crossings)
        sources = frame["source"].cast(pl.Int64).to_numpy()
        given = None if examples is None else examples.weights
        weights = None if given is None else given[sources]
        cells = _cells(families, sources, weights, alike=alike)
        return PairFold(
            families=families,
            sources=sources,
            weights=weights,
            alike=alike,
            limits=plan.limits,
            cells=cells,
        )

    def sums(self, sides: Sides, kept: Kept) -> FamilyPairSums:
        """The sums of one model over the pairs kept."""
        values = self._values(sides, kept)
        return FamilyPairSums.joined([cells.sums(values) for cells in self._among(kept)])

    def couple(self, sides: Sequence[Sides], models: Sequence[PairModelSums]) -> CoupleSums:
        """The sums of two models over the pairs that both gave scores to."""
        kept = sides[0].decided & sides[1].decided
        first, second = (
            model.sums if np.array_equal(kept, one.decided) else self.sums(one, kept)
            for one, model in zip(sides, models, strict=True)
        )
        values = [self._values(one, kept) for one in sides]
        products = [cells.products(values[0], values[1]) for cells in self._among(kept)]
        return CoupleSums(
            names=(models[0].name, models[1].name),
            first=first.slices,
            second=second.slices,
            both=np.concatenate(products),
        )

    def _values(self, sides: Sides, kept: Kept) -> Float[np.ndarray, "kept quantities"]:
        before, after = sides.before[kept], sides.after[kept]
        values = np.empty((len(before), quantity_count(len(self.limits))))
        for first in range(0, len(before), BLOCK):  # keeps what is made on the way small
            here = slice(first, first + BLOCK)
            values[here] = pair_quantities(before[here], after[here], self.limits)
        return values

    def _among(self, kept: Kept) -> Sequence[FamilyCells]:
        if kept.all():
            return self.cells
        families = [family.among(kept) for family in self.families]
        weights = None if self.weights is None else self.weights[kept]
        return _cells(families, self.sources[kept], weights, alike=self.alike)


def _cells(
    families: Sequence[PairFamily],
    sources: Int[np.ndarray, " pairs"],
    weights: Float[np.ndarray, " pairs"] | None,
    *,
    alike: bool,
) -> list[FamilyCells]:
    numbered = np.cumsum(np.diff(sources, prepend=sources[:1]) > 0)
    return [
        FamilyCells.of(
            family.pairs,
            family.inside,
            known=family.known,
            count=len(family.slices),
            sources=numbered,
            weights=weights,
            alike=alike,
        )
        for family in families
    ]
