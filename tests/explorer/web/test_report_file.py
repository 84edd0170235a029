"""`report.html` as audits and runs write it: with rows, and of a report alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.report_page import save_report_page
from counterpoise.explorer.static_page import static_page

from .conftest import Tab
from .made_up import made_up
from .paired import paired


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


@pytest.mark.parametrize("view", ["Examples", "One example", "Scatter"])
def test_a_report_alone_says_why_it_has_no_rows(
    tab: Tab, explorer: Explorer, tmp_path: Path, view: str
):
    file = save_report_page(explorer.report, tmp_path / "report.html")
    tab.open(file.as_uri())
    assert (
        "Examples says why" in tab.texts("p.soft:has-text('Whiskers'), p.soft:has-text('Bars')")[0]
    )
    tab.view(view)
    said = tab.texts("#explorer-view")[0]
    assert said.startswith("Looking at rows is not possible here.")
    assert "there are no rows to look at" in said


def test_a_report_alone_compares_in_numbers_and_says_once_that_nothing_is_sure(
    tab: Tab, explorer: Explorer, tmp_path: Path
):
    file = save_report_page(explorer.report, tmp_path / "report.html")
    tab.open(file.as_uri())
    tab.view("Compare")
    tab.page.wait_for_selector(".finding li")
    assert tab.texts(".finding li") == ["Without rows nobody can say how sure this change is."]
    assert "– to" not in tab.texts("table")[0]
    tab.page.get_by_role("button", name="Exchange").click()
    tab.page.get_by_role("button", name="Compare from it").click()
    tab.page.wait_for_selector("table:has-text('Verdicts on')")


def test_a_page_alone_leads_to_the_thresholds_that_it_holds(
    tab: Tab, explorer: Explorer, tmp_path: Path
):
    file = tmp_path / "report.html"
    file.write_text(static_page(explorer), encoding="utf-8")
    tab.open(
        f"{file.as_uri()}#state=%7B%22tab%22:%22compare%22,%22threshold%22:0.42%7D", ready=".held"
    )
    assert "at these thresholds alone" in tab.texts(".held")[0]
    tab.page.locator(".held").get_by_role("button", name="0.3", exact=True).click()
    tab.page.wait_for_selector("table:has-text('Verdicts on')")


def test_flips_of_a_report_alone_are_by_slice(tab: Tab, tmp_path: Path):
    file = save_report_page(paired().report, tmp_path / "report.html")
    tab.open(file.as_uri())
    tab.page.wait_for_selector(".flips th:has-text('gender=transgender')")
    assert tab.page.locator(".flips").get_by_label("By").count() == 0


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
