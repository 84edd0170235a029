"""Some pairs of every source, or all pairs of some sources, drawn at random.

A draw hangs on the seed, the source and the pair's place among those of its source, and on nothing
else: neither on the order of the examples nor on the rows that are in memory at once.
"""

from __future__ import annotations

from numbers import Integral

import polars as pl

from counterpoise.counterfactuals.draws import uniform_draws
from counterpoise.errors import PlanError


def drawn(frame: pl.DataFrame, *, each: int, seed: int) -> pl.DataFrame:
    """At most `each` valid pairs of every source, all sets equally likely, and those not valid."""
    _check(each=each)
    _check_seed(seed)
    nth = frame.select(pl.int_range(pl.len(), dtype=pl.UInt32).over("source")).to_series()
    draws = uniform_draws(frame["source"].to_numpy(), nth.to_numpy(), seed=seed)
    rank = pl.col("draw").rank("ordinal").over("source", "valid")
    kept = frame.with_columns(draw=pl.Series(draws)).filter(~pl.col("valid") | (rank <= each))
    return kept.drop("draw")


def drawn_sources(frame: pl.DataFrame, *, sources: int, seed: int) -> pl.DataFrame:
    """All pairs of so many of the sources."""
    _check(sources=sources)
    _check_seed(seed)
    known = frame["source"].unique().sort()
    draws = pl.Series(uniform_draws(known.to_numpy(), seed=seed))
    chosen = known.filter(draws.rank("ordinal") <= sources)
    return frame.filter(pl.col("source").is_in(chosen.implode()))


def _check(**numbers: int) -> None:
    for name, number in numbers.items():
        if not isinstance(number, Integral) or number < 1:
            kind = "" if isinstance(number, Integral) else "a whole number, "
            raise PlanError(
                f"`{name}` must be {kind}at least 1, got {number!r}. Leave the draw out for all."
            )


def _check_seed(seed: int) -> None:
    if not isinstance(seed, Integral):
        raise PlanError(
            f"`seed` must be a whole number in [0, 2^64), got {seed!r}. Any such integer will do."
        )
