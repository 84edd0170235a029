"""The page behind the local server, where models run: edited, swapped, ruled and compared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.server import ExplorerServer

from .conftest import Tab
from .made_up import made_up
from .serving import open_at, served
from .tabular import tabular

ROW = 11  # "Comment number 11 about ... people."


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    return made_up()


@pytest.fixture(scope="module")
def server(explorer: Explorer, bundle: None) -> Iterator[ExplorerServer]:
    with served(explorer) as serving:
        yield serving


@pytest.fixture
def tab(empty_tab: Tab, server: ExplorerServer) -> Iterator[Tab]:
    yield empty_tab
    assert empty_tab.complaints == []
    assert all(url.startswith("http://127.0.0.1:") for url in empty_tab.requests)


def test_the_first_view_is_that_of_the_page_alone(tab: Tab, server: ExplorerServer):
    tab.open(f"{server.url}&state=%7B%7D")
    assert "gender=transgender stands out" in tab.texts(".finding")[0]
    tab.page.locator("input[name=threshold]").fill("633")
    tab.page.wait_for_selector(".finding:not(.moving):has-text('stands out')")
    assert tab.texts("h2") == ["False positive rate at score > 0.633"]
    assert tab.count(".slices .whisker:not([d=''])") == 2 * 8


def test_the_state_is_known_to_python(tab: Tab, server: ExplorerServer, explorer: Explorer):
    tab.open(f"{server.url}&state=%7B%7D")
    tab.page.locator(".slices .line").nth(2).click()
    tab.page.wait_for_timeout(600)  # the state is told when it has rested
    assert explorer.state["predicate"]["outcome"] == "fp"
    assert f"{explorer.selected().height} of 1,500 rows" in tab.texts("[role=status]")


def test_another_text_is_scored_as_it_is_written_and_kept_as_a_child(
    tab: Tab, server: ExplorerServer
):
    open_at(tab, server, tab="example", row=ROW)
    tab.page.get_by_label("show texts").check()
    written = tab.page.get_by_label("The text, to be changed")
    written.fill("Comment number 11 about transgender people.")
    tab.page.wait_for_selector(".scores td:has-text('flips to positive')")
    assert tab.texts(".scores ins") == ["transgender"]
    keep = tab.page.get_by_role("button", name="Keep as a child")
    keep.click()
    written.fill("Comment number 12 about male people.")
    tab.page.wait_for_selector(".scores tbody tr:nth-child(2) td:has-text('negative')")
    keep.click()
    assert tab.texts(".scores tbody th del")[:1] == ["11"]
    assert tab.count(".scores .verdict:text-matches('^child ')") == 2
    tab.view("Examples")
    tab.view("One example")
    assert tab.count(".scores .verdict:text-matches('^child ')") == 2
    assert tab.texts("blockquote .comment") == ["Comment number 11 about male people."]
    tab.page.get_by_role("button", name="Remove it").first.click()
    assert tab.count(".scores .verdict:text-matches('^child ')") == 1


def test_every_swap_and_word_is_tried(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="example", row=ROW)
    tab.page.get_by_role("button", name="Try every swap and ablation").click()
    tab.page.wait_for_selector(".scores caption:has-text('counterfactual texts flip a decision')")
    assert tab.count(".scores tbody tr") >= 3
    tab.page.get_by_role("button", name="Leave out each word in turn").click()
    tab.page.wait_for_selector(".word")
    assert tab.count(".word") == 6
    tab.page.get_by_role("button", name="Find it").click()
    tab.page.get_by_role("button", name="Show this row").click()
    assert tab.texts(".controls strong") != [f"Row {ROW + 1}"]


def test_a_selection_is_kept_as_a_slice(tab: Tab, bundle: None):
    with served(made_up(rows=200)) as serving:
        open_at(tab, serving, tab="examples", predicate={"slices": [1]})
        tab.page.get_by_label("Keep these rows as a slice named").fill("my <b>slice</b>")
        tab.page.get_by_role("button", name="Keep").click()
        tab.page.wait_for_selector(".virtual .groups:has-text('my <b>slice</b>')")
        tab.view("Slices")
        tab.page.wait_for_selector(".name bdi:has-text('my <b>slice</b>')")


def test_thresholds_are_chosen_by_a_rule_with_a_caution(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="thresholds")
    tab.page.get_by_role("button", name="Choose thresholds").click()
    tab.page.wait_for_selector("table:has-text('Gaps that are left')")
    assert "unlawful" in " ".join(tab.texts(".banner"))
    assert "gender=transgender" in tab.texts("table:has-text('called positive above')")[0]


def test_models_are_compared_with_verdicts_and_changed_rows(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="compare")
    tab.page.wait_for_selector("td:has-text('✓ pass')")
    assert "? inconclusive" in tab.texts("tr:has-text('religion=sikh') td:last-child")
    tab.page.get_by_role("button", name="Show").first.click()
    assert tab.texts(".chip bdi") == ["decided otherwise by A and B at 0.5"]


def test_a_million_hostile_signs_are_asked_for_one_by_one(tab: Tab, server: ExplorerServer):
    open_at(tab, server, tab="example", row=7)
    tab.page.get_by_label("show texts").check()
    tab.page.wait_for_selector("blockquote .comment")
    shown = tab.texts("blockquote .comment")[0]
    assert "more characters" in shown
    assert len(shown) < 21_000


def test_features_are_changed_and_scored(tab: Tab, bundle: None):
    with served(tabular()) as serving:
        open_at(tab, serving, tab="example", row=0)
        tab.page.get_by_role("spinbutton", name="income").fill("99")
        tab.page.wait_for_selector(".scores th:has-text('income:')")
        tab.page.get_by_role("button", name="Keep as a child").click()
        tab.page.get_by_role("button", name="Compute").click()
        tab.page.wait_for_selector("figcaption:has-text('Mean score over 60 of 60 rows by income')")
        tab.page.get_by_label("Partial dependence on").select_option(label="trade")
        tab.page.get_by_role("button", name="Compute").click()
        tab.page.wait_for_selector(".level-bars:has-text('(this row)')")
        assert tab.count(".level-bars tbody tr") == 2
        assert tab.page.get_by_label("Nearest by").locator("option").all_inner_texts() == [
            "features (L1)",
            "features (L2)",
        ]
        tab.page.get_by_role("button", name="Find it").click()
        tab.page.wait_for_selector(".nearest .differs:has-text('score of A base')")
