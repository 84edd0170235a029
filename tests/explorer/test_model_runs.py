"""Models that are asked: the thread that asks ends with the answer."""

from __future__ import annotations

import threading
import time

import numpy as np
import polars as pl
import pytest

from counterpoise.errors import PlanError
from counterpoise.explorer.model_runs import ModelRuns

INPUTS = pl.Series("text", ["a", "b"])


def threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("model")]


def wait_until_none_is_left() -> None:
    end = time.monotonic() + 5
    while threads() and time.monotonic() < end:
        time.sleep(0.01)


def test_no_thread_is_left_of_a_question():
    during: list[str] = []

    def model(texts: list[str]) -> np.ndarray:
        during.extend(threads())
        return np.array([0.25, 0.75])

    runs = ModelRuns(models={"m": model})
    for _ in range(2):
        assert runs.scores("m", INPUTS).tolist() == [0.25, 0.75]
    assert len(during) == 2
    wait_until_none_is_left()
    assert threads() == []


def test_a_model_that_is_late_has_its_thread_until_it_answers():
    go = threading.Event()

    def model(texts: list[str]) -> np.ndarray:
        go.wait(5)
        return np.zeros(len(texts))

    runs = ModelRuns(models={"m": model}, seconds=0.05)
    with pytest.raises(PlanError):
        runs.scores("m", INPUTS)
    assert len(threads()) == 1
    go.set()
    wait_until_none_is_left()
    assert threads() == []
    assert runs.scores("m", INPUTS).tolist() == [0.0, 0.0]
