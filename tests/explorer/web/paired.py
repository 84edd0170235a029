"""A made-up audit with counterfactual pairs: decisions of the first model hang on a term."""

from __future__ import annotations

import numpy as np
import polars as pl

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data import read
from counterpoise.explorer.explorer import Explorer

GENDERS = ["female", "male", "transgender"]
TERMS = ["woman", "man", "queen", "king"]


def paired(*, rows: int = 400, models: int = 2) -> Explorer:
    """Up to three models; each text has a counterfactual, those of `rare` are too few."""
    random = np.random.default_rng(5)
    gender = random.choice(3, rows, p=[0.5, 0.4, 0.1])
    other = (gender + 1) % 3
    label = random.random(rows) < 0.3
    noise = random.normal(0, 0.15, rows)
    names = ["base", "mended", "third"][:models]
    wrong = dict(zip(names, (0.3, 0.05, 0.15), strict=False))
    scores = {
        name: np.clip(0.3 + 0.4 * label + noise + push * (gender == 2), 0, 1)
        for name, push in wrong.items()
    }
    frame = pl.DataFrame(
        {
            "label": label.astype(float),
            "gender": pl.Series([[GENDERS[one]] for one in gender], dtype=pl.List(pl.String)),
            "text": [f"The {TERMS[row % 4]} of number {row}" for row in range(rows)],
        }
    )
    pairs = pl.DataFrame(
        {
            "source": np.arange(rows),
            "counterfactual": [f"The other of number {row}" for row in range(rows)],
            "term": [TERMS[row % 4] if row % 50 else "rare" for row in range(rows)],
            "from_group": [GENDERS[one] for one in gender],
            "to_group": [GENDERS[one] for one in other],
            "generator": ["by hand"] * rows,
        }
    )
    after = {
        name: np.clip(scores[name] + push * ((other == 2) * 1.0 - (gender == 2)), 0, 1)
        for name, push in wrong.items()
    }
    return Explorer(
        read(frame, label="label", groups=["gender"], text="text"),
        scores,
        pairs=Pairs(frame=pairs, examples=rows),
        counterfactual_scores=after,
        facts={"title": "Made-up pairs"},
    )
