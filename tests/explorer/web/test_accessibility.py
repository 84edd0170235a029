"""Every view is looked over by axe-core, which may find nothing serious.

axe-core is one of `web`'s development packages: `python web/check.py` installs it, which comes
before the tests on a build server. Where it is not installed, these tests are skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counterpoise.explorer.server import ExplorerServer

from .conftest import Tab
from .made_up import made_up
from .serving import open_at, served
from .tabular import tabular

AXE = Path(__file__).parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """rules => axe.run(document, rules).then(({ violations, passes }) => ({
  passed: passes.length,
  found: violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join("\\n")}`),
}))"""

EVERY: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run `python web/check.py`")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def server(bundle: None) -> Iterator[ExplorerServer]:
    with served(made_up(rows=300)) as serving:
        yield serving


def findings(tab: Tab, axe: str) -> list[str]:
    """What axe finds in the view as it is, in light and in dark."""
    tab.settle()
    tab.page.evaluate(axe)
    light = tab.page.evaluate(RUN, EVERY)
    assert light["passed"] > 10
    tab.page.emulate_media(color_scheme="dark")
    dark = tab.page.evaluate(RUN, COLOURS)
    tab.page.emulate_media(color_scheme="light")
    return [*light["found"], *(f"dark {one}" for one in dark["found"])]


def views(tab: Tab) -> list[str]:
    return tab.texts("[role=tab]")


def test_axe_finds_what_is_wrong(empty_tab: Tab, axe: str):
    empty_tab.page.goto("about:blank")
    empty_tab.page.set_content("<p style='color: #ddd; background: #fff'>faint</p><img src=x>")
    empty_tab.page.evaluate(axe)
    found = empty_tab.page.evaluate(RUN, EVERY)["found"]
    assert {one.split(":")[0] for one in found} >= {"color-contrast", "image-alt"}


def test_nothing_serious_is_found_in_the_page_alone(tab: Tab, axe: str):
    tab.page.get_by_text("What was audited, and how to read this page").click()
    for title in views(tab):
        tab.view(title)
        assert findings(tab, axe) == [], title


def test_nothing_serious_is_found_in_the_served_page(
    empty_tab: Tab, server: ExplorerServer, axe: str
):
    tab = empty_tab
    open_at(tab, server, tab="example", row=11)
    tab.page.get_by_label("show texts").check()
    tab.page.get_by_role("button", name="Try every swap and ablation").click()
    tab.page.get_by_role("button", name="Leave out each word in turn").click()
    tab.page.get_by_role("button", name="Find it").click()
    tab.page.wait_for_selector(".nearest")
    assert findings(tab, axe) == []
    state = {"slices": [1], "search": "people", "ranges": [["score0", 0.1, None]]}
    open_at(tab, server, tab="scatter", predicate=state, facets="family1", colour="family0")
    for title in views(tab):
        tab.view(title)
        assert findings(tab, axe) == [], title


def test_nothing_serious_is_found_of_a_tabular_model(empty_tab: Tab, bundle: None, axe: str):
    with served(tabular()) as server:
        open_at(empty_tab, server, tab="example", row=3)
        empty_tab.page.get_by_role("spinbutton", name="income").fill("99")
        empty_tab.page.get_by_role("button", name="Compute").click()
        empty_tab.page.wait_for_selector(".chart-figure")
        assert findings(empty_tab, axe) == []
        empty_tab.view("Examples")
        assert findings(empty_tab, axe) == []
