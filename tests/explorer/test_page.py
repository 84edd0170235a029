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
from counterpoise.data import read
from counterpoise.data.examples import Examples, Origin
from counterpoise.explorer.page import page, save_page
from counterpoise.explorer.view import view
from counterpoise.report import Report
from counterpoise.slice_selection import Order, SliceChoice, select_slices
from counterpoise.summaries import slice_rows, summary

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


def crowded(*, values: int, rows: int, columns: int = 2) -> Report:
    """Groups of uneven sizes and their crossings; two models err more in the higher ones."""
    random = np.random.default_rng(7)
    groups = [(random.random(rows) ** 1.5 * values).astype(int) for _ in range(columns)]
    labels = random.random(rows) < 0.4
    shift = sum(groups) / (values * columns)
    scores = {
        name: np.clip(0.35 * labels + step * shift + 0.6 * random.random(rows), 0, 1)
        for name, step in (("plain", 0.5), ("mended", 0.2))
    }
    named = {f"g{at}": [f"v{one}" for one in group] for at, group in enumerate(groups)}
    frame = pl.DataFrame({"label": labels.astype(float), **named})
    examples = read(frame, label="label", groups=list(named))
    return audit(examples, scores, crossings=[list(named)])


@pytest.fixture(scope="module")
def crowd() -> Report:
    """Two columns of 12 values and their 144 crossings: 168 slices."""
    return crowded(values=12, rows=20_000)


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


def test_a_thousand_slices_of_two_models_take_less_than_7_megabytes():
    report = crowded(values=10, rows=50_000, columns=3)
    assert len(report.slices) == 1 + 30 + 1000
    assert len(report.thresholds) == 5
    assert len(page(report)) < 7_000_000


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


@pytest.fixture
def crowded_tab(empty_tab: Tab, crowd: Report, tmp_path: Path) -> Iterator[Tab]:
    """The page of 168 slices."""
    file = save_page(crowd, tmp_path / "report.html")
    empty_tab.open(file)
    yield empty_tab
    assert empty_tab.complaints == []
    assert empty_tab.requests == [file.as_uri()]


def numbers(text: str) -> list[int]:
    """The counts in a text, thousands apart by commas."""
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", text)]


def test_of_many_slices_the_widest_gaps_are_drawn_and_the_others_counted(crowded_tab: Tab):
    tab = crowded_tab
    assert tab.page.input_value("#order") == "gap"
    assert tab.count("#chart > .row") == 1 + 40
    assert tab.count("#cells tr") == (1 + 40) * 2
    assert tab.texts("#chart .name")[0] == "overall"
    assert tab.texts("#heading") == ["False positive rate at score > 0.5, 40 of 168 slices"]
    assert tab.texts("#left") == ["Not shown: 128 further down."]


@pytest.mark.parametrize(
    ("name", "order"), [("gap", "gap"), ("high", "value"), ("rows", "size"), ("given", "as-given")]
)
def test_the_page_and_the_terminal_agree_on_the_order(
    crowded_tab: Tab, crowd: Report, name: str, order: Order
):
    tab = crowded_tab
    tab.page.select_option("#order", name)
    for metric in ("false_positive_rate", "roc_auc"):
        place = [entry["name"] for entry in view(crowd)["metrics"]].index(metric)
        tab.page.select_option("#metric", str(place))
        found = select_slices(
            summary(crowd),
            rows=slice_rows(crowd),
            choice=SliceChoice(order=order, metric=metric, top=40),
        )
        assert found.not_enough == 0
        assert (
            tab.texts("#chart .name") == found.frame["slice"].unique(maintain_order=True).to_list()
        )


def test_the_lowest_value_comes_first_where_that_is_asked_for(crowded_tab: Tab):
    tab = crowded_tab
    tab.page.select_option("#order", "low")
    tab.page.check("#enough")
    lowest = [min(map(float, pair)) for pair in values_by_slice(tab)]
    assert lowest == sorted(lowest)


def values_by_slice(tab: Tab) -> list[tuple[str, str]]:
    """Both models' values beside the bars of each slice, without overall."""
    texts = tab.texts("#chart > .row:not(.whole) .plot + .number > div")
    return list(zip(texts[::2], texts[1::2], strict=True))


def test_what_too_little_is_known_of_comes_last_under_a_line_that_says_so(crowded_tab: Tab):
    tab = crowded_tab
    tab.page.click("#all")
    rows = tab.page.locator("#chart > li")
    kinds = rows.evaluate_all("rows => rows.map((row) => row.className)")
    line = kinds.index("divider")
    assert kinds.count("divider") == 1
    sure = "#chart > li:nth-child({}):has(.bar:not(.unsure))"
    assert tab.count(sure.format(f"-n + {line}")) == line
    assert tab.count(sure.format(f"n + {line + 2}")) == 0
    tab.page.check("#enough")
    assert tab.count(".divider") == 0
    tab.page.uncheck("#enough")
    tab.page.select_option("#order", "rows")
    tab.page.click("#all")
    assert tab.count(".divider") == 0


