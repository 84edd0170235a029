"""The rows as columns of numbers: labels, weights, scores, slices and features."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from jaxtyping import Float

from counterpoise.errors import PlanError, choices
from counterpoise.explorer.contents import Contents
from counterpoise.scoring import Scored


def score_column(scored: Scored) -> np.ndarray:
    """[rows], float32 or float64 as the model gave them; nan where it gave no decision."""
    if scored.decided.all():
        return scored.values
    return np.where(scored.decided, scored.values, scored.values.dtype.type(np.nan))


def number_columns(contents: Contents) -> Iterator[tuple[str, np.ndarray]]:
    """Every column of numbers by its name."""
    yield "label", contents.examples.positives.astype(np.uint8)
    if contents.examples.weights is not None:
        yield "weight", contents.examples.weights.astype(np.float32)
    for place, model in enumerate(contents.models):
        yield f"score{place}", score_column(model.examples)
    for place, feature in enumerate(contents.features):
        yield f"feature{place}", feature.values


def number_column(name: str, contents: Contents) -> Float[np.ndarray, " rows"]:
    """[rows], float64: the column called `name`, as `number_columns` has it.

    Raises:
        PlanError: there is none.
    """
    columns = dict(number_columns(contents))
    if name not in columns:
        raise PlanError(f"There is no column of numbers `{name}`. {choices(columns, name)}")
    return columns[name].astype(np.float64)
