"""The page: self-contained, safe against the names it shows, and drawn in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from counterpoise.auditing import audit
from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data.examples import Examples, Origin
from counterpoise.explorer.page import page, save_page
from counterpoise.explorer.view import view
from counterpoise.report import Report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
GROUPS = ["women", "men", "few", "nobody"]
HOSTILE = "</script><img src=x onerror=alert(1)>\u202eevil"
NAMES = ("plain", "mended", "other")


def report_of(
    *,
    models: tuple[str, ...] = NAMES,
    groups: list[str] = GROUPS,
    facts: dict[str, str] | None = None,
) -> Report:
    """600 rows: half in the first group, half in the second, 4 in the third, none in the rest."""
    rows = np.arange(600)
    member = [[groups[row % 2], *([groups[2]] if row < 4 else [])] for row in rows]
    frame = pl.DataFrame(
        {
            "label": (rows % 5 == 0).astype(float),
            "group": pl.Series(member, dtype=pl.List(pl.Enum(groups))),
        }
    )
    examples = Examples(
        frame=frame,
        label="label",
        groups=("group",),
        left_out={"label missing": 3},
        origin=Origin(names=("hand",), starts=(0,)),
        rows=rows,
    )
    random = np.random.default_rng(5)
    sources = pl.DataFrame({"source": rows[::2], "counterfactual": [""] * 300})
    return audit(
        examples,
        {name: random.random(600) for name in models},
        pairs=Pairs(frame=sources, examples=600),
        counterfactual_scores={name: random.random(300) for name in models},
        controls={models[-1]: models[0]},
        facts=facts or {"data": "by hand"},
    )


@pytest.fixture(scope="module")
def report() -> Report:
    return report_of()


def block(text: str, start: str) -> str:
    """The content of the element whose opening tag is `start`."""
    return text.split(start, 1)[1].split("</", 1)[0]


def test_the_page_is_written_where_it_was_asked_for(report: Report, tmp_path: Path):
    path = tmp_path / "new" / "report.html"
    assert save_page(report, path) == path
    assert path.read_text(encoding="utf-8") == page(report)
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]


def test_the_page_names_nothing_outside_itself(report: Report):
    text = without_data(page(report))
    addresses = set(re.findall(r"\w+://[^\s\"'<>)]+", text))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"\b(src|href|srcset|action|formaction|background)\s*=", text)
    assert not re.search(r"@import|url\((?!#)|fetch\(|XMLHttpRequest|WebSocket|innerHTML", text)


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(report: Report):
    text = page(report)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    style, script = block(text, "<style>"), block(text, '<script type="module">')
    assert policy[1].split("; ") == [
        "default-src 'none'",
        f"script-src '{digest(script)}'",
        f"style-src '{digest(style)}'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    ]


def digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def test_the_data_in_the_page_are_the_view_of_the_report(report: Report):
    data = block(page(report), 'id="report">')
    assert json.loads(base64.b64decode(data, validate=True)) == view(report)


def test_no_name_or_fact_stands_in_the_page_as_it_is():
    hostile = report_of(
        models=(HOSTILE, "b"), groups=[HOSTILE, "men", "few"], facts={"title": HOSTILE}
    )
    plain = report_of(models=("a", "b"), groups=["women", "men", "few"], facts={"title": "x"})
    assert without_data(page(hostile)) == without_data(page(plain))


def without_data(text: str) -> str:
    return re.sub(r'id="report">[^<]*<', 'id="report"><', text)


def test_thirty_slices_of_three_models_take_less_than_400_kilobytes():
    groups = [*GROUPS, *(f"group {place}" for place in range(25))]
    assert len(page(report_of(groups=groups))) < 400_000


@dataclass(kw_only=True)
class Tab:
    """A tab of the browser, what was complained of in it and what it asked for."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, file: Path) -> None:
        self.complaints.clear()
        self.requests.clear()
        self.page.goto(file.as_uri())

    def texts(self, selector: str) -> list[str]:
        return self.page.locator(selector).all_text_contents()

    def count(self, selector: str) -> int:
        return self.page.locator(selector).count()

    def choose(self, metric: str) -> None:
        self.page.select_option("#metric", label=metric)


@pytest.fixture(scope="module")
def empty_tab() -> Iterator[Tab]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        tab = Tab(page=browser.new_page(viewport={"width": 1280, "height": 900}))
        tab.page.on("console", lambda message: tab.complaints.append(message.text))
        tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.page.on("request", lambda request: tab.requests.append(request.url))
        yield tab
        browser.close()


@pytest.fixture
def tab(empty_tab: Tab, report: Report, tmp_path: Path) -> Iterator[Tab]:
    """The report of this module, opened anew; nothing may be complained of or asked for."""
    file = save_page(report, tmp_path / "report.html")
    empty_tab.open(file)
    yield empty_tab
    assert empty_tab.complaints == []
    assert empty_tab.requests == [file.as_uri()]


def test_every_defined_cell_has_a_bar_and_a_whisker(tab: Tab):
    assert tab.count("#chart > li") == 5  # overall, women, men, few, nobody
    assert tab.count("#chart .cell") == 5 * 3
    assert tab.count("#chart .bar") == 4 * 3
    assert tab.count("#chart .cell:has(.whisker)") == 4 * 3
    assert tab.count("#chart .reference") == 5


