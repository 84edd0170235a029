"""The page that stands alone: what it holds, and that it lets nothing out."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

import numpy as np
import polars as pl
import pytest

from counterpoise.data import read
from counterpoise.errors import PlanError, RunError
from counterpoise.explorer import bundle as bundles
from counterpoise.explorer import embedded
from counterpoise.explorer.embedded import embedded_frames
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.static_page import save_static_page, static_page

from .conftest import TEXTS, asker, eight_rows, frames_of, scores, with_pairs


def test_frames_are_those_that_the_explorer_answers_by_their_names():
    explorer = with_pairs()
    frames = embedded_frames(explorer.handle, texts="none")
    ask = asker(explorer)
    names = [metric["name"] for metric in ask("describe").value["metrics"]]
    assert list(frames) == [
        *("describe", "counts", "rows", *(f"intervals {place}" for place in range(len(names)))),
        *("compare 0 1 0.3", "flips slice 0.3", "flips term 0.3", "flips direction 0.3"),
        "flips generator 0.3",
        *("compare 0 1 0.5", "flips slice 0.5", "flips term 0.5", "flips direction 0.5"),
        "flips generator 0.5",
        *(f"curve {model} {place}" for place in range(3) for model in range(2)),
    ]
    assert frames["counts"] == explorer.handle("counts")
    assert frames["flips term 0.5"] == explorer.handle("flips", {"by": "term", "threshold": 0.5})


def test_the_description_lists_what_is_held_and_runs_no_model():
    explorer = Explorer(eight_rows(), scores(), models={"base": lambda texts: [0.5] * len(texts)})
    explorer.state = {"tab": "compare"}
    about = Frame.from_bytes(embedded_frames(explorer.handle, texts="all")["describe"]).value
    assert about["methods"] == [
        *("describe", "counts", "rows", "texts", "spans", "intervals", "compare"),
        "curve",
    ]
    assert [model["runs"] for model in about["models"]] == [False, False]
    assert about["texts"] == "all"
    assert about["state"]["tab"] == "compare"


def test_without_leave_no_text_is_held(built):
    page = static_page(with_pairs())
    frames = frames_of(page)
    assert "texts" not in frames
    assert frames["describe"].value["texts"] == "none"
    packed = re.findall(r">([\w+/=]+)</script>", page)
    assert len(packed) == len(frames)
    held = b"".join(gzip.decompress(base64.b64decode(data)) for data in packed)
    for text in filter(None, TEXTS):
        assert text.encode() not in held


def test_a_page_is_made_of_the_same_bytes_each_time(built):
    assert static_page(with_pairs(), texts="all") == static_page(with_pairs(), texts="all")


def test_all_texts_are_held_byte_for_byte():
    found = Frame.from_bytes(embedded_frames(with_pairs().handle, texts="all")["texts"])
    assert found.columns["row"].tolist() == list(range(8))
    assert found.columns["text"].to_list() == TEXTS


def test_a_sample_is_drawn_by_its_seed(monkeypatch):
    monkeypatch.setattr(embedded, "SAMPLE", 3)
    frames = [
        Frame.from_bytes(embedded_frames(with_pairs().handle, texts="sample", seed=seed)["texts"])
        for seed in (1, 1, 2)
    ]
    rows = [frame.columns["row"].tolist() for frame in frames]
    assert rows[0] == rows[1] != rows[2]
    assert len(rows[0]) == 3
    assert frames[0].columns["text"].to_list() == [TEXTS[row] for row in rows[0]]


def test_many_rows_are_left_to_the_server(monkeypatch):
    monkeypatch.setattr(embedded, "MOST_ROWS", 7)
    frames = embedded_frames(with_pairs().handle, texts="all")
    assert "rows" not in frames
    assert "texts" not in frames
    assert Frame.from_bytes(frames["describe"]).value["texts"] == "none"


def test_what_has_no_room_is_left_out(monkeypatch):
    whole = embedded_frames(with_pairs().handle, texts="none")
    monkeypatch.setitem(embedded.ROOM, "compare", len(whole["compare 0 1 0.3"]))
    monkeypatch.setitem(embedded.ROOM, "curve", 0)
    held = embedded_frames(with_pairs().handle, texts="none")
    assert set(whole) - set(held) == {
        "compare 0 1 0.5",
        *(name for name in whole if name.startswith("curve")),
    }
    about = Frame.from_bytes(held["describe"]).value
    assert "curve" not in about["methods"]
    assert about["absent"]["curve"] == embedded.LEFT_OUT


def test_models_of_too_many_rows_are_not_compared(monkeypatch):
    monkeypatch.setattr(embedded, "MOST_PAIRED", 7)
    held = embedded_frames(with_pairs().handle, texts="none")
    assert not [name for name in held if name.startswith("compare")]
    monkeypatch.setattr(embedded, "MOST_PAIRED", 8)
    assert "compare 0 1 0.5" in embedded_frames(with_pairs().handle, texts="none")


def test_a_curve_is_held_in_single_precision_without_what_it_says_twice():
    explorer = with_pairs()
    held = Frame.from_bytes(embedded_frames(explorer.handle, texts="none")["curve 1 2"]).columns
    answered = Frame.from_bytes(explorer.handle("curve", {"model": 1, "slice": 2})).columns
    assert list(held) == ["threshold", "fpr", "tpr", "precision"]
    np.testing.assert_array_equal(answered["recall"], answered["tpr"])
    for name, column in held.items():
        assert np.asarray(column).dtype == np.float32
        np.testing.assert_allclose(column, np.asarray(answered[name]), rtol=1e-6)


def test_the_page_allows_its_own_script_and_style_and_asks_for_nothing(built, tmp_path):
    path = save_static_page(with_pairs(), tmp_path / "page.html", texts="all")
    page = path.read_text(encoding="utf-8")
    script = re.search(r'<script type="module">(.*)</script>', page, re.DOTALL)
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)
    assert script is not None
    assert style is not None
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].split("; ") == [
        "default-src 'none'",
        f"script-src 'sha256-{digest(script[1])}'",
        f"style-src 'sha256-{digest(style[1])}'",
        "img-src blob: data:",
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    ]
    assert script[1] == "let page = '$1 ${x}';"
    assert "<title>Eight rows</title>" in page


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_hostile_texts_and_names_stay_in_the_data(built):
    evil = "</script><img src=x onerror=alert(1)>\u202e\x00"
    frame = pl.DataFrame({"label": [0, 1], "text": [evil, "x"], "group": pl.Series([[evil], []])})
    examples = read(frame, label="label", text="text", groups=["group"])
    facts = {"title": evil, evil: evil}
    page = static_page(Explorer(examples, {evil: np.array([0.1, 0.9])}, facts=facts), texts="all")
    assert "<img" not in page
    assert page.count("</script>") == len(frames_of(page)) + 1
    assert frames_of(page)["texts"].columns["text"].to_list() == [evil, "x"]
    assert frames_of(page)["describe"].value["title"] == evil


def test_the_footer_says_how_much_text_is_held(built, monkeypatch):
    def footer(**options):
        page = static_page(with_pairs(), **options)
        return re.findall(r'<footer class="explorer"><p>(.*)</p></footer>', page)

    assert footer() == ["This file holds no text of its 8 rows."]
    ends = "Whoever has it can read them."
    assert footer(texts="all") == [f"This file holds the texts of all 8 rows. {ends}"]
    monkeypatch.setattr(embedded, "SAMPLE", 3)
    assert footer(texts="sample") == [f"This file holds the texts of 3 of 8 rows. {ends}"]


def test_another_amount_of_text_is_refused(built):
    with pytest.raises(PlanError) as caught:
        static_page(with_pairs(), texts="some")
    assert str(caught.value) == (
        "`texts` cannot be 'some'. Did you mean `sample`? Available: `none`, `sample`, `all`."
    )


def test_a_page_that_was_not_built_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(bundles, "files", lambda package: tmp_path)
    with pytest.raises(RunError) as caught:
        static_page(with_pairs())
    assert str(caught.value) == (
        "This installation of counterpoise should hold the explorer's page, and it was not built. "
        "Build it in the source folder: cd web, npm ci, npm run build."
    )
