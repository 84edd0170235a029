"""Rows filtered, ticked, drawn around and taken along, in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import polars as pl
import pytest

from counterpoise.data import read
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.server import ExplorerServer

from .conftest import Tab
from .made_up import made_up
from .serving import READY, open_at, served
from .tabular import tabular


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    return made_up()


@pytest.fixture(scope="module")
def server(explorer: Explorer, bundle: None) -> Iterator[ExplorerServer]:
    with served(explorer) as serving:
        yield serving


@pytest.fixture
def tab(empty_tab: Tab) -> Iterator[Tab]:
    yield empty_tab
    assert empty_tab.complaints == []


def count(tab: Tab) -> int:
    """How many rows the page says are meant."""
    tab.settle()
    status = next(text for text in tab.texts("[role=status]") if " rows" in text)
    return int(status.split(" of ")[0].replace(",", ""))


def meant(explorer: Explorer, tab: Tab) -> int:
    """How many rows Python says are meant, by the state in the page's address."""
    tab.page.wait_for_timeout(500)  # the address follows when the state has rested
    state = json.loads(unquote(tab.page.url.split("state=")[1]))
    frame = Frame.from_bytes(explorer.handle("select", {"predicate": state["predicate"]}))
    return int(np.asarray(frame.columns["selected"]).sum())


def add_filter(tab: Tab, by: str, **values: str) -> None:
    tab.page.get_by_label("Filter by").select_option(label=by)
    for name, value in values.items():
        if name == "choice":
            tab.page.get_by_label(f"{by} is").select_option(label=value)
        else:
            tab.page.get_by_label(f"{by} {name}", exact=True).fill(value)
    tab.page.get_by_role("button", name="Add filter").click()


def test_filters_become_chips_and_mean_what_python_means(
    tab: Tab, explorer: Explorer, server: ExplorerServer
):
    open_at(tab, server, tab="examples")
    add_filter(tab, "label", choice="negative")
    add_filter(tab, "decision of A base", choice="positive")
    add_filter(tab, "decision of B mended", choice="negative")
    add_filter(tab, "group: gender", choice="gender=transgender")
    add_filter(tab, "score of A base", **{"from": "0.55", "to": "0.9"})
    assert tab.texts(".chip bdi") == [
        "gender=transgender",
        "label negative",
        "score of A base from 0.55 to 0.9",
        "A base says positive at 0.5",
        "B mended says negative at 0.5",
    ]
    found = count(tab)
    assert 0 < found == meant(explorer, tab) < 100
    tab.page.get_by_role("button", name="Take away: label negative").click()
    assert count(tab) == meant(explorer, tab) >= found
    assert "label negative" not in tab.texts(".chip bdi")


def test_levels_and_ranges_of_features_are_filtered(tab: Tab, bundle: None):
    explorer = tabular(rows=300)
    with served(explorer) as server:
        open_at(tab, server, tab="examples")
        add_filter(tab, "trade", choice="mason")
        add_filter(tab, "income", **{"from": "50"})
        assert tab.texts(".chip bdi") == ["income from 50", "trade: mason"]
        assert 0 < count(tab) == meant(explorer, tab) < 150
        add_filter(tab, "trade", choice="baker")
        assert tab.texts(".chip bdi") == ["income from 50", "trade: mason or baker"]


def test_ticked_rows_have_their_rates_and_become_a_slice(tab: Tab, bundle: None):
    with served(made_up(rows=200)) as server:
        open_at(tab, server, tab="examples")
        tab.page.get_by_label("Tick row 3").check()
        grid = tab.page.get_by_role("grid", name="Examples")
        grid.focus()
        for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "Space"):
            tab.page.keyboard.press(key)
        assert tab.texts(".controls strong") == ["2 rows ticked"]
        cells = tab.texts(".selection-rates tbody tr:first-child td.number")
        assert sum(map(int, cells)) == 2
        tab.page.get_by_label("Keep these rows as a slice named").fill("two of them")
        tab.page.get_by_role("button", name="Keep", exact=True).click()
        tab.page.wait_for_selector(".virtual .groups:has-text('saved=two of them')")
        tab.page.get_by_role("button", name="Show only these").click()
        assert count(tab) == 2
        assert tab.texts(".virtual-window .place") == ["3", "5"]


