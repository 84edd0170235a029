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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer_answers import show_answers
from explorer_frames import AWAITED, Line, drag_lines, scatter_lines
from made_up_explorer import made_up_explorer
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
STATIC_STEPS = 50
"""The slider of a static page has hundredths."""

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
        page.get_by_role("tab", name="Compare", exact=True).click()
        page.wait_for_timeout(3000)
        yield from drag_lines(page, name="threshold drag in Compare", aim=None)
        yield Line(name="server, most memory", measured=most_memory(process.pid), unit="MB")
        page.close()


def static_lines(browser: Browser, options: argparse.Namespace) -> Iterator[Line]:
    rows = options.static_rows
    with tempfile.TemporaryDirectory() as folder:
        for texts in ("none", "sample", "all"):
            path = Path(folder) / f"{texts}.html"
            run("write", options, "--rows", rows, "--texts", texts, "--out", path).wait()
            name = f"{rows:,} rows, texts: {texts}"
            size = path.stat().st_size / 1e6
            yield Line(name=f"static page of {name}", measured=size, aim=12, unit="MB")
            page = opened(browser)
            times = [ready(page, path.as_uri()) for _ in range(3)]
            note = f"again {min(times[1:]):,.0f}"
            yield Line(name="  ready from its file", measured=times[0], aim=1000, note=note)
            if texts == "all":
                yield from drag_lines(page, name="threshold drag in it", steps=STATIC_STEPS)
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
