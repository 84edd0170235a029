"""What sums over overlapping regions might have been, had other rows been drawn.

The Poisson bootstrap takes every row Poisson(1) times, so that a cell of n rows has Poisson(n) of
them, rates have the distribution that redrawing N of N rows gives, and cells need not know of each
other. Only atoms, which share no row, are redrawn; a region is a sum of atoms, so that overlapping
regions keep their correlation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from counterpoise.stats.counts import Counts
from counterpoise.stats.intervals import effective_size
from counterpoise.stats.joint_normals import joint_normals, set_sums, sparse_set_sums
from counterpoise.stats.merged_atoms import merged_atoms

DRAWS = 2000
"""Redrawings of all rows."""

FEW = 25.0
"""Effective rows of a region's cell below which its atoms are drawn from the Poisson."""

BLOCK = 32
"""Atoms that are drawn at once: few enough to stay in the processor's cache."""

CERTAIN = 1 - 1e-7
"""Probability up to which the Poisson's values are told apart."""


def redraws(
    cells: Counts,
    inside: Bool[np.ndarray, "atoms regions"],
    *,
    generator: np.random.Generator,
    draws: int = DRAWS,
) -> Float[np.ndarray, "draws regions 2 bins"]:
    """The weight of every region, label and bin in each redrawing of all rows.

    A region's cell of `FEW` effective rows and more is normal, jointly with those of the other
    regions: its mean is the sum of weights, its covariance with another's the sum of squared
    weights of the rows that lie in both. The atoms of a smaller cell are drawn from the Poisson,
    for every region that they lie in. With weights, an atom's cell has the weight
    (sum w^2 / sum w) Poisson(m), m = (sum w)^2 / sum w^2 being its effective rows, which is right
    in mean and variance.

    Args:
        cells: sums by atom, label and bin; atoms are its first axis.
        inside: whether the atom lies in the region.
        generator: source of randomness.
        draws: number of redrawings.

    Returns:
        Weights, >= 0; the same however the atoms are ordered, up to rounding of their sums. In
        memory the draws of a cell lie side by side.

    Source: Chamandy, Muralidharan, Najmi & Naidu, Estimating Uncertainty for Massive Data Streams,
    Google, 2012 (the Poisson bootstrap).
    """
    atoms = _Atoms.of(cells, inside)
    sparse = atoms.sparse()
    drawn = np.empty((sparse.shape[1], inside.shape[1], draws))
    for cell, rare in enumerate(sparse.T):
        drawn[cell] = atoms.normal_sums(cell, ~rare, generator=generator, draws=draws)
        for regions, sums in atoms.poisson_sums(cell, rare, generator=generator, draws=draws):
            drawn[cell, regions] += sums
    np.maximum(drawn, 0, out=drawn)
    return drawn.reshape(*cells.weight.shape[1:], inside.shape[1], draws).transpose(3, 2, 0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Atoms:
    """The atoms that the regions tell apart, in the order of the regions that they lie in."""

    holds: Bool[np.ndarray, "regions atoms"]
    weight: Float[np.ndarray, "atoms cells"]
    weight_sq: Float[np.ndarray, "atoms cells"]

    @staticmethod
    def of(cells: Counts, inside: Bool[np.ndarray, "atoms regions"]) -> _Atoms:
        """Atoms of the same regions are merged."""
        merged, distinct = merged_atoms(cells, inside)
        shape = (len(distinct), 2 * (len(cells.edges) + 1))
        return _Atoms(
            holds=np.ascontiguousarray(distinct.T),
            weight=merged.weight.reshape(shape),
            weight_sq=merged.weight_sq.reshape(shape),
        )

    def sparse(self) -> Bool[np.ndarray, "atoms cells"]:
        """Whether an atom's cell has rows and is part of a region's cell that has few."""
        weight, weight_sq = set_sums(self.holds, self.weight), set_sums(self.holds, self.weight_sq)
        few = effective_size(weight, weight_sq) < FEW
        part = np.stack([self.holds[regions].any(axis=0) for regions in few.T], axis=1)
        return (self.weight_sq > 0) & part

    def normal_sums(
        self,
        cell: int,
        used: Bool[np.ndarray, " atoms"],
        *,
        generator: np.random.Generator,
        draws: int,
    ) -> Float[np.ndarray, "regions draws"]:
        """Sums over the used atoms of one cell, drawn together."""
        mean, variance = (
            np.where(used, values[:, cell], 0) for values in (self.weight, self.weight_sq)
        )
        drawn = joint_normals(self.holds, variance, generator=generator, draws=draws)
        drawn += set_sums(self.holds, mean[:, None])
        return drawn

    def poisson_sums(
        self,
        cell: int,
        used: Bool[np.ndarray, " atoms"],
        *,
        generator: np.random.Generator,
        draws: int,
    ) -> Iterator[tuple[Int[np.ndarray, " some"], Float[np.ndarray, "some draws"]]]:
        """Sums over a block of the used atoms of one cell, and the regions that hold any of them.

        A block's atoms are of like size, so that drawing them takes equally many steps.
        """
        rows = effective_size(self.weight[:, cell], self.weight_sq[:, cell])
        atoms = np.flatnonzero(used)
        atoms = atoms[np.argsort(rows[atoms], kind="stable")]
        for first in range(0, len(atoms), BLOCK):
            block = atoms[first : first + BLOCK]
            holds = self.holds[:, block]
            regions = np.flatnonzero(holds.any(axis=1))
            scale = self.weight_sq[block, cell] / self.weight[block, cell]
            drawn = _poisson(rows[block], generator=generator, draws=draws) * scale[:, None]
            yield regions, sparse_set_sums(holds[regions], drawn)


def _poisson(
    means: Float[np.ndarray, " atoms"], *, generator: np.random.Generator, draws: int
) -> Float[np.ndarray, "atoms draws"]:
    """X = number of k with P(X <= k) <= u, for u uniform in [0, 1)."""
    from scipy.special import pdtr

    chance = generator.random((len(means), draws), dtype=np.float32)
    found = np.zeros(chance.shape, dtype=np.uint8)
    for count in range(np.iinfo(np.uint8).max):
        up_to = pdtr(count, means)
        found += chance >= up_to.astype(np.float32)[:, None]
        if up_to.min() > CERTAIN:
            break
    return found.astype(np.float64)
