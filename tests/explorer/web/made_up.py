"""A made-up audit: comments on groups, one of which the first model wrongs."""

from __future__ import annotations

import numpy as np
import polars as pl

from counterpoise.data import read
from counterpoise.explorer.explorer import Explorer

HOSTILE = [
    "<script>document.title='taken over'</script>",
    "<img src=x onerror=\"document.title='taken over'\">",
    "${document.title='taken over'} `${1}`",
    "right \u202eto left\u202c and \u2066isolated",
    "null \x00 and bell \x07 and zero\u200bwidth",
    "family 👩‍👩‍👧 flag 🏴\U000e0067\U000e0062\U000e007f",
    "=HYPERLINK(0)",
    "long " * 5000,
]
GENDERS = ["female", "male", "transgender"]
FAITHS = ["christian", "jewish", "muslim", "sikh"]


def by_words(texts: list[str]) -> np.ndarray:
    """A model that can be run: sure of texts that name the wronged group, and of short ones."""
    return np.array(
        [min(0.9, 0.2 + 0.5 * ("transgender" in text) + 2 / (10 + len(text))) for text in texts]
    )


def made_up(*, rows: int = 1500, hostile_name: str = "mended") -> Explorer:
    """Two models: the first calls comments on one group toxic too often, the second less so."""
    random = np.random.default_rng(3)
    gender = random.choice(3, rows, p=[0.5, 0.4, 0.1])
    faith = random.choice(5, rows, p=[0.5, 0.2, 0.15, 0.14, 0.01])
    label = random.random(rows) < 0.3
    noise = random.normal(0, 0.16, rows)
    wrong = 0.28 * (gender == 2) + 0.12 * (faith == 3)
    base = np.clip(0.28 + 0.4 * label + noise + wrong, 0, 1)
    mended = np.clip(0.28 + 0.4 * label + noise + 0.3 * wrong, 0, 1)
    texts = [f"Comment number {row} about {GENDERS[gender[row]]} people." for row in range(rows)]
    texts[: len(HOSTILE)] = HOSTILE
    frame = pl.DataFrame(
        {
            "label": label.astype(float),
            "gender": pl.Series([[GENDERS[one]] for one in gender], dtype=pl.List(pl.String)),
            "religion": pl.Series(
                [[] if one == 0 else [FAITHS[one - 1]] for one in faith], dtype=pl.List(pl.String)
            ),
            "text": texts,
        }
    )
    examples = read(frame, label="label", groups=["gender", "religion"], text="text")
    return Explorer(
        examples,
        {"base": base, hostile_name: mended.astype(np.float32)},
        models={"base": by_words},
        facts={"title": "Made-up comments", "data": "synthetic, made up for a test"},
    )
