"""Intervals that a page by itself holds: at many thresholds, of rates in few and narrow columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from counterpoise.explorer.frames import Frame
from counterpoise.metrics.rates import RATES

HUNDREDTHS = tuple(place / 100 for place in range(1, 100))
"""Where intervals of rates are held, beside the thresholds of the report."""

TWENTIETHS = tuple(place / 20 for place in range(1, 20))
"""Where those of other metrics are, and those of rates of many slices."""

MOST_FINE, MOST_COARSE = 200, 1000
"""With more models times slices they are at twentieths, and at the report's thresholds alone."""

FORMED = ("value", "numerator", "denominator", "percent_of_overall", "change")
"""What the page forms of counts."""

ENDS = ("lower", "upper", "change_lower", "change_upper")
"""What it cannot, and shows in three digits or four."""

NAMES = frozenset(rate.name for rate in RATES)

Ask = Callable[[str, Mapping[str, Any]], bytes]
"""Method and its arguments -> the bytes of a frame, as `Explorer.handle` gives them."""


def interval_frames(ask: Ask, about: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Name -> frame of `intervals` for every metric.

    Args:
        ask: who answers.
        about: the value of `describe`, with the score bins of the counts that the page holds.
    """
    for place, metric in enumerate(about["metrics"]):
        formed = metric["name"] in NAMES and _on_edges(about)
        limits = sorted({*_grid(about, formed=formed), *about["thresholds"]})
        shown = limits if metric["at_threshold"] else limits[:1]
        answer = ask("intervals", {"metric": place, "thresholds": shown})
        yield f"intervals {place}", _narrow(answer) if formed else answer


def _grid(about: Mapping[str, Any], *, formed: bool) -> tuple[float, ...]:
    lines = len(about["models"]) * len(about["slices"])
    if formed and lines <= MOST_FINE:
        return HUNDREDTHS
    return TWENTIETHS if lines <= MOST_COARSE else ()


def _on_edges(about: Mapping[str, Any]) -> bool:
    """Whether all that is held lies where score bins meet: there the page can form rates."""
    edges = np.array([*HUNDREDTHS, *about["thresholds"]]) * about["bins"]
    return bool((np.abs(edges - edges.round()) < 1e-6).all())


def _narrow(answer: bytes) -> bytes:
    """The frame without what the page forms itself, the ends of intervals in single precision.

    `rows` is left out where it is the denominator, as it is without weights, and ends that are nan
    everywhere.
    """
    frame = Frame.from_bytes(answer)
    columns = {
        name: column.astype(np.float32) if name in ENDS else column
        for name, column in frame.columns.items()
        if isinstance(column, np.ndarray) and name not in FORMED
    }
    if np.array_equal(frame.columns["rows"], frame.columns["denominator"]):
        del columns["rows"]
    for name in ENDS:
        if np.isnan(columns[name]).all():
            del columns[name]
    return Frame(value=frame.value, columns=columns).to_bytes()
