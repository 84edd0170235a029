"""Rows to explore, made up: comments on up to three of many groups, judged by a few models."""

from __future__ import annotations

import numpy as np
import polars as pl
from comments import made_up

from counterpoise.data import Examples, read
from counterpoise.explorer.explorer import Explorer

FAMILIES = 5
"""Group columns that the slices are parted among."""

MOST_GROUPS = 3
"""Groups of one row; a tenth of the rows have none."""


def made_up_explorer(*, rows: int, models: int, slices: int, texts: bool = True) -> Explorer:
    """An explorer of overall and `slices` other slices, which overlap."""
    generator = np.random.default_rng(0)
    chosen = _chosen(rows, slices, generator)
    labels = generator.random(rows) < 0.2
    harder = (chosen == 0).any(axis=1) | (chosen == slices // 2).any(axis=1)
    logits = 1.6 * labels - 1.8 + generator.normal(size=rows)
    return Explorer(
        _examples(labels, chosen, slices, generator, texts=texts),
        {
            f"model {place}": _scores(logits + 0.8 / (1 + place) * harder, generator)
            for place in range(models)
        },
        thresholds=[0.3, 0.4, 0.5, 0.6, 0.7],
        facts={"title": "Made-up comments", "data": "synthetic"},
    )


def _chosen(rows: int, groups: int, generator: np.random.Generator) -> np.ndarray:
    """[rows, MOST_GROUPS], the groups of a row, frequent ones more often; `groups`: none."""
    common = 1 / np.arange(1, groups + 1)
    chosen = generator.choice(groups, (rows, MOST_GROUPS), p=common / common.sum())
    how_many = generator.choice(MOST_GROUPS + 1, rows, p=[0.1, 0.6, 0.2, 0.1])
    chosen[np.arange(MOST_GROUPS) >= how_many[:, None]] = groups
    return chosen


def _scores(logits: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    noisy = logits + 0.3 * generator.normal(size=len(logits))
    return (1 / (1 + np.exp(-noisy))).astype(np.float32)


def _examples(
    labels: np.ndarray,
    chosen: np.ndarray,
    groups: int,
    generator: np.random.Generator,
    *,
    texts: bool,
) -> Examples:
    families = {f"family {place}": np.arange(place, groups, FAMILIES) for place in range(FAMILIES)}
    columns = {name: _lists(chosen, members) for name, members in families.items()}
    if texts:
        columns["text"] = made_up(len(labels), generator, terms=("queen", "king"), share=0.3)
    frame = pl.DataFrame({"label": labels.astype(np.float64), **columns})
    return read(frame, label="label", groups=list(families), text="text" if texts else None)


def _lists(chosen: np.ndarray, members: np.ndarray) -> pl.Series:
    """[rows], List(Enum): those of `members` that a row is in."""
    rows, at = np.nonzero(np.isin(chosen, members))
    kinds = pl.Enum([f"group {member:02}" for member in members])
    codes = np.searchsorted(members, chosen[rows, at])
    found = pl.DataFrame({"row": rows, "name": kinds.categories.gather(codes).cast(kinds)})
    listed = found.unique(maintain_order=True).group_by("row", maintain_order=True).agg("name")
    every = pl.DataFrame({"row": np.arange(len(chosen))}).join(
        listed, on="row", how="left", maintain_order="left"
    )
    return every["name"].fill_null(pl.Series([[]], dtype=pl.List(kinds)))
