"""The explorer as the last line of a cell, in a JupyterLab of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from .conftest import Tab
from .lab import JupyterLab, jupyterlab
from .made_up import HOSTILE
from .notebook_tab import NotebookTab

for name in ("jupyterlab", "anywidget", "playwright"):
    if find_spec(name) is None:
        pytest.skip(f"{name} is not installed", allow_module_level=True)

expect = pytest.importorskip("playwright.sync_api").expect
MOST = 20_000
"""Milliseconds that anything may take on a busy machine."""

TOLD = 400
"""Milliseconds after which Python has been told of a click: the page waits until it has rested."""

HERE = str(Path(__file__).parent)
FIRST = f"import sys; sys.path.insert(0, {HERE!r})\nfrom made_up import made_up\n"
STANDS_OUT = re.compile("^gender=transgender stands out")
ROW = 11  # "Comment number 11 about ... people."
DARK, LIGHT = "rgb(20, 23, 27)", "rgb(255, 255, 255)"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, bundle: None) -> Iterator[JupyterLab]:
    with jupyterlab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def opened(empty_tab: Tab, lab: JupyterLab) -> Iterator[NotebookTab]:
    """A notebook whose first cell shows the explorer, and whose second is free."""
    expect.set_options(timeout=MOST)
    lab.write("look.ipynb", [f"{FIRST}explorer = made_up()\nexplorer", ""])
    lab.start_kernel("look.ipynb")
    page = empty_tab.page.context.browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(MOST)
    tab = NotebookTab(page=page)
    tab.open(lab.address("look.ipynb"))
    page.locator(".jp-Notebook .jp-InputPrompt").first.click()
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".finding")).to_have_text(STANDS_OUT)
    yield tab
    page.close()
    expect.set_options(timeout=None)


@pytest.fixture
def notebook(opened: NotebookTab) -> Iterator[NotebookTab]:
    """The same with the page as at first, and nothing shown by the second cell."""
    opened.page.wait_for_timeout(TOLD)
    opened.run("explorer.state = {}")
    expect(opened.page.locator(".finding")).to_have_text(STANDS_OUT)
    yield opened
    assert opened.faults == []
    outside = re.compile("^(https?|wss?)://(?!127\\.0\\.0\\.1:)")
    assert [url for url in opened.requests if outside.match(url)] == []


def count(view: Any) -> Any:
    """Where a view says how many rows are meant."""
    return view.get_by_role("status").filter(has_text=re.compile("of .* rows$"))


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
    line = page.locator(".slices .lines .line").first
    assert re.match(r"overall, A base: 0\.\d+; 95 % interval", line.get_attribute("title"))
    line.click()
    expect(page.locator(".chip bdi")).to_have_text("false positives of A base at 0.5")
    page.get_by_role("button", name="Take away").click()
    expect(count(page)).to_have_text("1,500 of 1,500 rows")
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
    expect(page.locator(".scores ins")).to_have_text("transgender")
    written = page.locator(".scores tbody tr").filter(has=page.locator("ins"))
    expect(written.locator("td").first).to_contain_text("flips to positive")
    page.get_by_role("button", name="Keep as a child").click()
    expect(page.locator("blockquote .comment").first).to_contain_text("Comment number 11 about")
    expect(page.locator(".scores tbody")).to_contain_text("child 1")


def test_the_state_goes_both_ways_by_names_too(notebook: NotebookTab):
    page = notebook.page
    notebook.run("explorer.state = {'tab': 'examples', 'predicate': {'slices': ['gender=female']}}")
    expect(page.locator(".chip bdi")).to_have_text("gender=female")
    expect(page.locator(".tabs [aria-selected=true]")).to_have_text("Examples")
    page.get_by_role("tab", name="Slices").click()
    page.locator(".slices .line").nth(2).click()
    chips = ["gender=transgender", "false positives of A base at 0.5"]
    expect(page.locator(".chip bdi")).to_have_text(chips)
    page.wait_for_timeout(TOLD)
    said = notebook.run("print(explorer.state['tab'], explorer.selected().height)")
    assert said == "examples 80"
    expect(count(page)).to_have_text("80 of 1,500 rows")
    page.get_by_role("tab", name="Take along").click()
    expect(page.locator(".explorer")).to_contain_text("kept in the notebook")
    expect(page.get_by_role("button", name="Copy the link")).to_have_count(0)


def test_two_views_show_the_same_and_keep_their_own_focus(notebook: NotebookTab):
    page = notebook.page
    notebook.run("", shows="explorer")
    views = page.locator(".explorer")
    expect(views.nth(1).locator(".finding")).to_have_text(STANDS_OUT)
    views.nth(1).get_by_role("tab", name="Slices").focus()
    page.keyboard.press("ArrowRight")
    expect(views.nth(1).get_by_role("tab", name="Examples")).to_be_focused()
    expect(views.nth(0).locator(".tabs [aria-selected=true]")).to_have_text("Examples")
    notebook.run("")  # in the place of the second view
    expect(views).to_have_count(1)


def test_a_slice_that_is_kept_in_one_view_is_known_to_python_and_to_the_other(
    notebook: NotebookTab,
):
    page = notebook.page
    show = "explorer.state = {'tab': 'examples', 'predicate': {'slices': ['religion=sikh']}}"
    notebook.run(f"kept, explorer = explorer, made_up(rows=300)\n{show}", shows="explorer")
    first = page.locator(".explorer").nth(1)
    first.get_by_label("Keep these rows as a slice named").fill("mine")
    first.get_by_role("button", name="Keep", exact=True).click()
    expect(first.locator(".virtual-window .groups").first).to_contain_text("saved=mine")
    page.wait_for_timeout(TOLD)
    assert notebook.run("print([one['name'] for one in explorer.state['saved']])") == "['mine']"
    notebook.run(
        "also = {'name': 'few', 'predicate': {'rows': [1, 2, 3]}}\n"
        "explorer.state = {**explorer.state, 'saved': [*explorer.state['saved'], also]}\n"
        "explorer.state = {**explorer.state, 'predicate': {'slices': ['saved=few']}}",
        shows="explorer",
    )
    shown = page.locator(".explorer").nth(1)
    expect(shown.locator(".chip bdi")).to_have_text("saved=few")
    expect(count(shown)).to_have_text("3 of 300 rows")
    notebook.run(
        "last = {'name': 'last', 'predicate': {'rows': [4, 5]}}\n"
        "explorer.state = {**explorer.state, 'saved': [*explorer.state['saved'], last]}\n"
        "explorer.state = {**explorer.state, 'predicate': {'slices': ['saved=last']}}\n"
        "explorer.widget().close(); explorer = kept"
    )
    expect(page.locator(".explorer")).to_have_count(1)


def test_a_slice_that_python_saves_is_shown_by_a_page_that_is_open(notebook: NotebookTab):
    page = notebook.page
    notebook.run(
        "few = {'name': 'few', 'predicate': {'rows': [1, 2, 3]}}\n"
        "explorer.state = {'tab': 'examples', 'saved': [few]}\n"
        "explorer.state = {**explorer.state, 'predicate': {'slices': ['saved=few']}}"
    )
    expect(page.locator(".chip bdi")).to_have_text("saved=few")
    expect(count(page)).to_have_text("3 of 1,500 rows")
    page.wait_for_timeout(TOLD)  # without the slice, if it were told so
    assert notebook.run("print(len(explorer.state['saved']))") == "1"


def test_bars_follow_the_threshold_and_stand_side_by_side(notebook: NotebookTab):
    page = notebook.page
    chart = page.locator(".chart").first
    slider = page.locator("input[name=threshold]")
    drawn = []
    for value in ("0.6", "0.64"):
        drawn.append(slider.evaluate(MOVE, float(value)))
    assert len({*drawn, ""}) == 3
    expect(chart).not_to_have_class(re.compile("moving"))
    page.get_by_role("button", name="Several at once").click()
    expect(page.locator(".axis .multiple button")).to_have_count(5)
    beside = page.locator(".slices > .row").first.locator(".multiple")
    places = [one.bounding_box() for one in beside.all()]
    assert len({place["y"] for place in places}) == 1
    page.set_viewport_size({"width": 760, "height": 900})  # the cell is narrower than that
    expect(beside.nth(1).locator(".at")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(beside.nth(1).locator(".at")).to_be_hidden()


def test_charts_are_saved_light_and_whole_in_a_dark_notebook(notebook: NotebookTab, tmp_path: Path):
    notebook.command("apputils:change-theme", theme="JupyterLab Dark")
    expect(notebook.page.locator(".explorer")).to_have_css("background-color", DARK)
    figure = notebook.page.locator("figure").first
    text = _saved(notebook, figure, "SVG", tmp_path).decode()
    drawing = ElementTree.fromstring(text)
    said = ["".join(one.itertext()) for one in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert said[0] == "False positive rate at score > 0.5"
    assert {"overall", "gender=transgender"} <= set(said)
    assert "not enough data" in " ".join(said)  # in a narrow cell it may be on two lines
    assert "<pattern" in text
    assert "rgb(27, 31, 36)" in text  # the ink of the light page
    assert "rgb(232, 234, 237)" not in text  # and of the dark one
    picture = _saved(notebook, figure, "PNG", tmp_path)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(picture[16:20], "big") == round(2 * float(drawing.attrib["width"]))
    notebook.command("apputils:change-theme", theme="JupyterLab Light")
    expect(notebook.page.locator(".explorer")).to_have_css("background-color", LIGHT)


def test_the_page_follows_the_theme_of_the_notebook(notebook: NotebookTab):
    page = notebook.page.locator(".explorer")
    notebook.command("apputils:change-theme", theme="JupyterLab Dark")
    expect(page).to_have_css("background-color", DARK)
    expect(page).to_have_css("color-scheme", "dark")
    expect(page.locator("h1")).to_have_css("color", "rgb(232, 234, 237)")
    notebook.command("apputils:change-theme", theme="JupyterLab Light")
    expect(page).to_have_css("background-color", LIGHT)
    expect(page).to_have_css("color-scheme", "light")


def test_keys_pressed_in_the_page_are_no_commands_to_the_notebook(
    notebook: NotebookTab, lab: JupyterLab
):
    page, cells = notebook.page, notebook.cells
    page.get_by_role("tab", name="Examples").click()
    page.keyboard.type("ddabxm")  # on a tab
    search = page.get_by_role("searchbox", name="Text holds")
    search.click()
    page.keyboard.type("dd a b x")
    expect(search).to_have_value("dd a b x")
    page.keyboard.press("Control+a")
    page.keyboard.type("NUMBER 77")
    expect(search).to_have_value("NUMBER 77")
    expect(count(page)).to_have_text("11 of 1,500 rows")
    assert notebook.cells == cells
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    saved = (lab.folder / "look.ipynb").read_text(encoding="utf-8")
    assert "widget-view" in saved
    assert "Comment number" not in saved


def test_a_report_alone_is_shown_too(notebook: NotebookTab):
    notebook.run(
        "from counterpoise.explorer.report_explorer import ReportExplorer\n"
        "alone = ReportExplorer(explorer.report)",
        shows="alone",
    )
    page = notebook.page
    view = page.locator(".explorer").nth(1)
    expect(view.locator(".finding")).to_have_text(STANDS_OUT)
    notebook.run("alone.state = {'metric': 'accuracy'}; alone.widget().close()", shows="")
    expect(page.locator(".explorer")).to_have_count(1)


def test_what_is_too_large_for_one_message_comes_in_pieces(notebook: NotebookTab):
    page = notebook.page
    notebook.run(
        "import made_up as module; module.HOSTILE[-1] = 'long ' * 220_000\n"
        "kept, explorer = explorer, made_up(rows=90_000)",
        shows="explorer",
    )
    view = page.locator(".explorer").nth(1)
    view.get_by_role("tab", name="Examples").click()
    expect(count(view)).to_have_text("90,000 of 90,000 rows")
    view.get_by_label("show texts").check()
    view.locator(".virtual-window .virtual-row .text").nth(len(HOSTILE) - 1).click()
    long = re.compile("^long .*more characters")
    expect(view.locator("blockquote .comment")).to_contain_text(long)
    said = notebook.run(
        "print(len(explorer.handle('rows')) > 1 << 20, len(explorer.widget()._pieces))\n"
        "explorer.widget().close(); explorer = kept"
    )
    assert said == "True 0"
    expect(page.locator(".explorer")).to_have_count(1)


MOVE = """(slider, value) => {
  slider.value = String(value * Number(slider.max));
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  const bar = slider.getRootNode().querySelector(".moving-bars .bar");
  const drawn = (next) => requestAnimationFrame(() => next(bar.getAttribute("d")));
  return new Promise((next) => requestAnimationFrame(() => drawn(next)));
}"""


def _saved(notebook: NotebookTab, figure: Any, kind: str, folder: Path) -> bytes:
    with notebook.page.expect_download() as coming:
        figure.get_by_role("button", name=f"as {kind}").click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    return file.read_bytes()