def test_a_saved_slice_is_made_again_where_its_address_is_opened(tab: Tab, bundle: None):
    with served(made_up(rows=200)) as server:
        open_at(tab, server, tab="examples", predicate={"slices": [3]})
        tab.page.get_by_label("Keep these rows as a slice named").fill("mine")
        tab.page.get_by_role("button", name="Keep", exact=True).click()
        tab.page.wait_for_selector(".virtual .groups:has-text('saved=mine')")
        tab.page.wait_for_timeout(500)  # the address follows when the state has rested
        state = json.loads(unquote(tab.page.url.split("state=")[1]))
    assert [one["name"] for one in state["saved"]] == ["mine"]
    with served(made_up(rows=200)) as another:
        open_at(tab, another, **{**state, "predicate": {}})
        tab.view("Slices")
        tab.page.wait_for_selector(".name bdi:text-is('saved=mine')")


def drawn_around(tab: Tab, corners: list[tuple[float, float]], *, plot: int = 0) -> None:
    """Draws in a scatter plot, in shares of its sides from the top left."""
    box = tab.page.locator(".scatter canvas").nth(plot).bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    tab.page.mouse.move(*points[0])
    tab.page.mouse.down()
    for point in points[1:]:
        tab.page.mouse.move(*point, steps=4)
    tab.page.mouse.up()


def test_a_shape_drawn_around_points_means_what_python_means(
    tab: Tab, explorer: Explorer, server: ExplorerServer
):
    open_at(tab, server, tab="scatter")
    drawn_around(tab, [(0.3, 0.4), (0.8, 0.4), (0.8, 0.9), (0.3, 0.9)])
    assert tab.texts(".chip bdi") == ["drawn around: score of A base and score of B mended"]
    first = count(tab)
    assert 0 < first == meant(explorer, tab) < 1500
    drawn_around(tab, [(0.1, 0.1), (0.9, 0.1), (0.9, 0.95), (0.1, 0.95)])  # in place of the first
    assert first < count(tab) == meant(explorer, tab)
    tab.page.get_by_label("Choose points with").select_option(label="a rectangle")
    drawn_around(tab, [(0.3, 0.4), (0.8, 0.9)])
    assert len(tab.texts(".chip bdi")) == 2
    assert 0 < count(tab) == meant(explorer, tab)
    across = tab.page.get_by_label("score of A base from", exact=True)
    assert 0.25 < float(across.input_value()) < 0.35
    across.fill("0.5")
    across.press("Enter")
    assert "score of A base from 0.5 to" in tab.texts(".chip bdi")[0]
    assert 0 < count(tab) == meant(explorer, tab)


def test_every_slice_of_a_family_has_a_plot_and_a_selection_in_it_is_its_own(
    tab: Tab, explorer: Explorer, server: ExplorerServer
):
    open_at(tab, server, tab="scatter")
    tab.page.get_by_label("One plot for each").select_option(label="gender")
    tab.page.get_by_label("Marked by").select_option(label="all of religion")
    captions = tab.texts(".scatter figcaption")
    assert [caption.split(":")[0] for caption in captions[:3]] == [
        "gender=female",
        "gender=male",
        "gender=transgender",
    ]
    assert len(tab.texts(".kind-signs li")) == 6
    assert tab.count(".scatter canvas") == 3
    drawn_around(tab, [(0.2, 0.1), (0.95, 0.1), (0.95, 0.95), (0.2, 0.95)], plot=1)
    assert "gender=male" in tab.texts(".chip bdi")
    assert 0 < count(tab) == meant(explorer, tab)
    tab.page.get_by_role("button", name="Show all rows").click()
    tab.page.get_by_label("One plot for each").select_option(label="label")
    assert tab.count(".scatter canvas") == 2


def test_histograms_have_as_many_bins_as_asked_for(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="scatter")
    bins = tab.page.get_by_role("spinbutton", name="Bins")
    bins.fill("8")
    bins.press("Enter")
    tab.page.wait_for_selector("svg[aria-label*='score of A base, 8 bins']")
    bins.fill("100000")
    bins.press("Enter")
    tab.page.wait_for_selector("svg[aria-label*='score of A base, 200 bins']")


def test_identity_terms_are_marked_by_category_with_a_legend(tab: Tab, bundle: None):
    texts = ["Old women and Jewish men.", "A blind gay man, =1+1", "Nothing here."]
    frame = pl.DataFrame({"label": [0, 1, 0], "text": texts})
    explorer = Explorer(
        read(frame, label="label", text="text"),
        {"model": np.array([0.1, 0.9, 0.4])},
        models={"model": constant},
    )
    with served(explorer) as server:
        open_at(tab, server, tab="examples")
        tab.page.wait_for_selector(".term-legend mark")
        assert {"gender", "religion", "age"} <= set(tab.texts(".term-legend mark"))
        assert "Jewish" in tab.texts(".virtual-window mark")
        titles = [mark.get_attribute("title") for mark in tab.page.locator(".virtual mark").all()]
        assert "religion: jewish" in titles
        assert tab.count(".virtual .comment.blurred") == 3
        lines = tab.page.locator(".term-legend mark").evaluate_all(
            "marks => marks.map(mark => getComputedStyle(mark).textDecorationStyle "
            "+ getComputedStyle(mark).textDecorationLine)"
        )
        assert len(set(lines)) == len(lines) >= 3