def test_a_slice_with_too_little_data_is_hatched_and_says_so(tab: Tab):
    few = "#chart > li:nth-child(4)"
    assert tab.texts(f"{few} .name") == ["group=few"]
    assert tab.count(f"{few} .hatch") == 3
    assert tab.texts(f"{few} .mark > div") == ["too little data"] * 3
    assert tab.count("#chart > li:nth-child(2) .hatch") == 0


def test_an_empty_slice_keeps_its_place_and_is_undefined(tab: Tab):
    nobody = "#chart > li:nth-child(5)"
    assert tab.texts(f"{nobody} .name") == ["group=nobody"]
    assert tab.count(f"{nobody} .bar") == 0
    assert "undefined: 0 negatives" in tab.texts(f"{nobody} title")[0]
    assert "0 / 0" in tab.texts(f"{nobody} .number")[1]


def test_bars_are_as_long_as_their_values(tab: Tab, report: Report):
    value = report.table().row(2, named=True)["value"]  # FPR of plain, overall, at 0.5
    bar = tab.page.locator("#chart .bar").first.bounding_box()["width"]
    plot = tab.page.locator("#chart .hit").first.bounding_box()["width"]
    end = float(tab.texts("#axis text:not(.overall)")[-1])
    assert bar / plot * end == pytest.approx(value, abs=0.002)


def test_choosing_another_metric_draws_again(tab: Tab):
    before = tab.texts("#chart .number")
    assert tab.texts("#heading") == ["False positive rate at score > 0.5"]
    tab.choose("Accuracy")
    assert tab.texts("#heading") == ["Accuracy at score > 0.5"]
    assert tab.texts("#chart .number") != before


def test_the_threshold_is_kept_between_metrics_and_hidden_where_there_is_none(tab: Tab):
    tab.page.select_option("#threshold", label="0.7")
    tab.choose("False negative rate (FNR)")
    assert tab.texts("#heading") == ["False negative rate at score > 0.7"]
    tab.choose("Area under the ROC curve (AUC)")
    assert not tab.page.locator("#threshold").is_visible()
    tab.choose("Flip rate")
    assert tab.texts("#heading") == ["Flip rate at score > 0.7"]
    assert tab.texts("th button")[7] == "Pairs"


def test_every_metric_can_be_drawn_and_zoomed(tab: Tab):
    tab.page.check("#zoom")
    for title in tab.texts("#metric option"):
        tab.choose(title)
        defined = [text for text in tab.texts("#cells td:nth-child(3)") if text != "–"]
        assert tab.count("#chart circle.bar") == len(defined) > 0


def test_the_filter_keeps_the_slices_that_hold_its_text(tab: Tab):
    tab.page.fill("#filter", "MEN")
    assert tab.texts("#chart .name") == ["group=women", "group=men"]
    assert tab.count("#cells tr") == 2 * 3
    tab.page.fill("#filter", "no such slice")
    assert tab.count("#chart > li") == tab.count("#cells tr") == 0


def test_the_table_is_sorted_by_the_head_clicked_with_the_undefined_last(tab: Tab):
    def values() -> list[float]:
        texts = tab.texts("#cells td:nth-child(3)")
        assert texts[-3:] == ["–"] * 3
        return [float(text) for text in texts[:-3]]

    head = tab.page.get_by_role("button", name="Value")
    head.click()
    assert values() == sorted(values())
    assert tab.count("th[aria-sort=ascending]") == 1
    head.click()
    assert values() == sorted(values(), reverse=True)


def test_the_table_names_its_rows_columns_and_subject(tab: Tab):
    assert tab.texts("caption") == [
        "False positive rate at score > 0.5: the numbers behind the chart"
    ]
    assert tab.count("thead th[scope=col]") == 11
    assert tab.count("tbody th[scope=row]") == 5 * 3


def test_the_top_says_what_was_audited(tab: Tab):
    assert tab.texts("#models li")[2] == "Cother, held against its control plain"
    assert tab.texts("#rows li")[:2] == ["600 rows audited", "3 rows left out: label missing"]
    assert "no comment text" in tab.page.locator("header").inner_text()
    assert not tab.page.locator("#synthetic").is_visible()


def test_hostile_names_stay_text_and_are_held_apart(empty_tab: Tab, tmp_path: Path):
    report = report_of(
        models=(HOSTILE, "b"),
        groups=[HOSTILE, "men", "few"],
        facts={"title": HOSTILE, HOSTILE: HOSTILE, "data": "synthetic"},
    )
    tab = empty_tab
    tab.open(save_page(report, tmp_path / "report.html"))
    assert tab.texts("#title bdi") == [HOSTILE]
    assert tab.texts("#facts bdi")[:2] == [HOSTILE, HOSTILE]
    assert tab.texts("#chart .name bdi")[1] == f"group={HOSTILE}"
    assert tab.texts("#cells tr:first-child bdi")[0] == HOSTILE
    assert tab.count("img") == 0
    assert tab.page.title() == HOSTILE.replace("\u202e", "\ufffd")
    assert tab.page.locator("#synthetic").is_visible()
    assert tab.complaints == []


def test_a_script_that_is_not_the_pages_own_is_refused(
    empty_tab: Tab, report: Report, tmp_path: Path
):
    file = tmp_path / "report.html"
    added = "</main><script>document.title = 'taken over'</script>"
    file.write_text(page(report).replace("</main>", added), encoding="utf-8")
    tab = empty_tab
    tab.open(file)
    assert tab.page.title() == "Rates by group"
    assert len(tab.complaints) == 1
    assert "Content Security Policy" in tab.complaints[0]
