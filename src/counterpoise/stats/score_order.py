"""Rows in rising order of score: sorted once, then ranked under any labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

EXACT_IN_FLOAT32 = 1 << 24
"""Whole numbers up to this one are told apart by float32."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreOrder:
    """Rows in rising order of score; those of equal scores stand together, in any order.

    Attributes:
        ranks: [rows], rising: how many distinct scores lie below the row's. They stand for the
            scores wherever only the order matters.
        positives: [rows], whether the label is positive.
        atoms: [rows], index of each row's atom.
        weights: [rows], >= 0, or None for 1 each.
    """

    ranks: Float[np.ndarray, " rows"]
    positives: Bool[np.ndarray, " rows"]
    atoms: Int[np.ndarray, " rows"]
    weights: Float[np.ndarray, " rows"] | None

    @staticmethod
    def of(
        scores: Float[np.ndarray, " rows"],
        positives: Bool[np.ndarray, " rows"],
        *,
        atoms: Int[np.ndarray, " rows"],
        weights: Float[np.ndarray, " rows"] | None = None,
    ) -> ScoreOrder:
        """The rows sorted by score.

        Args:
            scores: [rows], no nan.
            positives: [rows], whether the label is positive.
            atoms: [rows], index of each row's atom.
            weights: [rows], >= 0; none means 1 each.
        """
        order = np.argsort(scores)
        rising = scores[order]
        steps = np.zeros(len(rising), dtype=np.int64)
        np.cumsum(rising[1:] != rising[:-1], out=steps[1:])
        exact = np.float32 if len(rising) <= EXACT_IN_FLOAT32 else np.float64
        return ScoreOrder(
            ranks=steps.astype(exact),
            positives=positives[order],
            atoms=atoms[order],
            weights=None if weights is None else weights[order],
        )

    def take(self, here: Bool[np.ndarray, " rows"]) -> ScoreOrder:
        """The rows that `here` marks, still in order."""
        return ScoreOrder(
            ranks=np.compress(here, self.ranks),
            positives=np.compress(here, self.positives),
            atoms=np.compress(here, self.atoms),
            weights=None if self.weights is None else np.compress(here, self.weights),
        )
