"""The page that stands alone, clicked through in a real browser."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

NAMES = ".slices > .row .name button"
VALUES = ".slices > .row .line > .number:nth-of-type(2)"
HOSTILE_SCRIPT = "<script>document.title='taken over'</script>"


def line(name: str, model: str = "A") -> str:
    """The bar of a model in a slice."""
    row = f".slices > .row:has(.name bdi:text-is('{name}'))"
    return f"{row} .line:has(.key:text-is('{model}'))"


def drawn(part: str) -> str:
    """Those paths of a kind that draw something."""
    return f".{part}:not([d=''])"


def drag(tab: Any, threshold: float) -> None:
    """Moves the slider; it counts in bins of 1/1000 or as the page says."""
    slider = tab.page.locator("input[name=threshold]")
    bins = int(slider.get_attribute("max"))
    slider.fill(str(round(threshold * bins)))


def numbers(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*\.?\d*", text)]


def test_the_first_view_says_what_is_wrong_for_whom_how_sure_and_what_changed(tab):
    said = tab.texts(".finding")[0]
    assert "gender=transgender stands out" in said
    sure = r"false positive rate 0\.\d+ \(95 % interval 0\.\d+ to 0\.\d+\) with\s+A base"
    assert re.search(
        sure + r", \d\.\d times the 0\.\d+ of overall: \d+ false positives of \d+", said
    )
    changed = r"With\s+B mended: 0\.\d+, a change of −0\.\d+ \(−0\.\d+ to −0\.\d+\), surely lower"
    assert re.search(changed, said)
    assert tab.count(".banner") == 1


def test_the_widest_gap_comes_first_and_too_little_data_last_and_marked(tab):
    names = tab.texts(NAMES)
    assert names[:2] == ["overall", "gender=transgender"]
    assert names[-1] == "religion=sikh"
    assert tab.texts(f"{line('religion=sikh')} .mark") == ["not enough data"]
    assert tab.count(f"{line('religion=sikh')} {drawn('hatch')}") == 1
    assert tab.count(f"{line('gender=female')} {drawn('hatch')}") == 0
    assert tab.count(".divider") == 1


def test_a_threshold_dragged_moves_bars_and_whiskers(tab):
    before = tab.texts(f"{line('overall')} .number")
    drag(tab, 0.7)
    assert tab.texts("h2") == ["False positive rate at score > 0.7"]
    after = tab.texts(f"{line('overall')} .number")
    assert after != before
    value, hits, of = (numbers(after[0])[0], *numbers(after[1]))
    assert abs(value - hits / of) < 0.001
    assert tab.count(f"{line('overall')} {drawn('whisker')}") == 1
    drag(tab, 0.71)
    assert tab.count(f"{line('overall')} {drawn('whisker')}") == 1


def test_between_hundredths_a_bar_follows_and_no_whisker_is_made_up(tab):
    tab.page.evaluate("location.hash = 'state=' + encodeURIComponent('{\"threshold\": 0.715}')")
    assert tab.texts("h2") == ["False positive rate at score > 0.715"]
    assert tab.count(f"{line('overall')} {drawn('whisker')}") == 0
    assert tab.count(f"{line('overall')} {drawn('bar')}") == 1
    assert tab.texts(".finding")[0].startswith("No intervals are known at this threshold")
    assert set(tab.texts(".slices .mark")) == {"no interval"}


def test_a_click_on_a_bar_shows_its_rows_as_chips_and_in_the_table(tab):
    counted = numbers(tab.texts(f"{line('gender=transgender')} .counts")[0])[0]
    tab.page.locator(line("gender=transgender")).click()
    assert tab.texts(".chip bdi") == ["gender=transgender", "false positives of A base at 0.5"]
    assert tab.texts("[role=status]") == [f"{counted:.0f} of 1,500 rows"]
    assert set(tab.texts(".virtual-window .label")) == {"negative"}
    verdicts = tab.texts(".virtual-window .score:nth-child(5) .verdict")
    assert set(verdicts) == {"positive, wrong"}
    tab.page.get_by_role("button", name="Take away").nth(1).click()
    assert tab.texts(".chip bdi") == ["gender=transgender"]
    tab.page.get_by_role("button", name="Show all rows").click()
    assert tab.texts("[role=status]") == ["1,500 of 1,500 rows"]


def test_a_cell_of_a_confusion_matrix_leads_to_its_rows(tab):
    tab.page.get_by_role("button", name="religion=muslim", exact=True).click()
    cell = tab.page.locator(".matrix").nth(1).get_by_role("button", name="false negatives")
    count = numbers(cell.inner_text())[0]
    cell.click()
    assert tab.texts(".chip bdi") == ["religion=muslim", "false negatives of B mended at 0.5"]
    assert tab.texts("[role=status]") == [f"{count:.0f} of 1,500 rows"]


def test_hostile_texts_are_shown_as_text_blurred_until_asked_for(tab):
    tab.view("Examples")
    assert tab.count(".comment.blurred") > 0
    tab.page.get_by_label("show texts").check()
    assert tab.count(".comment.blurred") == 0
    shown = tab.texts(".virtual-window .comment")
    assert shown[0] == HOSTILE_SCRIPT
    assert tab.texts(".virtual-window .virtual-row:nth-child(4) .unseen") == ["\ufffd"] * 3
    signs = tab.page.locator(".virtual-window .virtual-row:nth-child(5) .unseen")
    assert [sign.get_attribute("title") for sign in signs.all()] == ["U+0000", "U+0007", "U+200B"]
    assert tab.count("img") == tab.count(".explorer script") == 0
    assert tab.page.title() == "Made-up comments"


def test_identity_terms_are_marked_without_python(tab):
    tab.view("Examples")
    tab.page.wait_for_selector(".term-legend mark:text-is('gender')")
    assert tab.texts(".virtual-window .virtual-row:nth-child(10) mark") in (["female"], ["male"])


def test_the_page_says_that_it_is_one_file_and_what_it_holds(tab):
    tab.view("Take along")
    tab.page.wait_for_selector("section:has-text('It holds the texts of 1,500 of 1,500 rows')")
    assert tab.page.get_by_role("button", name="Save as Parquet").count() == 0


def test_rows_are_searched_and_sorted(tab):
    tab.view("Examples")
    tab.page.get_by_label("Text holds").fill("NUMBER 77")
    tab.page.wait_for_selector("[role=status]:has-text('11 of 1,500 rows')")
    tab.page.get_by_role("columnheader", name="A score").get_by_role("button").click()
    scores = [numbers(text)[0] for text in tab.texts(".virtual-window .score:nth-child(5)")]
    assert scores == sorted(scores, reverse=True)


def test_the_state_is_in_the_address_and_comes_back(tab):
    tab.page.get_by_role("combobox", name="Metric").select_option(label="Accuracy")
    drag(tab, 0.3)
    tab.page.get_by_label("Held against").select_option(label="gender=male")
    tab.page.wait_for_timeout(500)  # the address follows when the state has rested
    address = tab.page.url
    state = json.loads(unquote(address.split("state=")[1]))
    assert state["threshold"] == 0.3
    before = tab.texts(".slices .line")
    tab.open(address)
    assert tab.texts("h2") == ["Accuracy at score > 0.3"]
    assert tab.texts(NAMES)[0] == "gender=male"
    assert tab.texts(".slices .line") == before


def test_the_table_holds_the_numbers_of_the_chart(tab):
    tab.page.get_by_text("The numbers behind the chart, as a table").click()
    assert tab.count(".numbers tbody tr") == 8 * 2
    tab.page.locator(".numbers").get_by_role("button", name="value").click()
    values = [float(text) for text in tab.texts(".numbers tbody td:nth-child(3)")]
    assert values == sorted(values, reverse=True)
    assert "not enough data" in tab.texts(".numbers .mark")


def test_every_metric_can_be_shown(tab):
    for title in tab.texts(".controls label:has-text('Metric') option"):
        tab.page.get_by_role("combobox", name="Metric").select_option(label=title)
        tab.page.wait_for_selector(".finding:not(.moving, :text-is('…'))")
        assert tab.count(f".slices {drawn('bar')}") >= 14


def test_before_and_after_are_shown_as_a_change(tab):
    tab.page.get_by_label("before → after").check()
    assert tab.count(f".slices {drawn('before')}") == 8
    change = tab.texts(f"{line('gender=transgender', 'B')} .percent")[0]
    assert re.fullmatch(r"−0\.\d+ \(−0\.\d+ to −0\.\d+\)", change)


def test_tabs_and_rows_are_reached_by_the_keyboard(tab):
    tab.page.get_by_role("tab", name="Slices").focus()
    tab.page.keyboard.press("ArrowRight")
    tab.settle()
    assert tab.page.evaluate("document.activeElement.textContent") == "Examples"
    grid = tab.page.get_by_role("grid", name="Examples")
    grid.focus()
    tab.page.keyboard.press("End")
    tab.settle()
    assert tab.page.locator(".virtual-row.active .place").inner_text() == "1,500"
    assert grid.evaluate("node => node.scrollTop > 1000")


def test_the_page_fits_a_narrow_screen(tab):
    tab.page.set_viewport_size({"width": 390, "height": 844})
    for title in tab.texts("[role=tab]"):
        tab.view(title)
        assert tab.page.evaluate("document.documentElement.scrollWidth") == 390, title
    tab.page.set_viewport_size({"width": 1280, "height": 900})
