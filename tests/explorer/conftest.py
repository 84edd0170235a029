"""Eight rows that can be worked by hand, and a way to ask about them."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from counterpoise.counterfactuals.pairs import Pairs
from counterpoise.data import Examples, read
from counterpoise.explorer import bundle as bundles
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame

LABELS = [0, 0, 1, 1, 0, 1, 0, 0]
GROUPS = [["f"], ["m"], ["f"], ["m"], ["f", "m"], [], None, ["f"]]
BASE = [0.1, 0.6, 0.7, 0.4, 0.5, 0.9, 0.3, 0.501]
MENDED = [0.1, 0.4, 0.6, 0.6, 0.2, 0.8, 0.3, 0.3]
TEXTS = [
    "She came home.",
    "A man sat down.",
    "The queen is awful!",
    "The king is awful!",
    "A man and a woman.",
    "",
    "It rains, =SUM(A1).",
    "Her hat, \u202e\U0001f469\u200d\U0001f680 and a NUL \x00.",
]

Ask = Callable[..., Frame]


def eight_rows(*, texts: list[str] | None = TEXTS, weights: list[float] | None = None) -> Examples:
    columns: dict[str, Any] = {
        "label": pl.Series(LABELS, dtype=pl.Float64),
        "gender": pl.Series(GROUPS, dtype=pl.List(pl.Enum(["f", "m"]))),
    }
    if texts is not None:
        columns["text"] = texts
    if weights is not None:
        columns["weight"] = pl.Series(weights, dtype=pl.Float64)
    return read(
        pl.DataFrame(columns),
        label="label",
        groups=["gender"],
        text=None if texts is None else "text",
        weight=None if weights is None else "weight",
    )


def scores() -> dict[str, np.ndarray]:
    return {"base": np.array(BASE), "mended": np.array(MENDED, dtype=np.float32)}


def length(texts: list[str]) -> list[float]:
    """A model: hundredths of the text's characters."""
    return [min(len(text), 100) / 100 for text in texts]


def shouting(texts: list[str]) -> np.ndarray:
    """Another: sure of texts with an exclamation mark, and in single precision."""
    return np.array(["!" in text for text in texts], dtype=np.float32)


def asker(explorer: Explorer) -> Ask:
    def ask(method: str, **args: Any) -> Frame:
        return Frame.from_bytes(explorer.handle(method, args))

    return ask


def refusal(frame: Frame) -> str:
    """The text of a frame that says why there is no answer."""
    assert set(frame.value) == {"error"}
    assert not frame.columns
    return frame.value["error"]


def with_pairs() -> Explorer:
    """Two models without callables, two pairs."""
    pairs = pl.DataFrame(
        {
            "source": [2, 3],
            "counterfactual": ["The king is awful!", "The queen is awful!"],
            "term": ["queen", "king"],
            "from_group": ["female", "male"],
            "to_group": ["male", "female"],
            "generator": ["by hand", "by hand"],
        }
    )
    return Explorer(
        eight_rows(),
        scores(),
        thresholds=[0.3, 0.5],
        pairs=Pairs(frame=pairs, examples=8),
        counterfactual_scores={"base": [0.4, 0.7], "mended": [0.6, 0.6]},
        facts={"title": "Eight rows", "data": "by hand"},
    )


@pytest.fixture
def explorer() -> Explorer:
    """For tests that change its state or slices."""
    return with_pairs()


@pytest.fixture(scope="session")
def ask() -> Ask:
    """For tests that change nothing."""
    return asker(with_pairs())


@pytest.fixture(scope="session")
def ask_models() -> Ask:
    """The same rows, judged by models that can be run."""
    return asker(Explorer(eight_rows(), {"length": length, "shouting": shouting}))


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A bundle of a few letters in the place of the real one."""
    folder = tmp_path / "package" / "static"
    folder.mkdir(parents=True)
    (folder / "explorer.js").write_text("let page = '$1 ${x}';", encoding="utf-8")
    (folder / "explorer.css").write_text("p { color: red }", encoding="utf-8")
    monkeypatch.setattr(bundles, "files", lambda package: folder.parent)


ELEMENT = '<script type="text/plain" data-frame="([^"]*)" data-coding="gzip">([^<]*)</script>'


def frames_of(page: str) -> dict[str, Frame]:
    """The frames that a page holds, by name."""
    return {
        name: Frame.from_bytes(gzip.decompress(base64.b64decode(data)))
        for name, data in re.findall(ELEMENT, page)
    }
