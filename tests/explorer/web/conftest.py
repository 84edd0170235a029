"""A browser, and the explorer's page in it; nothing may be complained of or asked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .made_up import made_up
from .static_page import STATIC, static_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

SETTLED = """() => new Promise((done) => {
  const end = () => { watch.disconnect(); done(); };
  let quiet = setTimeout(end, 150);
  const watch = new MutationObserver(() => { clearTimeout(quiet); quiet = setTimeout(end, 150); });
  const all = { subtree: true, childList: true, attributes: true, characterData: true };
  watch.observe(document, all);
  setTimeout(end, 5000);
})"""


@dataclass(kw_only=True)
class Tab:
    """A tab of the browser, what was complained of in it and what it asked for."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, address: str, *, ready: str = ".finding:not(:text-is('…'))") -> None:
        """Opens the page anew; it is ready when something is found by the selector."""
        self.page.goto("about:blank")
        self.complaints.clear()
        self.requests.clear()
        self.page.goto(address)
        self.page.wait_for_selector(f".explorer {ready}")

    def settle(self) -> None:
        """Waits until the page has not changed for a moment: it draws after the click returns."""
        self.page.evaluate(SETTLED)

    def texts(self, selector: str) -> list[str]:
        self.settle()
        return self.page.locator(selector).all_inner_texts()

    def count(self, selector: str) -> int:
        self.settle()
        return self.page.locator(selector).count()

    def view(self, title: str) -> None:
        self.page.get_by_role("tab", name=title, exact=True).click()


@pytest.fixture(scope="session")
def empty_tab() -> Iterator[Tab]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        tab = Tab(page=browser.new_page(viewport={"width": 1280, "height": 900}))
        tab.page.set_default_timeout(20_000)
        tab.page.on("console", lambda message: tab.complaints.append(message.text))
        tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.page.on("request", lambda request: tab.requests.append(request.url))
        yield tab
        browser.close()


@pytest.fixture(scope="session")
def bundle() -> None:
    """The page's script and style sheet."""
    if not (STATIC / "explorer.js").is_file():
        pytest.skip("the page was not built: run `npm ci` and `npm run build` in `web`")


@pytest.fixture(scope="session")
def written_page(tmp_path_factory: pytest.TempPathFactory, bundle: None) -> Path:
    """The made-up audit as a page that stands alone."""
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(static_page(made_up()), encoding="utf-8")
    return file


@pytest.fixture
def tab(empty_tab: Tab, written_page: Path) -> Iterator[Tab]:
    """The made-up audit, opened anew."""
    empty_tab.open(written_page.as_uri())
    yield empty_tab
    assert empty_tab.complaints == []
    assert [url for url in empty_tab.requests if not url.startswith("file:")] == []
