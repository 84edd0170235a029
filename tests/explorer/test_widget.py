"""The widget in a notebook: what it sends to the page, and what it takes from it."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest

from counterpoise.errors import MissingExtraError, RunError
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.pieces import Pieces

comm = pytest.importorskip("comm")
pytest.importorskip("anywidget")

from counterpoise.explorer import widget as widgets  # noqa: E402 - it needs anywidget

VIEW = "application/vnd.jupyter.widget-view+json"
MISSING = (
    "The explorer in a notebook needs an optional dependency that is not installed. "
    "Install it with: pip install 'counterpoise[explorer]'"
)
Sent = list[tuple[dict[str, Any], list[bytes]]]


@pytest.fixture(autouse=True)
def built() -> None:
    try:
        widgets.built("explorer.js")
    except RunError:
        pytest.skip("the page was not built: run `npm ci` and `npm run build` in `web`")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What goes to the notebook, in place of a kernel."""
    messages: Sent = []

    class Line(comm.base_comm.BaseComm):
        def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **_):
            messages.append((data or {}, buffers or []))

    monkeypatch.setattr(comm, "create_comm", Line)
    return messages


def receive(widget: Any, data: dict[str, Any]) -> None:
    """A message of the page."""
    widget.comm.handle_msg({"content": {"data": data}, "buffers": []})


def pull(widget: Any, sent: Sent, method: str, **args: Any) -> tuple[bytes, int]:
    """What the page does: asks, then for the rest piece by piece; the frame and how many came."""
    question: dict[str, Any] = {"id": "view 1", "method": method, "args": args}
    found, count = b"", 0
    while True:
        sent.clear()
        receive(widget, {"method": "custom", "content": question})
        [(message, [data])] = [one for one in sent if one[0]["method"] == "custom"]
        assert message["content"] == {
            "id": "view 1",
            "at": len(found),
            "size": message["content"]["size"],
        }
        found, count = found + data, count + 1
        if len(found) == message["content"]["size"]:
            return found, count
        question = {"id": "view 1", "at": len(found)}


def told(widget: Any, state: object) -> None:
    receive(widget, {"method": "update", "state": {"state": state}, "buffer_paths": []})


def test_it_takes_the_page_and_its_style_along(explorer: Explorer, sent: Sent):
    explorer.widget()
    state = sent[-1][0]["state"]  # that of its layout goes before
    assert "CPX1" in state["_esm"]
    assert ".explorer" in state["style_sheet"]
    assert "_css" not in state
    assert state["state"] is None
    assert state["height"] == 760


def test_a_question_is_answered_by_the_bytes_of_handle(explorer: Explorer, sent: Sent):
    widget = explorer.widget()
    assert pull(widget, sent, "describe") == (explorer.handle("describe"), 1)
    args = {"metric": 0, "thresholds": [0.5]}
    assert pull(widget, sent, "intervals", **args) == (explorer.handle("intervals", args), 1)
    refused, _ = pull(widget, sent, "nothing")
    assert Frame.from_bytes(refused).value["error"].startswith('There is no method "nothing".')


def test_a_long_answer_comes_in_pieces_as_they_are_asked_for(explorer: Explorer, sent: Sent):
    widget = explorer.widget()
    widget._pieces = Pieces(size=100)
    rows = explorer.handle("rows")
    assert pull(widget, sent, "rows") == (rows, -(-len(rows) // 100))
    assert len(widget._pieces) == 0


@pytest.mark.parametrize("content", [None, [], "text", {}, {"id": 1, "method": "describe"}])
def test_what_is_no_question_is_not_answered(explorer: Explorer, sent: Sent, content: object):
    widget = explorer.widget()
    sent.clear()
    receive(widget, {"method": "custom", "content": content})
    assert sent == []


def test_the_page_is_told_a_state_that_is_set(explorer: Explorer, sent: Sent):
    explorer.widget()
    sent.clear()
    explorer.state = {"tab": "examples"}
    [(message, _)] = sent
    assert message["method"] == "update"
    assert message["state"] == {"state": explorer.state}
    assert explorer.state["tab"] == "examples"


def test_the_state_that_the_page_tells_is_kept_and_not_told_back(explorer: Explorer, sent: Sent):
    widget = explorer.widget()
    sent.clear()
    told(widget, {"tab": "examples", "predicate": {"slices": [1]}})
    assert explorer.state["tab"] == "examples"
    assert explorer.state["metric"] == 0
    assert explorer.selected().height == 4
    assert [message for message, _ in sent if message["method"] == "update"] == []


def test_a_state_that_cannot_be_is_not_kept(explorer: Explorer, sent: Sent):
    told(explorer.widget(), {"tab": "nowhere"})
    assert explorer.state["tab"] == "slices"


def test_an_explorer_has_one_widget(explorer: Explorer, sent: Sent):
    widget = explorer.widget(height=500)
    assert explorer.widget() is widget
    assert widget.height == 500


def test_an_explorer_whose_widget_was_closed_has_another(explorer: Explorer, sent: Sent):
    widget = explorer.widget()
    widget.close()
    explorer.state = {"tab": "examples"}
    assert explorer.widget() is not widget
    shown = Frame.from_bytes(pull(explorer.widget(), sent, "describe")[0]).value["state"]
    assert shown["tab"] == "examples"


def test_the_last_line_of_a_cell_shows_the_widget(explorer: Explorer, sent: Sent):
    bundle = explorer._repr_mimebundle_()
    assert bundle[VIEW]["model_id"] == explorer.widget().model_id
    assert bundle["text/plain"] == "Explorer of 8 rows, 2 models."


@pytest.fixture
def without_anywidget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "counterpoise.explorer.widget")


def test_without_anywidget_the_cell_says_how_to_install_it(explorer, without_anywidget: None):
    assert explorer._repr_mimebundle_() == {
        "text/plain": f"Explorer of 8 rows, 2 models.\n{MISSING}"
    }
    with pytest.raises(MissingExtraError) as raised:
        explorer.widget()
    assert str(raised.value) == MISSING


def test_a_page_that_was_not_built_is_refused():
    with pytest.raises(RunError) as raised:
        widgets.built("nothing.js")
    assert str(raised.value) == (
        "The explorer's page should be in the package as `static/nothing.js`, and it was not "
        "built. Run `npm ci` and `npm run build` in `web` of the source folder, or install a "
        "released wheel."
    )


def test_it_leaves_no_thread(explorer: Explorer, sent: Sent):
    before = threading.active_count()
    pull(explorer.widget(), sent, "rows")
    assert threading.active_count() == before
