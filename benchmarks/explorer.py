"""How fast the explorer is in a browser, and how fast Python answers it.

    python benchmarks/explorer.py page
    python benchmarks/explorer.py page --rows 100000 --models 2 --slices 20
    python benchmarks/explorer.py answers

`page` serves made-up rows from a process of its own, opens the page in Debian's Chromium (headless,
drawing in software) and prints what was aimed at beside what was measured. A frame is all that the
page's main thread does for it: script, layout and paint, from Chromium's own trace. `answers` times
each question of the page in this process, asked for the first time and again.

Needs Playwright and a chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from explorer_answers import show_answers
from made_up_explorer import made_up_explorer
from main_thread import Busy, traced
from playwright.sync_api import Browser, Page, sync_playwright

from counterpoise.explorer.server import ExplorerServer
from counterpoise.explorer.static_page import save_static_page

SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY = """
const drawn = (whisker) => whisker.tagName !== "path" || (whisker.getAttribute("d") ?? "") !== "";
const look = () => {
  const known = [...document.querySelectorAll(".slices .whisker")].some(drawn);
  if (!known) { requestAnimationFrame(look); return; }
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { window.readyAfter = performance.now(); };
  requestAnimationFrame(() => port2.postMessage(null));
};
requestAnimationFrame(look);
"""
"""Notes when the first interval has been painted, in milliseconds since navigation began."""

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["page", "answers", "serve", "write"])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--models", type=int, default=3)
    parser.add_argument("--slices", type=int, default=50)
    parser.add_argument("--static-rows", type=int, default=50_000)
    parser.add_argument("--texts", choices=["none", "sample", "all"], default="none")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    made_up = {"rows": options.rows, "models": options.models, "slices": options.slices}
    if options.what == "page":
        show_page(options)
    elif options.what == "answers":
        show_answers(made_up_explorer(**made_up))
    elif options.what == "write":
        save_static_page(made_up_explorer(**made_up), options.out, texts=options.texts)
    else:
        server = ExplorerServer(made_up_explorer(**made_up))
        print(server.url, flush=True)
        server.run()


def show_page(options: argparse.Namespace) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        print(
            f"{options.rows:,} rows, {options.models} models, {options.slices} slices and overall; "
            f"Chromium {browser.version}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        )
        for line in (*served_lines(browser, options), *static_lines(browser, options)):
            print(line, flush=True)
        print(f"load {os.getloadavg()[0]:.1f}")
        browser.close()


def served_lines(browser: Browser, options: argparse.Namespace) -> Iterator[Line]:
    with served(options) as (url, process):
        page = opened(browser)
        yield Line(name="page ready, first time", measured=ready(page, url), aim=3000)
        yield Line(name="page ready, again", measured=ready(page, url))
        yield from drag_lines(page)
        yield from scatter_lines(page)
        yield Line(name="server, most memory", measured=most_memory(process.pid), unit="MB")
        page.close()


def static_lines(browser: Browser, options: argparse.Namespace) -> Iterator[Line]:
    rows = options.static_rows
    with tempfile.TemporaryDirectory() as folder:
        for texts in ("none", "sample"):
            path = Path(folder) / f"{texts}.html"
            run("write", options, "--rows", rows, "--texts", texts, "--out", path).wait()
            name = f"{rows:,} rows, texts: {texts}"
            size = path.stat().st_size / 1e6
            yield Line(name=f"static page of {name}", measured=size, aim=12, unit="MB")
            page = opened(browser)
            times = [ready(page, path.as_uri()) for _ in range(3)]
            note = f"again {min(times[1:]):,.0f}"
            yield Line(name="  ready from its file", measured=times[0], aim=1000, note=note)
            page.close()


def opened(browser: Browser) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(READY)
    return page


def ready(page: Page, url: str) -> float:
    """Milliseconds from navigation to the first interval on screen."""
    page.goto("about:blank")
    page.goto(url, wait_until="commit")
    found = page.evaluate(AWAITED, "readyAfter")
    page.wait_for_timeout(500)
    return found


def drag_lines(page: Page, *, steps: int = 90) -> Iterator[Line]:
    """A slow drag over the better part of the slider, a step a frame."""
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
    yield Line(name="threshold drag, a frame", aim=16, **median(frames))
    wall, cpu = (
        float(np.percentile(times, 95))
        for times in ([one.wall for one in frames], [one.cpu for one in frames])
    )
    yield Line(name="  95 of 100 frames", measured=wall, aim=16, note=f"CPU {cpu:,.1f}")


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


@contextmanager
def served(options: argparse.Namespace) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    process = run("serve", options)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.terminate()
        process.wait()


def run(what: str, options: argparse.Namespace, *others: object) -> subprocess.Popen[str]:
    size = ["--rows", options.rows, "--models", options.models, "--slices", options.slices]
    command = [sys.executable, __file__, what, *map(str, (*size, *others))]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def most_memory(pid: int) -> float:
    """The most memory that a running process ever held, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
