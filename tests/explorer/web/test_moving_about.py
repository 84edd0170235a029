"""From view to view: with the keyboard, and back with the browser."""

from __future__ import annotations

import json
from urllib.parse import unquote

from .conftest import Tab
from .test_page_alone import line

REST = 500
"""Milliseconds after which the address has followed."""


def selected(tab: Tab) -> list[str]:
    return tab.texts("[role=tab][aria-selected=true]")


def test_back_leads_from_the_rows_of_a_bar_to_the_bars(tab: Tab) -> None:
    tab.page.wait_for_timeout(REST)
    tab.page.locator(line("gender=transgender")).click()
    assert selected(tab) == ["Examples"]
    tab.page.wait_for_timeout(REST)
    tab.page.go_back()
    assert selected(tab) == ["Slices"]
    tab.page.wait_for_timeout(REST)
    tab.page.go_forward()
    assert selected(tab) == ["Examples"]
    state = json.loads(unquote(tab.page.url.split("state=")[1]))
    assert state["tab"] == "examples"


def test_a_threshold_that_moves_is_no_place_to_go_back_to(tab: Tab) -> None:
    tab.page.wait_for_timeout(REST)
    before = tab.page.evaluate("history.length")
    tab.page.get_by_role("button", name="0.7", exact=True).click()
    tab.page.wait_for_timeout(REST)
    assert "0.7" in unquote(tab.page.url)
    assert tab.page.evaluate("history.length") == before


def test_keys_go_on_in_the_view_that_a_key_led_to(tab: Tab) -> None:
    tab.page.locator(line("gender=transgender")).focus()
    tab.page.keyboard.press("Enter")
    assert selected(tab) == ["Examples"]
    assert tab.page.evaluate("document.activeElement.id") == "explorer-view"
    tab.page.keyboard.press("Tab")
    inside = "document.activeElement.closest('#explorer-view') !== null"
    assert tab.page.evaluate(f"{inside} && document.activeElement.id !== 'explorer-view'")
