"""Comments that benchmarks read: real ones where they are, and made-up ones."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import polars as pl

STOCK = """
    the of and to in that is was for it with as on be at by this had not are but from or have an
    they which one you were all there would their we who been has more if no out so said what up
    its about into than them can only other new some could time these two may then do first any now
    such like our over me even most made after also did many before must through years where much
    your way well down should because each just those people too little state good very make world
    still own see men work long get here between both life being under never day same another
"""
WORDS = STOCK.split()


def data_folder() -> Path:
    beside = Path(__file__).parents[2] / "shared" / "data"
    return Path(os.environ.get("COUNTERPOISE_DATA", beside))


def made_up(
    rows: int, generator: np.random.Generator, *, terms: tuple[str, ...], share: float
) -> pl.Series:
    """Comments of 250 bytes, of two halves each, of which `share` holds one of the terms.

    Half of the halves that hold one hold two; one term in twelve stands after an article.
    """
    words = [word for word in WORDS if word not in terms]
    common = 1 / np.arange(1, len(words) + 1)
    halves = [generator.choice(words, 45, p=common / common.sum()).tolist() for _ in range(4_000)]
    for half in halves[: round((1 - (1 - share) ** 0.5) * len(halves))]:
        for term in generator.choice(terms, int(generator.integers(1, 3))):
            article = "a " if generator.random() < 1 / 12 else ""
            half[int(generator.integers(0, 10))] = f"{article}{term}"
    stock = pl.Series("text", [" ".join(half)[:125].ljust(125, ".") for half in halves])
    first, second = generator.integers(0, len(stock), (2, rows))
    return stock.gather(first) + stock.gather(second)
