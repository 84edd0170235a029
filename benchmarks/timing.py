"""Wall and CPU time of a call, and a plain table of such times."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """One line of a table.

    Attributes:
        name: what was done.
        items: how many rows, comments or examples it was done to.
        wall: seconds by the clock.
        cpu: seconds of all cores, threads included.
    """

    name: str
    items: int
    wall: float
    cpu: float


def timed(name: str, items: int, call: Callable[[], object], *, repeats: int) -> Timing:
    """The least wall and CPU time of `repeats` calls: what others run only adds to it."""
    walls, cpus = [], []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Timing(name=name, items=items, wall=min(walls), cpu=min(cpus))


def table(timings: list[Timing], *, unit: str) -> str:
    """The timings as text; `ratio` is CPU time an item against that of the first line."""
    width = max(len(timing.name) for timing in timings)
    per_second = f"{unit}/s"
    lines = [f"{'':{width}}  {unit:>10}  wall s   CPU s  {per_second:>14}  per CPU s   ratio"]
    first = timings[0].cpu / timings[0].items
    for one in timings:
        lines.append(
            f"{one.name:{width}}  {one.items:>10,}  {one.wall:6.2f}  {one.cpu:6.2f}  "
            f"{one.items / one.wall:>14,.0f}  {one.items / one.cpu:>9,.0f}  "
            f"{one.cpu / one.items / first:>6.1f}"
        )
    return "\n".join(lines)
