"""What a page's main thread did, by Chromium's own trace: script, layout and paint of frames."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

CATEGORIES = [
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "disabled-by-default-devtools.timeline.frame",
]
FRAME, TASK = "BeginMainThreadFrame", "RunTask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """How long the main thread worked.

    Attributes:
        wall: milliseconds by the clock.
        cpu: milliseconds of its own CPU time, which others on the machine do not lengthen.
    """

    wall: float
    cpu: float


@dataclass(kw_only=True)
class Traced:
    """The tasks of a stretch of time, known once it has ended.

    Attributes:
        tasks: [tasks, 2], milliseconds by the clock and of CPU time of each.
        frame: [tasks], whether a frame was drawn in it.
    """

    tasks: np.ndarray = field(default_factory=lambda: np.zeros((0, 2)))
    frame: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def frames(self) -> list[Busy]:
        """What each frame took: its own task and all since the frame before."""
        which = np.cumsum(self.frame) - self.frame
        sums = np.array([np.bincount(which, weights=column) for column in self.tasks.T])
        return [Busy(wall=wall, cpu=cpu) for wall, cpu in sums.T[: int(self.frame.sum())]]

    def whole(self) -> Busy:
        """What all tasks took."""
        return Busy(wall=float(self.tasks[:, 0].sum()), cpu=float(self.tasks[:, 1].sum()))


@contextmanager
def traced(page: Any) -> Iterator[Traced]:
    """Traces what the page does meanwhile."""
    found = Traced()
    browser = page.context.browser
    browser.start_tracing(page=page, categories=CATEGORIES)
    try:
        yield found
    finally:
        events = json.loads(browser.stop_tracing())["traceEvents"]
        _read(found, events)


def _read(found: Traced, events: Sequence[dict[str, Any]]) -> None:
    begun = [event for event in events if event["name"] == FRAME]
    threads = [_thread(event) for event in begun]
    if not threads:
        return
    page = max(set(threads), key=threads.count)
    frames = np.sort([event["ts"] for event in begun if _thread(event) == page])
    here = [event for event in events if event["name"] == TASK and _thread(event) == page]
    tasks = np.array(sorted((one["ts"], one.get("dur", 0), one.get("tdur", 0)) for one in here))
    first, last = np.searchsorted(frames, [tasks[:, 0], tasks[:, 0] + tasks[:, 1]])
    found.tasks, found.frame = tasks[:, 1:] / 1e3, last > first


def _thread(event: dict[str, Any]) -> tuple[int, int]:
    return event["pid"], event["tid"]
