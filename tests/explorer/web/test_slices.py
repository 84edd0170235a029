"""The view of slices: several thresholds, baselines, orders, flips, and what a drag does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from counterpoise.explorer.server import ExplorerServer

from .conftest import Tab
from .paired import paired
from .test_page_alone import NAMES, drag, drawn, line, numbers
from .test_page_served import open_at, served

ROWS = ".slices > .row"


def row(name: str) -> str:
    return f"{ROWS}:has(.name bdi:text-is('{name}'))"


def at_rest(tab: Tab) -> None:
    tab.page.wait_for_selector(".finding:not(.moving, :text-is('…'))")
    tab.settle()


def test_several_thresholds_are_shown_side_by_side(tab: Tab):
    tab.page.get_by_role("button", name="Several at once").click()
    heads = tab.texts(".axis .multiple button")
    assert heads == [f"score > {limit}" for limit in (0.1, 0.3, 0.5, 0.7, 0.9)]
    assert tab.texts("h2") == ["False positive rate at score > 0.1, 0.3, 0.5, 0.7, 0.9"]
    assert tab.count(f"{row('gender=female')} {drawn('bar')}") == 5 * 2
    assert tab.count(f"{row('gender=female')} {drawn('whisker')}") == 5 * 2
    values = [numbers(text)[0] for text in tab.texts(f"{row('gender=female')} .number")]
    assert values[0::2] == sorted(values[0::2], reverse=True)
    assert "*" in "".join(tab.texts(f"{row('religion=sikh')} .number"))


def test_a_threshold_is_typed_in_and_another_taken_away(tab: Tab):
    tab.page.get_by_role("button", name="Several at once").click()
    tab.page.get_by_label("Another threshold").fill("0.425")
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("button", name="Take 0.9 away").click()
    tab.page.get_by_role("button", name="Take 0.1 away").click()
    assert tab.texts(".axis .multiple button") == [
        f"score > {limit}" for limit in (0.3, 0.425, 0.5, 0.7)
    ]
    assert "°" in tab.texts(f"{row('overall')} .multiple:nth-child(2) .number")[0]
    tab.page.wait_for_timeout(500)  # the address follows when the state has rested
    state = json.loads(unquote(tab.page.url.split("state=")[1]))
    assert state["thresholds"] == [0.3, 0.425, 0.5, 0.7]
    tab.page.get_by_role("button", name="One threshold").click()
    assert tab.count(".multiple") == 0


def test_a_bar_at_one_of_several_thresholds_leads_to_its_rows(tab: Tab):
    tab.page.get_by_role("button", name="Several at once").click()
    bar = tab.page.locator(f"{row('religion=muslim')} .multiple:nth-child(2) .small-line").nth(1)
    said = bar.get_attribute("title")
    assert said.startswith("score > 0.3: religion=muslim, B mended: 0.")
    count = re.findall(r"(\d+) false positives of", said)[0]
    bar.click()
    assert tab.texts(".chip bdi") == ["religion=muslim", "false positives of B mended at 0.3"]
    assert tab.texts("[role=status]") == [f"{count} of 1,500 rows"]


def test_the_table_has_a_row_for_each_threshold(tab: Tab):
    tab.page.get_by_role("button", name="Several at once").click()
    tab.page.get_by_text("The numbers behind the chart, as a table").click()
    assert tab.count(".numbers tbody tr") == 8 * 2 * 5
    cells = tab.texts(".numbers tbody tr:first-child td")
    assert cells[1] == "0.1"
    assert numbers(cells[5])[0] / numbers(cells[6])[0] == pytest.approx(float(cells[2]), abs=1e-4)


def test_a_line_says_its_value_interval_and_counts_on_hover_and_aloud(tab: Tab):
    said = tab.page.locator(line("gender=transgender")).get_attribute("title")
    assert re.fullmatch(
        r"gender=transgender, A base: 0\.\d+; 95 % interval 0\.\d+ to 0\.\d+; "
        r"\d+ false positives of \d+ negatives",
        said,
    )
    assert tab.page.get_by_role("button", name=said).count() == 1


def test_percent_change_is_against_the_slice_chosen(tab: Tab):
    tab.page.get_by_label("Held against").select_option(label="gender=male")
    names = tab.texts(NAMES)
    assert names[0] == "gender=male"
    values = [float(tab.texts(f"{line(name)} .number")[0]) for name in ("gender=female", names[0])]
    shown = tab.texts(f"{line('gender=female')} .percent")[0]
    change = 100 * (values[0] / values[1] - 1)
    assert float(shown.replace("−", "-").removesuffix(" %")) == pytest.approx(change, abs=2)
    assert tab.texts(f"{line('gender=male')} .percent") == [""]


def test_slices_are_ordered_by_size_value_gap_and_evidence(tab: Tab):
    def ordered(label: str) -> list[str]:
        tab.page.get_by_label("Order").select_option(label=label)
        return tab.texts(NAMES)[1:]

    def values(names: list[str]) -> list[float]:
        return [
            max(float(one) for one in tab.texts(f"{row(name)} .number:nth-of-type(2)"))
            for name in names
        ]

    sizes = [
        numbers(text)[0]
        for name in ordered("size: most rows first")
        for text in tab.texts(f"{row(name)} .name .soft")
    ]
    assert sizes == sorted(sizes, reverse=True)
    high = ordered("value: highest first")
    assert high[-1] == "religion=sikh"
    assert values(high[:-1]) == sorted(values(high[:-1]), reverse=True)
    assert ordered("gap: widest first")[0] == "gender=transgender"
    sure = ordered("evidence: surest gap first")
    assert sure[0] == "gender=transgender"
    assert sure.index("religion=muslim") < sure.index("religion=jewish")


def test_while_a_threshold_moves_bars_follow_and_nothing_jumps(tab: Tab):
    before = tab.texts(NAMES)
    heights = "() => document.querySelector('.slices').getBoundingClientRect().top"
    top = tab.page.evaluate(heights)
    moving = tab.page.evaluate("""async () => {
      const slider = document.querySelector("input[name=threshold]");
      const bar = () => document.querySelector(".moving-bars .bar").getAttribute("d");
      const seen = [];
      for (const step of [0.6, 0.62, 0.64]) {
        slider.value = String(step * Number(slider.max));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise(requestAnimationFrame);
        seen.push([bar(), document.querySelector(".chart").classList.contains("moving")]);
      }
      const named = [...document.querySelectorAll(".slices > .row .name bdi")];
      const names = named.map((one) => one.textContent);
      const unsure = document.querySelector(".moving-bars .hatch").getAttribute("d") !== "";
      const { top } = document.querySelector(".slices").getBoundingClientRect();
      return { seen, unsure, names, top };
    }""")
    assert len({bar for bar, _ in moving["seen"]}) == 3
    assert all(is_moving for _, is_moving in moving["seen"])
    assert moving["unsure"]  # what says too little stays hatched
    assert moving["names"] == before
    assert moving["top"] == top
    at_rest(tab)
    assert tab.count(".chart.moving") == 0
    value = float(tab.texts(f"{line('overall')} .number")[0])
    drag(tab, 0.7)
    assert float(tab.texts(f"{line('overall')} .number")[0]) < value


@pytest.fixture(scope="module")
def pairs_server(bundle: None) -> Iterator[ExplorerServer]:
    with served(paired(models=3)) as server:
        yield server


@pytest.fixture
def pairs_tab(empty_tab: Tab, pairs_server: ExplorerServer) -> Tab:
    """The one tab, opened anew: others use it too."""
    open_at(empty_tab, pairs_server)
    return empty_tab


def test_flips_are_shown_by_term_and_by_direction(pairs_tab: Tab):
    tab = pairs_tab
    tab.page.wait_for_selector(".flips tbody tr:nth-child(7)")
    names = tab.texts(".flips tbody th")
    assert names[:3] == ["overall"] * 3
    assert set(names) == {"overall", "woman", "man", "queen", "king", "rare"}
    rare = tab.texts(".flips tbody tr:has(th:has-text('rare')) .mark")
    assert rare == ["not enough data"] * 3
    first = tab.texts(".flips tbody tr:first-child td")
    flips, pairs = numbers(first[5])[0] + numbers(first[6])[0], numbers(first[4])[0]
    assert float(first[2]) == pytest.approx(flips / pairs, abs=5e-4)
    tab.page.locator(".flips").get_by_label("By").select_option(label="direction of the swap")
    tab.page.wait_for_selector(".flips th:has-text('transgender')")
    assert "overall" in tab.texts(".flips tbody th")


def test_the_finding_speaks_of_flips_where_they_are_the_metric(pairs_tab: Tab):
    tab = pairs_tab
    tab.page.get_by_label("Metric").select_option(label="Flip rate")
    tab.page.wait_for_selector(".finding:has-text('flip rate')")
    said = tab.texts(".finding")[0]
    assert re.search(r"gender=\w+ stands out: flip rate 0\.\d+ \(95 % interval", said)


def test_the_other_main_metrics_have_a_line_each_and_a_click_shows_the_metric(pairs_tab: Tab):
    tab = pairs_tab
    tab.page.get_by_label("Metric").select_option(label="False positive rate (FPR)")
    tab.page.wait_for_selector(".other-findings li:nth-child(4):not(:has-text('…'))")
    said = tab.texts(".other-findings li")
    titles = ["False negative rate", "Flip rate", "Positive rate", "Area under the ROC curve"]
    assert [text.split(":")[0] for text in said] == titles
    assert re.match(r"Flip rate: overall\s+A 0\.\d+ \(0\.\d+ to 0\.\d+\); B 0\.\d+", said[1])
    assert said[2] == "Positive rate: no sure gap"
    tab.page.locator(".other-findings").get_by_role("button", name="Flip rate").click()
    tab.page.wait_for_selector("h2:has-text('Flip rate at score > 0.5')")
    tab.page.wait_for_selector(".other-findings li:first-child:has-text('False positive rate: ')")


def test_the_surest_gap_in_another_metric_is_told_with_its_interval_and_its_change(tab: Tab):
    tab.page.get_by_label("Metric").select_option(label="False negative rate (FNR)")
    line = ".other-findings li:has-text('False positive rate: gender=transgender')"
    tab.page.wait_for_selector(line)
    interval = r"A 0\.\d+ \(0\.\d+ to 0\.\d+\)"
    change = r", \d\.\d times the 0\.\d+ of overall; B 0\.\d+ surely lower"
    assert re.search(interval + change, tab.texts(line)[0])


def test_slices_that_a_filter_leaves_out_are_counted_by_reason(tab: Tab):
    tab.page.get_by_label("At least").fill("300")
    tab.page.get_by_label("enough data only").check()
    said = " ".join(tab.texts("p.soft:has-text('Not shown')"))
    assert re.search(r"Not shown: \d slices of fewer than 300 rows\.", said)
    tab.page.get_by_label("At least").fill("")
    tab.page.get_by_label("Group").select_option(label="gender (3)")
    said = " ".join(tab.texts("p.soft:has-text('Not shown')"))
    assert "Not shown: 4 slices of other groups" in said
    tab.page.get_by_role("button", name="Show all", exact=True).click()
    assert tab.count("p.soft:has-text('Not shown')") == 0
    assert tab.count(ROWS) == 8
