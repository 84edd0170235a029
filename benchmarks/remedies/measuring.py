"""Every kept model measured: the tables of one task."""

from __future__ import annotations

import polars as pl

from benchmarks.remedies.kept import Kept
from benchmarks.remedies.measures import Judge, measured
from benchmarks.remedies.running import frontier_of_grids, seeds_done
from benchmarks.remedies.settings import BASELINE, CONTROL, Setting, chosen_settings, frontier
from benchmarks.remedies.tables import Tables
from benchmarks.remedies.tasks import Task


def measured_tables(task: Task, kept: Kept, *, seeds: int) -> Tables:
    """The tables of one task, from the scores that are kept; seeds that are not done are left out.

    Raises:
        SystemExit: no seed is trained to the end.
    """
    strengths, done = kept.strengths(), seeds_done(kept, seeds=seeds)
    if strengths is None or not done:
        raise SystemExit(f"No seed of {task.name} is trained to the end. Train first.")
    chosen = chosen_settings(strengths)
    every = [Setting(BASELINE), Setting(CONTROL), *frontier_of_grids()]
    every += [*frontier(strengths["upweighting"]), *chosen.values()]
    every = [one for one in dict.fromkeys(every) if kept.has(one.key, seed=done[0])]
    judge = Judge(task=task, kept=kept, seed=done[0])
    return Tables(
        runs=_named(measured(task, kept, seeds=done, settings=list(chosen.values())), chosen),
        frontier=measured(task, kept, seeds=done[:1], settings=every),
        intervals=pl.concat([judge.intervals(one, name) for name, one in chosen.items()]),
    )


def _named(rows: pl.DataFrame, chosen: dict[str, Setting]) -> pl.DataFrame:
    """A row for every remedy of the table, though two may be one setting."""
    keys = ["remedy", "strength", "scale", "times"]
    parts = [
        rows.filter(
            *(pl.col(key).eq_missing(pl.lit(getattr(setting, key))) for key in keys)
        ).with_columns(remedy=pl.lit(name))
        for name, setting in chosen.items()
    ]
    return pl.concat(parts)
