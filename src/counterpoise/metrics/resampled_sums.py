"""Sums over overlapping regions, and what they might have been, had other rows been drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.metrics.rates import Cell, Rate
from counterpoise.stats.counts import Counts
from counterpoise.stats.joint_normals import set_sums
from counterpoise.stats.redraws import DRAWS, redraws

Places = Int[np.ndarray, " regions"]
Drawn = Float[np.ndarray, "regions draws"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResampledSums:
    """Sums over regions: as observed, and as they might have been had other rows been drawn.

    Attributes:
        counts: as observed; the first axis is the regions.
        up_to: weight at or below each edge, then below none (all), in every redrawing.
    """

    counts: Counts
    up_to: Float[np.ndarray, "regions 2 bins draws"]

    @staticmethod
    def of(
        atoms: Counts,
        inside: Bool[np.ndarray, "atoms regions"],
        *,
        generator: np.random.Generator,
        draws: int = DRAWS,
    ) -> ResampledSums:
        """The regions' sums, redrawn together.

        Args:
            atoms: sums by atom, label and bin, with the thresholds as edges.
            inside: whether the atom lies in the region. Regions are the slices, overall first,
                then what they are held against: the rows annotated for a column, or those that
                a slice shares with a reference slice.
            generator: source of randomness.
            draws: number of redrawings.
        """
        drawn = redraws(atoms, inside, generator=generator, draws=draws).transpose(1, 2, 3, 0)
        np.cumsum(drawn, axis=2, out=drawn)
        return ResampledSums(counts=_regions(atoms, inside), up_to=drawn)

    def hits_and_rows(self, rate: Rate, regions: Places, *, edge: int) -> tuple[Drawn, Drawn]:
        """Weights of the rate's numerator and denominator in every redrawing."""

        def total(names: tuple[Cell, ...]) -> Drawn:
            return np.sum([self._cell(name, regions, edge=edge) for name in names], axis=0)

        return total(rate.numerator), total(rate.denominator)

    def _cell(self, name: Cell, regions: Places, *, edge: int) -> Drawn:
        label = int(name in ("tp", "fn"))
        spared = self.up_to[regions, label, edge]
        return spared if name in ("tn", "fn") else self.up_to[regions, label, -1] - spared


def _regions(atoms: Counts, inside: Bool[np.ndarray, "atoms regions"]) -> Counts:
    holds = np.ascontiguousarray(inside.T)

    def summed(values: np.ndarray) -> np.ndarray:
        _, labels, bins = values.shape
        return set_sums(holds, values.reshape(-1, labels * bins)).reshape(-1, labels, bins)

    return Counts(
        edges=atoms.edges,
        rows=np.rint(summed(atoms.rows)).astype(np.int64),
        weight=summed(atoms.weight),
        weight_sq=summed(atoms.weight_sq),
    )
