"""What a page that stands alone unpacks: exact curves; and where a browser cannot unpack it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counterpoise.explorer.static_page import save_static_page

from .conftest import Tab
from .made_up import made_up

READY = ".explorer .slices .whisker"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, bundle: None) -> Path:
    return save_static_page(made_up(), tmp_path_factory.mktemp("packed") / "report.html")


def test_curves_are_those_over_all_scores(empty_tab: Tab, file: Path):
    empty_tab.open(file.as_uri())
    empty_tab.view("Thresholds")
    said = empty_tab.texts("#explorer-view p.soft:has-text('Curves are')")
    assert [text.split("Curves are ")[1] for text in said] == ["over all scores."]
    assert empty_tab.complaints == []


def test_a_browser_that_cannot_unpack_the_page_is_told_so(empty_tab: Tab, file: Path):
    page: Any = empty_tab.page.context.browser.new_page()
    try:
        page.add_init_script("delete globalThis.DecompressionStream")
        page.goto(file.as_uri())
        page.wait_for_selector(".explorer [role=alert]")
        assert "This one has no `DecompressionStream`. Use Chrome 80" in page.inner_text(
            ".explorer"
        )
    finally:
        page.close()
