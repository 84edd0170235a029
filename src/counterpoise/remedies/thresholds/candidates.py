"""Every threshold of some rows that decides differently, and what each would do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

Array = Float[np.ndarray, " candidates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """All thresholds of some rows, rising; each array is [candidates].

    Attributes:
        thresholds: 0, or -inf where a score is 0 (everything is positive); then every score.
        true_positives: weight of positives above the threshold.
        false_positives: weight of negatives above it.
        positives: weight of all positives.
        negatives: weight of all negatives.
    """

    thresholds: Array
    true_positives: Array
    false_positives: Array
    positives: float
    negatives: float

    @staticmethod
    def of(
        scores: Float[np.ndarray, " rows"],
        positives: Bool[np.ndarray, " rows"],
        weights: Float[np.ndarray, " rows"],
    ) -> Candidates:
        """The candidates of some rows.

        Args:
            scores: [rows], probability in [0, 1].
            positives: [rows], whether the label is positive.
            weights: [rows], >= 0.
        """
        distinct, place = np.unique(scores, return_inverse=True)
        everything = -np.inf if len(distinct) and distinct[0] <= 0 else 0.0

        def above(mass: Float[np.ndarray, " rows"]) -> Array:
            by_score = np.bincount(place, weights=mass, minlength=len(distinct))
            # Summed from the top, so that nothing lies exactly above the last.
            return np.append(np.cumsum(by_score[::-1])[::-1], 0.0)

        plus, minus = above(weights * positives), above(weights * ~positives)
        return Candidates(
            thresholds=np.append(everything, distinct.astype(np.float64)),
            true_positives=plus,
            false_positives=minus,
            positives=float(plus[0]),
            negatives=float(minus[0]),
        )

    def cost(self, ratio: float) -> Array:
        """ratio * false positives + false negatives."""
        return ratio * self.false_positives + (self.positives - self.true_positives)

    def rate(self, name: str) -> Array:
        """A rate at every candidate, where the rows that it counts have weight."""
        total = self.positives + self.negatives
        if name == "true_positive_rate":
            return self.true_positives / self.positives
        if name == "false_positive_rate":
            return self.false_positives / self.negatives
        if name == "positive_rate":
            return (self.true_positives + self.false_positives) / total
        assert name == "accuracy", name
        return (self.true_positives + self.negatives - self.false_positives) / total

    def thinned(self, most: int) -> Candidates:
        """At most so many of them: the first, the last, and others evenly by their place."""
        if len(self.thresholds) <= most:
            return self
        kept = np.linspace(0, len(self.thresholds) - 1, most).round().astype(np.int64)
        return Candidates(
            thresholds=self.thresholds[kept],
            true_positives=self.true_positives[kept],
            false_positives=self.false_positives[kept],
            positives=self.positives,
            negatives=self.negatives,
        )
