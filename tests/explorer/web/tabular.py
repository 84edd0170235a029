"""A made-up audit of a tabular model."""

from __future__ import annotations

import numpy as np
import polars as pl

from counterpoise.data import read
from counterpoise.explorer.explorer import Explorer


def by_income(frame: pl.DataFrame) -> np.ndarray:
    """A model that can be run: sure of high incomes, the more so in one trade."""
    income = frame["income"].cast(pl.Float64).to_numpy()
    return np.clip(income / 100 + 0.1 * (frame["trade"] == "mason").to_numpy(), 0, 1)


def tabular(*, rows: int = 60) -> Explorer:
    random = np.random.default_rng(2)
    frame = pl.DataFrame(
        {
            "label": (random.random(rows) < 0.4).astype(float),
            "income": random.integers(1, 99, rows).astype(float),
            "trade": [["baker", "mason"][row % 2] for row in range(rows)],
            "sex": [["f", "m"][row % 3 == 0] for row in range(rows)],
        }
    )
    examples = read(frame, label="label", groups=["sex"], features=["income", "trade"])
    return Explorer(examples, {"base": by_income})
