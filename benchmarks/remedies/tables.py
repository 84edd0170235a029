"""The numbers of the page, as CSV files without any text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

TABLES = ("runs", "frontier", "intervals")
DIGITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What was measured.

    Attributes:
        runs: every remedy as chosen, every seed, both ways of deciding.
        frontier: every strength of the first seed.
        intervals: values of the first seed with intervals over test rows.
    """

    runs: pl.DataFrame
    frontier: pl.DataFrame
    intervals: pl.DataFrame

    @staticmethod
    def read(folder: Path) -> Tables:
        """What `save` wrote."""
        return Tables(**{name: pl.read_csv(folder / f"{name}.csv") for name in TABLES})

    def save(self, folder: Path) -> None:
        """Writes the tables; rows of other data that are there already stay."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            new: pl.DataFrame = getattr(self, name)
            rows = new.with_columns(pl.selectors.float().round(DIGITS))
            path = folder / f"{name}.csv"
            if path.exists():
                old = pl.read_csv(path)
                others = old.filter(~pl.col("data").is_in(new["data"].unique().implode()))
                rows = pl.concat([others, rows], how="diagonal_relaxed")
            rows.write_csv(path)
