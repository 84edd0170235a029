"""The explorer as the last line of a cell, in a JupyterLab of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from .conftest import Tab
from .lab import JupyterLab, jupyterlab
from .made_up import HOSTILE
from .notebook_tab import NotebookTab

for name in ("jupyterlab", "anywidget", "playwright"):
    if find_spec(name) is None:
        pytest.skip(f"{name} is not installed", allow_module_level=True)

expect = pytest.importorskip("playwright.sync_api").expect
expect.set_options(timeout=20_000)
HERE = str(Path(__file__).parent)
FIRST = f"import sys; sys.path.insert(0, {HERE!r})\nfrom made_up import made_up\n"
STANDS_OUT = re.compile("^gender=transgender stands out")
ROW = 11  # "Comment number 11 about ... people."


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, bundle: None) -> Iterator[JupyterLab]:
    with jupyterlab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def opened(empty_tab: Tab, lab: JupyterLab) -> Iterator[NotebookTab]:
    """A notebook whose first cell shows the explorer, and whose second is free."""
    lab.write("look.ipynb", [f"{FIRST}explorer = made_up()\nexplorer", ""])
    page = empty_tab.page.context.browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(20_000)
    tab = NotebookTab(page=page)
    tab.open(lab.address("look.ipynb"))
    page.locator(".jp-Notebook .jp-InputPrompt").first.click()
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".finding")).to_have_text(STANDS_OUT)
    yield tab
    page.close()


@pytest.fixture
def notebook(opened: NotebookTab) -> Iterator[NotebookTab]:
    """The same, with the page as at first."""
    opened.run("explorer.state = {}")
    expect(opened.page.locator(".finding")).to_have_text(STANDS_OUT)
    yield opened
    assert opened.faults == []
    outside = re.compile("^(https?|wss?)://(?!127\\.0\\.0\\.1:)")
    assert [url for url in opened.requests if outside.match(url)] == []


def test_the_page_is_shown_and_nothing_of_it_lies_in_the_notebook_s_own(notebook: NotebookTab):
    page = notebook.page
    expect(page.get_by_role("heading", name="Made-up comments")).to_be_visible()
    expect(page.get_by_role("region", name="Explorer")).to_have_count(1)
    assert page.evaluate("document.getElementById('explorer-view')") is None
    assert page.evaluate("document.head.textContent.includes('.explorer')") is False
    assert page.evaluate("document.querySelectorAll('main, [role=main]').length") <= 1


def test_a_bar_leads_to_its_examples_as_text_that_runs_nothing(notebook: NotebookTab):
    page = notebook.page
    title = page.title()
    page.locator(".slices .line").first.click()
    expect(page.locator(".chip bdi")).to_have_text("false positives of A base at 0.5")
    page.get_by_role("button", name="Take away").click()
    expect(page.locator(".explorer [role=status]")).to_have_text("1,500 of 1,500 rows")
    page.get_by_label("show texts").check()
    rows = page.locator(".virtual-window .virtual-row")
    for place in (0, 1, 2, 6):
        expect(rows.nth(place).locator(".comment")).to_have_text(HOSTILE[place])
    expect(rows.nth(3).locator(".unseen")).to_have_text(["\ufffd"] * 3)
    signs = rows.nth(4).locator(".unseen")
    expect(signs).to_have_count(3)
    assert [sign.get_attribute("title") for sign in signs.all()] == ["U+0000", "U+0007", "U+200B"]
    expect(page.locator(".explorer :is(script, img)")).to_have_count(0)
    assert page.title() == title


def test_a_text_is_edited_and_its_scores_change(notebook: NotebookTab):
    page = notebook.page
    notebook.run(f"explorer.state = {{'tab': 'example', 'row': {ROW}}}")
    page.get_by_label("show texts").check()
    page.get_by_label("The text, to be changed").fill("Comment number 11 about transgender people.")
    page.get_by_role("button", name="Score it").click()
    expect(page.locator(".scores ins")).to_have_text("transgender")
    expect(page.locator(".scores tbody td").nth(1)).to_contain_text("flips to positive")


def test_the_state_goes_both_ways(notebook: NotebookTab):
    page = notebook.page
    notebook.run("explorer.state = {'tab': 'examples', 'predicate': {'slices': [1]}}")
    expect(page.locator(".chip bdi")).to_have_text("gender=female")
    expect(page.locator(".tabs [aria-selected=true]")).to_have_text("Examples")
    page.get_by_role("tab", name="Slices").click()
    page.locator(".slices .line").nth(2).click()
    chips = ["gender=transgender", "false positives of A base at 0.5"]
    expect(page.locator(".chip bdi")).to_have_text(chips)
    page.wait_for_timeout(500)  # the state is told when it has rested
    said = notebook.run("print(explorer.state['tab'], explorer.selected().height)")
    assert said == "examples 80"
    expect(page.locator(".explorer [role=status]")).to_have_text("80 of 1,500 rows")


def test_two_views_show_the_same_and_keep_their_own_focus(notebook: NotebookTab):
    page = notebook.page
    notebook.run("", shows=True)
    views = page.locator(".explorer")
    expect(views.nth(1).locator(".finding")).to_have_text(STANDS_OUT)
    views.nth(1).get_by_role("tab", name="Slices").focus()
    page.keyboard.press("ArrowRight")
    expect(views.nth(1).get_by_role("tab", name="Examples")).to_be_focused()
    expect(views.nth(0).locator(".tabs [aria-selected=true]")).to_have_text("Examples")
    notebook.run("")  # in the place of the second view
    expect(views).to_have_count(1)


def test_keys_pressed_in_the_page_are_no_commands_to_the_notebook(
    notebook: NotebookTab, lab: JupyterLab
):
    page, cells = notebook.page, notebook.cells
    page.get_by_role("tab", name="Examples").click()
    page.keyboard.type("ddabxm")  # on a tab
    search = page.get_by_label("Text holds")
    search.click()
    page.keyboard.type("dd a b x")
    expect(search).to_have_value("dd a b x")
    page.keyboard.press("Control+a")
    page.keyboard.type("NUMBER 77")
    expect(search).to_have_value("NUMBER 77")
    expect(page.locator(".explorer [role=status]")).to_have_text("11 of 1,500 rows")
    assert notebook.cells == cells
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    saved = (lab.folder / "look.ipynb").read_text(encoding="utf-8")
    assert "widget-view" in saved
    assert "Comment number" not in saved


def test_the_page_follows_the_theme_of_the_notebook(notebook: NotebookTab):
    page = notebook.page.locator(".explorer")
    notebook.command("apputils:change-theme", theme="JupyterLab Dark")
    expect(page).to_have_css("background-color", "rgb(20, 23, 27)")
    expect(page.locator("h1")).to_have_css("color", "rgb(232, 234, 237)")
    notebook.command("apputils:change-theme", theme="JupyterLab Light")
    expect(page).to_have_css("background-color", "rgb(255, 255, 255)")


def test_what_is_too_large_for_one_message_comes_in_pieces(notebook: NotebookTab):
    page = notebook.page
    notebook.run("import made_up as module; module.HOSTILE[-1] = 'long ' * 250_000")
    notebook.run("kept, explorer = explorer, made_up(rows=120_000)", shows=True)
    view = page.locator(".explorer").nth(1)
    view.get_by_role("tab", name="Examples").click()
    expect(view.locator("[role=status]")).to_have_text("120,000 of 120,000 rows")
    view.get_by_label("show texts").check()
    view.locator(".virtual-window .virtual-row").nth(len(HOSTILE) - 1).click()
    expect(view.locator("blockquote .comment")).to_contain_text(re.compile("^long .*more signs"))
    said = notebook.run(
        "print(len(explorer.handle('rows')) > 1 << 20, len(explorer.widget()._pieces))\n"
        "explorer.widget().close(); explorer = kept"
    )
    assert said == "True 0"
    expect(page.locator(".explorer")).to_have_count(1)