def test_more_slices_are_drawn_when_asked_for_and_reading_goes_on_at_the_first(crowded_tab: Tab):
    tab = crowded_tab
    before = tab.texts("#chart .name")
    assert tab.texts("#more button") == ["Show 40 more", "Show all 168"]
    tab.page.focus("#some")
    tab.page.keyboard.press("Enter")
    names = tab.texts("#chart .name")
    assert names[:41] == before
    assert len(names) == len(set(names)) == 81
    assert tab.texts(":focus .name") == [names[41]]
    assert tab.texts("#left") == ["Not shown: 88 further down."]
    tab.page.click("#all")
    assert tab.count("#chart > .row") == tab.count("#cells tr") / 2 == 169
    assert tab.texts("#heading") == ["False positive rate at score > 0.5"]
    assert tab.texts("#left") == [""]
    assert not tab.page.locator("#more").is_visible()


def test_nothing_is_left_out_uncounted(crowded_tab: Tab):
    tab = crowded_tab
    tab.page.select_option("#family", label="g0 & g1 (144)")
    tab.page.fill("#filter", "& V9")
    tab.page.fill("#least", "70")
    tab.page.check("#enough")
    left = tab.texts("#left")[0]
    assert re.fullmatch(
        r"Not shown: 24 in other groups, 132 with other names, \d+ with fewer than 70 rows"
        r", \d+ with too little data\.",
        left,
    )
    shown, of = numbers(tab.texts("#heading")[0].split(",")[1])
    counts = [numbers(part)[0] for part in left.split(":")[1].split(",")]
    assert shown + sum(counts) == of == 168
    assert tab.count("#chart > .row") == shown > 0


def test_slices_have_at_least_the_rows_asked_for_and_enough_data(crowded_tab: Tab, crowd: Report):
    tab = crowded_tab
    tab.page.fill("#least", "80")
    tab.page.check("#enough")
    found = select_slices(
        summary(crowd),
        rows=slice_rows(crowd),
        choice=SliceChoice(order="gap", min_rows=80, enough_only=True, top=40),
    )
    assert tab.texts("#chart .name") == found.frame["slice"].unique(maintain_order=True).to_list()
    said = [
        f"{found.too_small} with fewer than 80 rows",
        f"{found.not_enough} with too little data",
        f"{found.further_down} further down",
    ]
    assert tab.texts("#left") == [f"Not shown: {', '.join(said)}."]


def test_a_group_is_chosen_with_overall_beside_it(crowded_tab: Tab):
    tab = crowded_tab
    assert tab.texts("#family option") == ["all", "g0 (12)", "g1 (12)", "g0 & g1 (144)"]
    tab.page.select_option("#family", label="g1 (12)")
    assert sorted(tab.texts("#chart .name")) == [
        "g1=v" + x for x in sorted(map(str, range(12)))
    ] + ["overall"]
    assert tab.count("#cells tr") == 13 * 2


def test_overall_stands_above_where_its_name_does_not_hold_the_text(crowded_tab: Tab):
    tab = crowded_tab
    tab.page.fill("#filter", "g0=")
    assert tab.texts("#whole .name") == ["overall"]
    assert tab.count("#chart .whole") == 0
    tab.page.fill("#filter", "")
    assert tab.count("#whole > li") == 0
    assert tab.texts("#chart .whole .name") == ["overall"]


def test_the_table_is_in_the_order_of_the_chart_until_a_head_is_clicked(crowded_tab: Tab):
    tab = crowded_tab
    chart = tab.texts("#chart .name")
    assert tab.texts("#cells th") == [name for name in chart for _ in range(2)]
    tab.page.get_by_role("button", name="Slice").click()
    assert tab.texts("#cells th") != [name for name in chart for _ in range(2)]
    tab.page.select_option("#order", "rows")
    chart = tab.texts("#chart .name")
    assert tab.texts("#cells th") == [name for name in chart for _ in range(2)]


def test_changes_are_announced_and_every_control_has_a_name(crowded_tab: Tab):
    tab = crowded_tab
    assert tab.page.get_attribute("#heading", "aria-live") == "polite"
    assert tab.page.get_attribute("#left", "role") == "status"
    for name in (
        "Metric",
        "Threshold",
        "Group",
        "Slices",
        "At least rows",
        "enough data only",
        "Order",
    ):
        assert tab.page.locator("#controls").get_by_label(name, exact=False).count() >= 1
    assert tab.page.get_by_role("spinbutton", name="At least rows").count() == 1


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
