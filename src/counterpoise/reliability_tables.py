"""Reliability curves of every model as one tidy table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from counterpoise.errors import PlanError
from counterpoise.metrics.calibration import reliability
from counterpoise.model_sums import ModelSums
from counterpoise.slices import Slice


def reliability_table(
    models: Sequence[ModelSums], *, slices: Sequence[Slice], bins: int
) -> pl.DataFrame:
    """Observed rate against mean score by score bin; see `Report.calibration`.

    Raises:
        PlanError: a model without sums for calibration.
    """
    frames = []
    edges = np.arange(bins + 1) / bins
    for model in models:
        if model.calibration is None:
            raise PlanError(
                f"The audit of `{model.name}` kept no sums for calibration. "
                "Audit again with include=['calibration']."
            )
        found = reliability(model.calibration.coarser(bins=bins))
        observed = found.observed
        columns = {
            "lower_edge": np.tile(edges[:-1], (len(slices), 1)),
            "upper_edge": np.tile(edges[1:], (len(slices), 1)),
            "mean_score": found.mean_score,
            "observed": observed.value,
            **{
                name: getattr(observed, name)
                for name in ("lower", "upper", "numerator", "denominator", "rows")
            },
        }
        frames.append(
            pl.DataFrame(
                {
                    "model": [model.name] * len(slices) * bins,
                    "slice": [piece.name for piece in slices for _ in range(bins)],
                    "bin": np.tile(np.arange(1, bins + 1), len(slices)),
                    **{name: np.ravel(values) for name, values in columns.items()},
                }
            )
        )
    return pl.concat(frames)
