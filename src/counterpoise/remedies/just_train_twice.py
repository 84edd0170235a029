"""Weights where no groups are known: the rows that a first model gets wrong count for more."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

from counterpoise.errors import PlanError
from counterpoise.remedies.reweighing import mean_one


def error_weights(
    scores: Float[np.ndarray, " rows"],
    positives: Bool[np.ndarray, " rows"],
    *,
    times: float,
    threshold: float = 0.5,
    base: Float[np.ndarray, " rows"] | None = None,
) -> Float[np.ndarray, " rows"]:
    """Weights for a second training: `times` as much where the first model erred (JTT).

    w(row) = base(row) (times if [score > threshold] is not the label, else 1), scaled to mean 1.

    The first model must be a weak one, trained for an epoch or so: one that fits its training rows
    has no errors left to learn from. How long it is trained and `times` decide the outcome; choose
    them by the worst group of validation rows whose groups *are* known.

    >>> error_weights(np.array([0.9, 0.9, 0.1]), np.array([True, False, False]), times=4)
    array([0.5, 2. , 0.5])

    Args:
        scores: [rows], the first model's, of the rows that both are trained on.
        positives: [rows], whether the label is positive.
        times: how much more an error counts, at least 1; the authors tried 4 to 100.
        threshold: decisions are score > threshold.
        base: [rows], weights before, >= 0; 1 each by default.

    Returns:
        [rows], mean 1.

    Raises:
        PlanError: `times` below 1 or without end.

    Source: Liu, Haghgoo, Chen, Raghunathan, Koh, Sagawa, Liang & Finn, ICML 2021.
    """
    if not 1 <= times < np.inf:
        raise PlanError(
            f"`times` must be a finite number >= 1, got {times}. "
            "Give how much more an error of the first model counts, such as 20."
        )
    wrong = (scores > threshold) != positives
    before = np.ones(len(scores)) if base is None else base
    return mean_one(before * np.where(wrong, times, 1.0))