def constant(texts: list[str]) -> np.ndarray:
    return np.full(len(texts), 0.4)


@pytest.mark.parametrize(
    ("amount", "footer", "texts"),
    [("no text", "holds no text", 0), ("every text", "holds the texts of all", 60)],
)
def test_the_saved_page_shows_the_same_with_as_much_text_as_chosen(
    tab: Tab, bundle: None, tmp_path: Path, amount: str, footer: str, texts: int
):
    with served(made_up(rows=60)) as server:
        open_at(tab, server, tab="examples", predicate={"slices": [3]}, threshold=0.4)
        tab.page.get_by_label("Keep these rows as a slice named").fill("mine")
        tab.page.get_by_role("button", name="Keep", exact=True).click()
        tab.page.wait_for_selector(".virtual .groups:has-text('saved=mine')")
        rows = tab.texts(".virtual-window .place")
        tab.page.wait_for_timeout(500)  # the address and Python follow when the state has rested
        tab.view("Take along")
        tab.page.get_by_label(amount).check()
        with tab.page.expect_download() as download:
            tab.page.get_by_role("button", name="Save this page").click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert footer in " ".join(tab.texts("[role=status]"))
    assert file.suffix == ".html"
    tab.open(file.as_uri(), ready=READY)
    assert footer in tab.texts("footer.explorer")[0]
    assert tab.page.get_by_role("tab", selected=True).inner_text() == "Examples"
    assert tab.texts(".virtual-window .place") == rows
    assert tab.texts(".threshold output") == ["0.4"]
    assert "saved=mine" in tab.texts(".virtual-window .groups")[0]
    assert (tab.count(".virtual-window .comment") > 0) == (texts > 0)
    tab.view("Slices")
    tab.page.wait_for_selector(".name bdi:text-is('saved=mine')")


def test_rows_are_taken_along_as_files_that_no_spreadsheet_runs(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="out", predicate={"rows": [6, 11]})
    files = {}
    for title in ("CSV", "Parquet"):
        with tab.page.expect_download() as download:
            tab.page.get_by_role("button", name=f"Save as {title}").click()
        files[title] = Path(download.value.path())
    assert "'=HYPERLINK(0)" in files["CSV"].read_text("utf-8")
    frame = pl.read_parquet(files["Parquet"])
    assert frame["row"].to_list() == [6, 11]
    assert frame["text"][0] == "=HYPERLINK(0)"


def test_the_link_holds_what_is_shown(tab: Tab, server: ExplorerServer):
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_at(tab, server, tab="out", threshold=0.3)
    tab.page.get_by_role("button", name="Copy the link").click()
    tab.page.wait_for_selector("[role=status]:has-text('The link is copied.')")
    link = tab.page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"#token=[\w-]+&state=", link)
    assert json.loads(unquote(link.split("state=")[1]))["threshold"] == 0.3
    tab.page.context.clear_permissions()


def test_charts_of_rows_are_saved(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="scatter")
    for what in ("score of B mended against score of A base", "Histogram of score of A base"):
        with tab.page.expect_download() as download:
            tab.page.get_by_role("button", name=f"Save {what} as SVG").click()
        text = Path(download.value.path()).read_text("utf-8")
        assert "label positive" in text
        assert ("data:image/png" in text) == ("against" in what)


def test_a_megabyte_of_hostile_text_blocks_nothing(tab: Tab, bundle: None):
    long = "no\x00thing \u202eat all <b>" * 60_000
    frame = pl.DataFrame({"label": [0, 1], "text": [long, "short"]})
    examples = read(frame, label="label", text="text")
    assert len(long.encode()) > 1 << 20
    explorer = Explorer(examples, {"m": np.array([0.1, 0.9])}, models={"m": constant})
    with served(explorer) as server:
        open_at(tab, server, tab="examples")
        tab.page.get_by_label("show texts").check()
        assert tab.texts(".virtual-window .comment")[1] == "short"
        tab.page.get_by_label("Text holds").fill("SHORT")
        tab.page.wait_for_selector("[role=status]:has-text('1 of 2 rows')")
        open_at(tab, server, tab="example", row=0)
        tab.page.wait_for_selector("blockquote:has-text('more characters')")
        assert "too long to be changed here" in " ".join(tab.texts("p.soft"))
        asked = "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"
        started = tab.page.evaluate("performance.now()")
        tab.page.evaluate(asked)
        assert tab.page.evaluate("performance.now()") - started < 2000
