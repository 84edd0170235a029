import pytest

from counterpoise import explorer as package
from counterpoise.explorer import serving

from .conftest import eight_rows, scores


@pytest.fixture
def opened(monkeypatch):
    """Addresses that a browser was started with; the server is interrupted at once."""
    found = []

    def interrupted(server):
        server.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(serving.webbrowser, "open", found.append)
    monkeypatch.setattr(serving.ExplorerServer, "run", interrupted)
    return found


@pytest.mark.parametrize("browser", [True, False])
def test_the_address_is_told_and_opened_where_asked_for(opened, browser):
    told = []
    package.serve(package.Explorer(eight_rows(), scores()), browser=browser, tell=told.append)
    assert len(told) == 2
    assert told[0].startswith("Explorer: http://127.0.0.1:")
    assert "/#token=" in told[0]
    assert opened == ([told[0].removeprefix("Explorer: ")] if browser else [])


def test_every_public_name_is_there():
    for name in package.__all__:
        assert getattr(package, name).__name__ == name
