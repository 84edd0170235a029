"""What is said while models take long to answer."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import polars as pl

from counterpoise.data import read
from counterpoise.explorer.explorer import Explorer

from .conftest import Tab
from .serving import open_at, served


@dataclass
class Slow:
    """A model that takes as long as it is told."""

    seconds: float = 0

    def __call__(self, texts: list[str]) -> np.ndarray:
        time.sleep(self.seconds)
        return np.full(len(texts), 0.4)


def test_it_is_said_that_models_are_waited_for_until_they_answer(empty_tab: Tab, bundle: None):
    frame = pl.DataFrame({"label": [0, 1], "text": ["one thing", "another"]})
    slow = Slow()
    explorer = Explorer(read(frame, label="label", text="text"), {"slow": slow})
    slow.seconds = 2
    tab = empty_tab
    with served(explorer) as server:
        open_at(tab, server, tab="example", row=0)
        assert "Waiting" not in " ".join(tab.texts("#explorer-view"))
        tab.page.get_by_label("The text, to be changed").fill("a thing")
        tab.page.wait_for_selector("[role=status]:has-text('Waiting for the models')")
        tab.page.wait_for_selector(".waiting.hidden", state="attached")
        assert "Waiting" not in " ".join(tab.texts("#explorer-view"))
    assert tab.complaints == []
