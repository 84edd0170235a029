"""The views of thresholds and of two models compared, behind a server that can answer all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from counterpoise.explorer.server import ExplorerServer

from .conftest import Tab
from .made_up import made_up
from .test_page_alone import numbers
from .test_page_served import open_at, served


@pytest.fixture(scope="module")
def server(bundle: None) -> Iterator[ExplorerServer]:
    with served(made_up()) as serving:
        yield serving


@pytest.fixture
def tab(empty_tab: Tab, server: ExplorerServer) -> Iterator[Tab]:
    yield empty_tab
    assert empty_tab.complaints == []


def lines(tab: Tab, chart: str) -> list[str]:
    paths = tab.page.locator(f"figure:has(figcaption:text-is('{chart}')) .curve-line")
    return [path.get_attribute("d") for path in paths.all()]


def test_curves_of_a_group_stand_against_those_of_all(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="thresholds")
    tab.page.get_by_label("Another slice").select_option(label="gender=transgender")
    assert tab.texts(".curve-legend bdi") == [
        "A1 base, overall",
        "B1 mended, overall",
        "A2 base, gender=transgender",
        "B2 mended, gender=transgender",
    ]
    assert "over all scores" in " ".join(tab.texts(".soft"))
    for chart in ("ROC curve", "Precision-recall curve", "Cost per row"):
        assert len(set(lines(tab, chart))) == 4, chart
    assert tab.texts(".matrices h3") == ["overall", "gender=transgender"]
    tab.page.get_by_role("button", name="Take overall away").click()
    assert len(lines(tab, "ROC curve")) == 2


def test_a_cost_ratio_moves_the_cheapest_threshold(tab: Tab, server: ExplorerServer):
    def cheapest() -> float:
        said = next(text for text in tab.texts(".soft") if text.startswith("Least cost"))
        return float(re.findall(r"A ([\d.]+) \(", said)[0])

    open_at(tab, server, tab="thresholds")
    even = cheapest()
    tab.page.get_by_label("A false positive costs as much as").fill("5")
    assert cheapest() > even
    tab.page.get_by_text("The curves in numbers, as a table").click()
    assert tab.count(".numbers tbody tr") == 2 * 5


def test_a_matrix_holds_counts_and_shares_of_its_labels(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="thresholds")
    negatives = [
        numbers(text) for text in tab.texts(".matrix >> nth=0 >> tbody tr:first-child button")
    ]
    (tn, right), (fp, wrong) = negatives
    assert right == pytest.approx(tn / (tn + fp), abs=5e-4)
    assert wrong == pytest.approx(fp / (tn + fp), abs=5e-4)


def test_every_rule_gives_thresholds_what_they_come_to_or_why_not(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="thresholds")
    choice = tab.page.get_by_label("Rule")
    rules = [option.get_attribute("value") for option in choice.locator("option").all()]
    assert len(rules) == 7
    for rule in rules:
        choice.select_option(rule)
        tab.page.get_by_role("button", name="Choose thresholds").click()
        title = choice.locator("option:checked").inner_text()
        tab.page.wait_for_selector(f"caption:text-is('{title}')")
        assert tab.count("table:has-text('Gaps that are left') tbody tr") >= 4, rule
        effects = tab.texts("table:has(caption:text-is('These thresholds in effect')) tbody th")
        assert effects[-1] == "all rows"
        warned = "unlawful" in " ".join(tab.texts(".banner"))
        assert warned == (rule != "SingleThreshold"), rule
    assert "fewer than 50: no threshold of its own" in " ".join(tab.texts(".soft"))


def test_verdicts_come_in_sentences_and_models_can_be_exchanged(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="compare")
    tab.page.wait_for_selector(".finding li")
    said = tab.texts(".finding")[0]
    assert re.search(r"0 of 8 slices fail, \d pass, \d cannot be told; \d are surely better", said)
    tab.page.get_by_role("button", name="Exchange").click()
    tab.page.wait_for_selector("td:has-text('✗ fail')")
    assert "worse than the baseline by more than 0.02" in tab.texts(".finding li")[0]
    assert tab.texts("table:has-text('Verdicts on') tbody tr:first-child th") == [
        "gender=transgender"
    ]


def test_rows_that_changed_are_ordered_by_harm_or_help(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="compare")
    changed = "table:has-text('harmed: right') tbody tr"

    def names(order: str) -> list[str]:
        tab.page.get_by_label("Order").select_option(label=order)
        return tab.texts(f"{changed} th")

    helped = names("most helped first")
    assert helped[:2] == ["overall", "gender=transgender"]
    net = numbers(tab.texts(f"{changed}:nth-child(2) td:nth-child(6)")[0])[0]
    rows, harm, good = (
        numbers(tab.texts(f"{changed}:nth-child(2) td:nth-child({place})")[0])[0]
        for place in (2, 3, 5)
    )
    assert net == pytest.approx((good - harm) / rows, abs=5e-4)
    assert names("least gained first")[-1] == "gender=transgender"
    tab.page.get_by_role("button", name="Show the rows of religion=muslim").click()
    assert tab.texts(".chip bdi") == ["religion=muslim", "decided otherwise by A and B at 0.5"]


def test_a_link_holds_which_models_and_which_curves_are_shown(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="compare")
    tab.page.get_by_label("Before").select_option(label="B mended")
    tab.page.wait_for_selector("td:has-text('✗ fail')")
    tab.view("Thresholds")
    tab.page.get_by_label("Another slice").select_option(label="gender=transgender")
    tab.page.get_by_role("button", name="Take overall away").click()
    tab.page.wait_for_timeout(500)  # the address follows when the state has rested
    tab.open(tab.page.url, ready=".curve-legend")
    assert tab.texts(".matrices h3") == ["gender=transgender"]
    tab.view("Compare")
    assert tab.page.get_by_label("Before").input_value() == "1"
    assert tab.page.get_by_label("After").input_value() == "0"
    tab.page.wait_for_selector("td:has-text('✗ fail')")
