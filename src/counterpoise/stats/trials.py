"""The rows that a rate is a share of, as sums: what two slices are compared by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from counterpoise.stats.intervals import Array, effective_size, ratio

Whole = Int[np.ndarray, "..."]

ROUNDING = 1e-12
"""What is left of a weight by subtraction, as a share of it, is rounding when below this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """Sums over the rows of a rate's denominator, of arrays of one shape.

    Attributes:
        rows: number of rows.
        weight: sum of their weights.
        weight_sq: sum of their squared weights.
        hits: sum of the weights of those that the numerator counts.
    """

    rows: Whole
    weight: Array
    weight_sq: Array
    hits: Array

    @property
    def rate(self) -> Array:
        """hits / weight; nan where there is no weight."""
        return np.clip(ratio(self.hits, self.weight), 0, 1)

    @property
    def size(self) -> Array:
        """Kish's effective size: `rows` without weights, 0 where there is no weight."""
        return np.minimum(effective_size(self.weight, self.weight_sq), self.rows)

    def minus(self, part: Trials) -> Trials:
        """The rows that are not in `part`, all of which must be among these."""
        rows = self.rows - part.rows
        weight = self.weight - part.weight
        some = (rows > 0) & (weight > ROUNDING * self.weight)
        kept = np.where(some, weight, 0.0)
        return Trials(
            rows=rows,
            weight=kept,
            weight_sq=np.where(some, np.maximum(self.weight_sq - part.weight_sq, 0), 0.0),
            hits=np.where(some, np.clip(self.hits - part.hits, 0, kept), 0.0),
        )

    def slice_at(self, place: int) -> Trials:
        """Those of one slice, kept as an axis of length 1 so that they compare with every slice."""
        return Trials(
            rows=self.rows[place : place + 1],
            weight=self.weight[place : place + 1],
            weight_sq=self.weight_sq[place : place + 1],
            hits=self.hits[place : place + 1],
        )
