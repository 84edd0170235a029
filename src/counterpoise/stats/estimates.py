"""A number for every slice, with the interval and the counts that it came with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """One metric of every slice, each [slices, thresholds]; one column where it has no threshold.

    Attributes:
        value: the metric; nan where its denominator is 0.
        lower: lower end of the 95 % interval; nan where undefined.
        upper: upper end.
        numerator: weighted sum above the line.
        denominator: weighted sum below the line.
        rows: rows (for counterfactual metrics: pairs) that the denominator counts.
    """

    value: Float[np.ndarray, "slices thresholds"]
    lower: Float[np.ndarray, "slices thresholds"]
    upper: Float[np.ndarray, "slices thresholds"]
    numerator: Float[np.ndarray, "slices thresholds"]
    denominator: Float[np.ndarray, "slices thresholds"]
    rows: Int[np.ndarray, "slices thresholds"]
