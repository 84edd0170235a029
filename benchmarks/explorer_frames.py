"""How long the page's main thread takes for what a person does: drag, mark, draw around points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from main_thread import Busy, traced
from playwright.sync_api import Page

CHOSEN = """() => {
  const status = document.querySelector("[role=status]");
  window.chosenAfter = undefined;
  let released = 0;
  const watch = new MutationObserver(() => {
    watch.disconnect();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { window.chosenAfter = performance.now() - released; };
    requestAnimationFrame(() => port2.postMessage(null));
  });
  addEventListener("pointerup", (event) => {
    released = event.timeStamp;
    const all = { subtree: true, childList: true, characterData: true };
    watch.observe(document.querySelector(".view"), all);
  }, { capture: true, once: true });
}"""
"""Notes how long after the mouse was released the page has shown what was chosen."""

AWAITED = """(name) => new Promise((done) => {
  const look = () => (window[name] === undefined ? setTimeout(look, 50) : done(window[name]));
  look();
})"""

PICK = """([title, value]) => {
  const labels = [...document.querySelectorAll("label")];
  const choice = labels.find((one) => one.textContent.startsWith(title)).querySelector("select");
  choice.value = value;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the table.

    Attributes:
        name: what was measured.
        measured: the number that the aim is about.
        aim: what it must stay under; None where nothing was aimed at.
        unit: of both.
        note: other numbers of the same.
    """

    name: str
    measured: float
    aim: float | None = None
    unit: str = "ms"
    note: str = ""

    def __str__(self) -> str:
        aim = "" if self.aim is None else f"< {self.aim:,.0f} {self.unit}"
        met = "" if self.aim is None else "met" if self.measured < self.aim else "MISSED"
        number = f"{self.measured:,.1f} {self.unit}"
        return f"{self.name:46}{aim:>12}{number:>13}  {met:7} {self.note}"


def drag_lines(
    page: Page, *, name: str = "threshold drag", steps: int = 90, aim: float | None = 16
) -> Iterator[Line]:
    """A slow drag over half of the slider, a step a frame."""
    box = page.locator("input[name=threshold]").bounding_box()
    assert box is not None
    across, up = box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2
    page.mouse.move(across, up)
    page.mouse.down()
    with traced(page) as trace:
        for step in range(steps):
            page.mouse.move(across + step / steps * box["width"] * 0.5, up)
    page.mouse.up()
    page.wait_for_timeout(1000)
    frames = trace.frames()[2:-2]
    yield Line(name=f"{name}, a frame", aim=aim, **median(frames))
    wall, cpu = (
        float(np.percentile(times, 95))
        for times in ([one.wall for one in frames], [one.cpu for one in frames])
    )
    yield Line(name="  95 of 100 frames", measured=wall, aim=aim, note=f"CPU {cpu:,.1f}")


def scatter_lines(page: Page) -> Iterator[Line]:
    page.get_by_role("tab", name="Scatter", exact=True).click()
    page.wait_for_selector("figure.scatter canvas")
    page.wait_for_timeout(1500)
    changes = {
        "colour": [("Marked by", f"slice{place}") for place in (1, 2, 3, 4)],
        "axis": [("Up", "score2"), ("Up", "score0"), ("Up", "score1"), ("Across", "score2")],
    }
    for name, picks in changes.items():
        found = []
        for pick in picks:
            with traced(page) as trace:
                page.evaluate(PICK, list(pick))
                page.wait_for_timeout(700)
            found.append(trace.whole())
        yield Line(name=f"scatter, another {name}", aim=120, **median(found))
    times = [lasso(page) for _ in range(4)]
    note = f"most {max(times):,.0f}"
    yield Line(name="lasso to count", measured=float(np.median(times)), aim=300, note=note)


def lasso(page: Page) -> float:
    """Milliseconds from the release of the mouse to the count shown; all rows are shown again."""
    box = page.locator("figure.scatter canvas").first.bounding_box()
    assert box is not None
    page.evaluate(CHOSEN)
    turns = np.linspace(0, 2 * np.pi, 40)
    places = 0.5 + 0.3 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    for at, (x, y) in enumerate(places.tolist()):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        if at == 0:
            page.mouse.down()
    page.mouse.up()
    found = page.evaluate(AWAITED, "chosenAfter")
    page.get_by_role("button", name="Show all rows").click()
    page.wait_for_timeout(1500)
    return found


def median(times: Sequence[Busy]) -> dict[str, Any]:
    """Median and CPU time for a `Line`."""
    walls, cpus = [one.wall for one in times], [one.cpu for one in times]
    note = f"CPU {np.median(cpus):,.1f}; most {max(walls):,.1f}; {len(times)} times"
    return {"measured": float(np.median(walls)), "note": note}
