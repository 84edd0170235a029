"""What tests share: examples made of plain columns, and the real data where it is present."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from counterpoise.data import Examples, read

MakeExamples = Callable[..., Examples]


@pytest.fixture
def make_examples() -> MakeExamples:
    """Examples from columns: labels, then groups as lists (None: not annotated)."""

    def make(
        labels: list[float] | np.ndarray,
        *,
        weights: list[float] | np.ndarray | None = None,
        texts: list[str] | None = None,
        **groups: list[list[str] | None],
    ) -> Examples:
        columns: dict[str, pl.Series] = {"label": pl.Series(labels, dtype=pl.Float64)}
        columns |= {k: pl.Series(v, dtype=pl.List(pl.String)) for k, v in groups.items()}
        if weights is not None:
            columns["weight"] = pl.Series(weights, dtype=pl.Float64)
        if texts is not None:
            columns["text"] = pl.Series(texts, dtype=pl.String)
        return read(
            pl.DataFrame(columns),
            label="label",
            groups=list(groups),
            weight=None if weights is None else "weight",
            text=None if texts is None else "text",
        )

    return make


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data; the test is skipped where there is none."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("COUNTERPOISE_DATA", beside))
    if not folder.is_dir():
        pytest.skip("the real data is not here: set COUNTERPOISE_DATA to its folder")
    return folder


@pytest.fixture
def oracles(shared_data: Path) -> Path:
    """The folder of reference inputs with the numbers that older tools gave for them."""
    folder = shared_data.parent / "oracles"
    if not folder.is_dir():
        pytest.skip("the reference results are not here: expected beside the real data")
    return folder
