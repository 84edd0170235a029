"""`report.html`: made of an audit that is there, and refused of one of other rows."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from counterpoise.auditing import audit
from counterpoise.data.examples import Examples
from counterpoise.errors import DataError
from counterpoise.explorer import explorer as explorers
from counterpoise.explorer import report_page
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.report_page import save_report_page

from .conftest import BASE, TEXTS, asker, eight_rows, frames_of, scores

Given = dict[str, np.ndarray]


def frames(path: Path) -> dict[str, Frame]:
    return frames_of(path.read_text(encoding="utf-8"))


@pytest.mark.usefixtures("built")
def test_the_page_of_a_report_is_that_of_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    report = audit(eight_rows(), scores(), thresholds=[0.3, 0.5], facts={"title": "Kept"})
    monkeypatch.setattr(explorers, "audit", None)  # it is not made again
    path = tmp_path / "new" / "report.html"
    given = {"examples": eight_rows(), "scores": scores()}
    assert save_report_page(report, path, **given, texts="all") == path
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]
    found = frames(path)
    assert found["describe"].value["title"] == "Kept"
    assert found["texts"].columns["text"].to_list() == TEXTS
    assert {"rows", "counts", "intervals 0", "compare 0 1 0.5"} <= set(found)


@pytest.mark.usefixtures("built")
def test_no_text_is_held_unless_told(tmp_path: Path):
    path = tmp_path / "report.html"
    save_report_page(audit(eight_rows(), scores()), path, examples=eight_rows(), scores=scores())
    page = path.read_text(encoding="utf-8")
    packed = re.findall(r">([\w+/=]+)</script>", page)
    assert len(packed) == len(frames(path))
    held = b"".join(gzip.decompress(base64.b64decode(data)) for data in packed)
    assert not [text for text in filter(None, TEXTS) if text.encode() in held]
    assert "This file holds no text of its 8 rows." in page
    assert frames(path)["describe"].value["absent"]["texts"] == "This file was made without texts."


@pytest.mark.usefixtures("built")
def test_a_page_of_many_rows_is_that_of_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(report_page, "MOST_ROWS", 7)
    report = audit(eight_rows(), scores())
    path = tmp_path / "report.html"
    save_report_page(report, path, examples=eight_rows(), scores=scores(), texts="all")
    found = frames(path)
    assert "rows" not in found
    assert found["describe"].value["absent"]["rows"] == report_page.MANY
    assert found["describe"].value["rows"] == 8


@pytest.mark.usefixtures("built")
def test_a_report_alone_has_a_page(tmp_path: Path):
    path = save_report_page(audit(eight_rows(), scores()), tmp_path / "report.html")
    assert frames(path)["describe"].value["methods"] == [
        *("describe", "counts", "intervals", "compare"),
    ]


def test_an_explorer_of_a_report_answers_as_one_that_audits():
    given = {"thresholds": [0.3, 0.5], "include": ["bias_auc"], "crossings": []}
    rows = eight_rows(weights=[1.0, 2, 0.5, 1, 1, 1, 0, 1])
    report = audit(rows, scores(), **given)
    one = Explorer(rows, scores(), **given)
    other = Explorer.of_report(report, rows, scores())
    for method, args in (
        ("describe", {}),
        ("counts", {}),
        ("rows", {}),
        ("intervals", {"metric": 0, "thresholds": [0.3, 0.41]}),
        ("compare", {"before": 0, "after": 1, "threshold": 0.41}),
    ):
        assert one.handle(method, args) == other.handle(method, args)
    args = {"predicate": {"rows": [1, 2, 3]}, "name": "some"}
    assert one.handle("slice_of", args) == other.handle("slice_of", args)


def another_score(rows: Examples) -> tuple[Examples, Given]:
    return rows, {**scores(), "base": np.array([*BASE[:-1], 0.99])}


def another_label(rows: Examples) -> tuple[Examples, Given]:
    frame = rows.frame.with_columns(label=1 - rows.frame["label"])
    return replace(rows, frame=frame), scores()


def other_groups(rows: Examples) -> tuple[Examples, Given]:
    return replace(rows, frame=rows.frame.with_columns(rows.frame["gender"].reverse())), scores()


def weights(rows: Examples) -> tuple[Examples, Given]:
    return eight_rows(weights=[1.0] * 7 + [1.5]), scores()


def a_row_less(rows: Examples) -> tuple[Examples, Given]:
    given = {name: values[:7] for name, values in scores().items()}
    return rows.filter(np.arange(8) < 7), given


def a_model_less(rows: Examples) -> tuple[Examples, Given]:
    return rows, {"base": scores()["base"]}


@pytest.mark.parametrize(
    "change", [another_score, another_label, other_groups, weights, a_row_less, a_model_less]
)
def test_a_report_of_other_rows_is_refused(change: Callable[[Examples], tuple[Examples, Given]]):
    report = audit(eight_rows(), scores())
    rows, given = change(eight_rows())
    with pytest.raises(DataError) as caught:
        Explorer.of_report(report, rows, given)
    assert str(caught.value) == (
        "The report must be the audit of these rows, and its counts by group, label and score are "
        "others. Give the rows and scores that were audited, or audit again."
    )


def test_the_page_method_gives_the_file_with_state_and_saved_slices(built):
    explorer = Explorer(eight_rows(), scores())
    ask = asker(explorer)
    ask("slice_of", predicate={"rows": [1, 2]}, name="mine")
    explorer.state = {"tab": "compare", "slices": [3]}
    answer = ask("page", texts="all")
    assert answer.value == {
        "name": "report.html",
        "held": "This file holds the texts of all 8 rows. Whoever has it can read them.",
    }
    page = answer.columns["bytes"].tobytes().decode("utf-8")
    found = frames_of(page)
    about = found["describe"].value
    assert about["slices"][3] == {"name": "saved=mine", "family": 1, "rows": 2}
    assert (about["state"]["tab"], about["state"]["slices"]) == ("compare", [3])
    assert found["rows"].columns["slice3"].sum() == 2
    assert answer.value["held"] in page
    assert "texts" not in frames_of(ask("page").columns["bytes"].tobytes().decode("utf-8"))


def test_a_page_with_another_amount_of_text_is_refused(built):
    answer = asker(Explorer(eight_rows(), scores()))("page", texts="some")
    assert answer.value == {
        "error": '`texts` of `page` cannot be "some". Did you mean `sample`? '
        "Available: `none`, `sample`, `all`."
    }
