"""Scores as Parquet files, without any text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data import Examples
from counterpoise.explorer.results import PURPOSES
from counterpoise.files import replacing


def save_scores(
    examples: Examples,
    scores: Mapping[str, np.ndarray | pl.Series],
    path: Path,
    *,
    prefix: str = "score_",
) -> None:
    """Writes id, label, weight, groups and a column `<prefix><model>` for every model.

    The file's metadata say which column is which.
    """
    kept = [examples.id, examples.label, examples.weight, *examples.groups]
    groups = [pl.col(name).cast(pl.List(pl.String)) for name in examples.groups]
    table = examples.frame.select(list(dict.fromkeys(n for n in kept if n is not None)))
    columns = [pl.Series(f"{prefix}{name}", values) for name, values in scores.items()]
    purposes = {"id": examples.id, "label": examples.label, "weight": examples.weight}
    _write(table.with_columns(*groups, *columns), path, metadata={PURPOSES: json.dumps(purposes)})


def save_pair_scores(
    pairs: Pairs,
    scores: Mapping[str, np.ndarray],
    pair_scores: Mapping[str, np.ndarray],
    path: Path,
) -> None:
    """Writes each pair's source and, for every model, the scores of its two sides."""
    columns: dict[str, np.ndarray] = {"source": pairs.sources}
    for name, values in scores.items():
        columns[f"score_{name}"] = values[pairs.sources]
        columns[f"counterfactual_score_{name}"] = pair_scores[name]
    _write(pl.DataFrame(columns), path)


def _write(table: pl.DataFrame, path: Path, *, metadata: dict[str, str] | None = None) -> None:
    with replacing(path) as part:
        table.write_parquet(part, metadata=metadata)
