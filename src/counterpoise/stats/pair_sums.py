"""Mergeable sums over pairs, kept by source so that intervals know which pairs belong together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSums:
    """Sums over the sources of every slice; a source's own sum is n_q = sum of w q over its pairs.

    Attributes:
        pairs: number of pairs.
        sources: number of sources.
        weight: sum over sources of d = sum of the weights of its pairs.
        weight_sq: sum over sources of d^2.
        total: sum over sources of n_q, for every quantity q.
        total_sq: sum over sources of n_q^2.
        cross: sum over sources of n_q d.
    """

    pairs: Int[np.ndarray, " slices"]
    sources: Int[np.ndarray, " slices"]
    weight: Float[np.ndarray, " slices"]
    weight_sq: Float[np.ndarray, " slices"]
    total: Float[np.ndarray, "slices quantities"]
    total_sq: Float[np.ndarray, "slices quantities"]
    cross: Float[np.ndarray, "slices quantities"]

    @staticmethod
    def empty(*, slices: int, quantities: int) -> PairSums:
        """Sums over no pairs: merging them changes nothing."""
        return PairSums(
            pairs=np.zeros(slices, dtype=np.int64),
            sources=np.zeros(slices, dtype=np.int64),
            weight=np.zeros(slices),
            weight_sq=np.zeros(slices),
            total=np.zeros((slices, quantities)),
            total_sq=np.zeros((slices, quantities)),
            cross=np.zeros((slices, quantities)),
        )

    @staticmethod
    def of(
        *,
        quantities: Float[np.ndarray, "pairs quantities"],
        sources: Int[np.ndarray, " pairs"],
        atoms: Int[np.ndarray, " pairs"],
        inside: Bool[np.ndarray, "atoms slices"],
        weights: Float[np.ndarray, " pairs"] | None = None,
    ) -> PairSums:
        """The sums over one batch of pairs; all pairs of a source must be in one batch.

        Args:
            quantities: [pairs, quantities], what is to be averaged over pairs.
            sources: [pairs], index of the example that the pair was made from.
            atoms: [pairs], index of that example's atom.
            inside: [atoms, slices], whether the atom lies in the slice.
            weights: [pairs], >= 0; none means 1 each.
        """
        weight = np.ones(len(sources)) if weights is None else weights
        _, first, source_of = np.unique(sources, return_index=True, return_inverse=True)
        by_source = _sum_by(source_of, weight[:, None] * quantities, groups=len(first))
        mass = _sum_by(source_of, weight[:, None], groups=len(first))
        pairs = np.bincount(source_of, minlength=len(first))[:, None].astype(float)
        values = [by_source, by_source**2, by_source * mass, mass, mass**2, pairs, pairs > 0]
        by_atom = _sum_by(atoms[first], np.concatenate(values, axis=1), groups=len(inside))
        sums = inside.T.astype(np.float64) @ by_atom
        total, total_sq, cross, rest = np.split(sums, np.cumsum([quantities.shape[1]] * 3), axis=1)
        return PairSums(
            pairs=np.rint(rest[:, 2]).astype(np.int64),
            sources=np.rint(rest[:, 3]).astype(np.int64),
            weight=rest[:, 0],
            weight_sq=rest[:, 1],
            total=total,
            total_sq=total_sq,
            cross=cross,
        )

    def merge(self, other: PairSums) -> PairSums:
        """The sums over the sources of both; associative and commutative."""
        return PairSums(
            pairs=self.pairs + other.pairs,
            sources=self.sources + other.sources,
            weight=self.weight + other.weight,
            weight_sq=self.weight_sq + other.weight_sq,
            total=self.total + other.total,
            total_sq=self.total_sq + other.total_sq,
            cross=self.cross + other.cross,
        )

    def mean(self) -> Float[np.ndarray, "slices quantities"]:
        """Weighted mean of every quantity over pairs; nan where a slice has no pairs."""
        weight = np.broadcast_to(self.weight[:, None], self.total.shape)
        return np.divide(self.total, weight, out=np.full_like(self.total, np.nan), where=weight > 0)

    def variance(self) -> Float[np.ndarray, "slices quantities"]:
        """Variance of `mean` under resampling of sources.

        The linearised variance of the ratio r = sum n / sum d over independent sources,
        sum (n - r d)^2 / (sum d)^2. nan where a slice has no pairs.

        Source: Cochran, Sampling Techniques, 1977, section 6.
        """
        mean = self.mean()
        spread = self.total_sq - 2 * mean * self.cross + mean**2 * self.weight_sq[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.maximum(spread, 0) / self.weight[:, None] ** 2


def _sum_by(
    key: Int[np.ndarray, " rows"], values: Float[np.ndarray, "rows columns"], *, groups: int
) -> Float[np.ndarray, "groups columns"]:
    sums = [np.bincount(key, weights=column, minlength=groups) for column in values.T]
    return np.stack(sums, axis=1).astype(np.float64)  # bincount of nothing is int
