"""What axe finds in the views of slices, thresholds and comparison: nothing serious."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import Tab
from .paired import paired
from .test_page_served import open_at, served

AXE = Path(__file__).parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"

RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))]);
}"""


@pytest.fixture(scope="module")
def tab(empty_tab: Tab, bundle: None) -> Iterator[Tab]:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run `npm ci` in `web`")
    with served(paired()) as server:
        open_at(empty_tab, server)
        yield empty_tab
        empty_tab.page.emulate_media(color_scheme="light")


def serious(tab: Tab) -> list[object]:
    tab.settle()
    tab.page.evaluate(AXE.read_text(encoding="utf-8"))
    return tab.page.evaluate(RUN)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["Slices", "Thresholds", "Compare"])
def test_axe_finds_nothing_serious(tab: Tab, view: str, scheme: str):
    tab.page.emulate_media(color_scheme=scheme)
    tab.view(view)
    tab.settle()
    for details in tab.page.locator("[role=tabpanel] details:not([open]) > summary").all():
        details.click()
    assert serious(tab) == []


def test_axe_finds_nothing_serious_at_several_thresholds_and_in_a_slices_detail(tab: Tab):
    tab.view("Slices")
    tab.page.get_by_role("button", name="gender=female", exact=True).click()
    tab.page.get_by_role("button", name="Several at once").click()
    assert serious(tab) == []
    tab.page.get_by_role("button", name="One threshold").click()
