"""Shares of simulated data sets beside their targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

SIZES = (20, 50, 200, 1000)
RATES = (0.01, 0.05, 0.3)

RATE_TARGET = (0.93, 1.0)
GAP_TARGET = (0.93, 0.97)
ERROR_TARGET = (0.0, 0.05)
ANY = (0.0, 1.0)
FROM_ROWS = 200
"""Rows from which targets of gaps and areas hold."""

WIDTH = 18

Range = tuple[float, float]


def table(title: str, columns: Iterable[str], rows: Iterable[tuple[str, list[str]]]) -> None:
    print(f"\n{title}")
    print(" " * 26 + "".join(f"{column:>{WIDTH}}" for column in columns))
    for name, cells in rows:
        print(f"  {name:24}" + "".join(f"{cell:>{WIDTH}}" for cell in cells), flush=True)


def share(hits: np.ndarray, target: Range = ANY, *, width: np.ndarray | None = None) -> str:
    """A share in per cent, marked where two standard errors do not reach the target.

    `!` is the harmful side, an interval that covers too rarely or a test that errs too often; `+`
    the wasteful one, an interval wider than need be.
    """
    found = float(np.mean(hits))
    slack = [2 * (end * (1 - end) / hits.size) ** 0.5 for end in target]
    below, above = found < target[0] - slack[0], found > target[1] + slack[1]
    mark = "+" if above and target[0] > 0 else "!" if below or above else ""
    shown = "" if width is None else f" w {np.nanmean(width):.3f}"
    return f"{100 * found:.1f}{mark}{shown}"


def grid() -> Iterator[tuple[str, int, float]]:
    """Name, rows and rate of every line."""
    for size in SIZES:
        for rate in RATES:
            yield f"n {size:5} p {rate}", size, rate


def within(size: int, target: Range) -> Range:
    """The target from `FROM_ROWS` rows on, none below."""
    return target if size >= FROM_ROWS else ANY
