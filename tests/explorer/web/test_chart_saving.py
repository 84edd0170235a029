"""Charts saved as files of their own: whole, light, and with text as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .conftest import Tab
from .made_up import made_up
from .static_page import static_page

HOSTILE = '</text><script>x</script>&"\u202e\x00\ufffe\u2028'
NAMESPACE = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory, bundle: None) -> Path:
    file = tmp_path_factory.mktemp("saved") / "report.html"
    file.write_text(static_page(made_up(rows=400, hostile_name=HOSTILE)), encoding="utf-8")
    return file


@pytest.fixture
def tab(empty_tab: Tab, hostile_page: Path) -> Iterator[Tab]:
    empty_tab.open(hostile_page.as_uri())
    yield empty_tab
    assert empty_tab.complaints == []
    assert [url for url in empty_tab.requests if not url.startswith(("file:", "blob:"))] == []


def saved(tab: Tab, kind: str, folder: Path, *, chart: str = "figure") -> bytes:
    """What is saved of the first chart."""
    with tab.page.expect_download() as coming:
        tab.page.locator(chart).first.get_by_role("button", name=f"as {kind}").click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    assert file.suffix == f".{kind.lower()}"
    return file.read_bytes()


def texts_in(drawing: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in drawing.iter(f"{NAMESPACE}text")]


def test_a_chart_is_saved_with_title_legend_threshold_and_names_as_text(tab: Tab, tmp_path: Path):
    drawing = ElementTree.fromstring(saved(tab, "SVG", tmp_path))
    said = texts_in(drawing)
    assert said[0] == "False positive rate at score > 0.5"
    assert "A base" in said
    assert 'B </text><script>x</script>&"\ufffd\u2400\ufffd ' in said
    assert {"overall", "gender=transgender", "not enough data"} <= set(said)


def test_a_saved_chart_is_light_and_refers_to_nothing_outside(tab: Tab, tmp_path: Path):
    tab.page.emulate_media(color_scheme="dark")
    text = saved(tab, "SVG", tmp_path).decode()
    tab.page.emulate_media(color_scheme="light")
    assert 'font-family="sans-serif"' in text
    assert re.findall(r"https?:[^\"]*", text) == ["http://www.w3.org/2000/svg"]
    assert " style=" not in text
    assert " class=" not in text
    assert '<rect width="1260"' in text
    assert text.count("url(#explorer-hatch)") > 0
    assert "<pattern" in text
    assert "rgb(232, 234, 237)" not in text  # the ink of the dark page


def test_a_picture_has_twice_the_pixels_of_the_drawing(tab: Tab, tmp_path: Path):
    drawing = ElementTree.fromstring(saved(tab, "SVG", tmp_path))
    picture = saved(tab, "PNG", tmp_path)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert width == round(2 * float(drawing.attrib["width"]))
    assert abs(height - 2 * float(drawing.attrib["height"])) <= 1.5
