"""`report.html` as audits and runs write it: with rows, and of a report alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.report_page import save_report_page
from counterpoise.explorer.static_page import static_page

from .conftest import Tab
from .made_up import made_up


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    return made_up()


@pytest.fixture
def tab(empty_tab: Tab, bundle: None):
    yield empty_tab
    assert empty_tab.complaints == []
    assert [url for url in empty_tab.requests if not url.startswith("file:")] == []


def test_a_report_alone_shows_slices_and_thresholds(tab: Tab, explorer: Explorer, tmp_path: Path):
    file = save_report_page(explorer.report, tmp_path / "report.html")
    tab.open(file.as_uri())
    bars = tab.count("#explorer-view svg rect, #explorer-view .bar")
    assert bars > 0
    for title in tab.texts("[role=tab]"):
        tab.view(title)
        assert tab.count("#explorer-view *") > 0
    assert "holds no text" in tab.texts("footer.explorer")[0]


def test_the_page_of_an_explorer_shows_its_texts(tab: Tab, explorer: Explorer, tmp_path: Path):
    file = tmp_path / "report.html"
    file.write_text(static_page(explorer, texts="all"), encoding="utf-8")
    tab.open(file.as_uri())
    tab.view("Examples")
    assert any("Comment number" in text for text in tab.texts(".virtual-window"))


def test_a_script_that_is_not_the_pages_own_is_refused(
    empty_tab: Tab, bundle: None, explorer: Explorer, tmp_path: Path
):
    file = tmp_path / "report.html"
    added = "<footer><script>document.title = 'taken over'</script>"
    page = static_page(explorer).replace("<footer", f"{added}</footer><footer", 1)
    file.write_text(page, encoding="utf-8")
    empty_tab.open(file.as_uri())
    assert empty_tab.page.title() != "taken over"
    assert len(empty_tab.complaints) == 1
    assert "Content Security Policy" in empty_tab.complaints[0]
