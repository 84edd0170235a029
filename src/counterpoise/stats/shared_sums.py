"""Two ratios whose sums come from the same sources: how their errors go together."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from jaxtyping import Float

from counterpoise.stats.pair_sums import PairSums


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedSums:
    """Sums over the sources that two ratios sum n / sum d and sum m / sum e share.

    Attributes:
        both: sum over sources of n m, for every quantity.
        first_total: sum of n e.
        second_total: sum of d m.
        weight: sum of d e.
    """

    both: Float[np.ndarray, "slices quantities"]
    first_total: Float[np.ndarray, "slices quantities"]
    second_total: Float[np.ndarray, "slices quantities"]
    weight: Float[np.ndarray, " slices"]

    @staticmethod
    def empty(*, slices: int, quantities: int) -> SharedSums:
        """Sums over no sources: merging them changes nothing."""
        shape = (slices, quantities)
        return SharedSums(
            both=np.zeros(shape),
            first_total=np.zeros(shape),
            second_total=np.zeros(shape),
            weight=np.zeros(slices),
        )

    @staticmethod
    def of_pairs(
        both: Float[np.ndarray, "slices quantities"], *, first: PairSums, second: PairSums
    ) -> SharedSums:
        """Of two quantities of the same pairs, whose d and e are therefore one."""
        return SharedSums(
            both=both,
            first_total=first.cross,
            second_total=second.cross,
            weight=first.weight_sq,
        )

    @property
    def turned(self) -> SharedSums:
        """With the second ratio first."""
        return SharedSums(
            both=self.both,
            first_total=self.second_total,
            second_total=self.first_total,
            weight=self.weight,
        )

    def merge(self, other: SharedSums) -> SharedSums:
        """The sums over the sources of both; associative and commutative."""
        return SharedSums(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )

    def correlation(
        self, first: PairSums, second: PairSums
    ) -> Float[np.ndarray, "slices quantities"]:
        """Correlation of the two ratios r and s under resampling of sources, in [-1, 1].

        Covariance: sum (n - r d)(m - s e) / (sum d sum e). 0 where either does not vary, or is
        undefined.
        """
        r, s = np.nan_to_num(first.mean()), np.nan_to_num(second.mean())
        moved = self.both - s * self.first_total - r * self.second_total
        moved = moved + r * s * self.weight[:, None]
        mass = (first.weight * second.weight)[:, None]
        scale = np.sqrt(np.nan_to_num(first.variance() * second.variance())) * mass
        apart = scale > 1e-12 * np.maximum(mass, 1e-300)
        found = np.divide(moved, scale, out=np.zeros_like(moved), where=apart)
        return np.clip(found, -1, 1)
