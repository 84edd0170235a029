"""Rows on which one number, the shift of a group's scores, moves a gap; and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pytest

from counterpoise.data import Examples, read
from counterpoise.tuning.models import SplitScores
from counterpoise.tuning.space import Number


@dataclass(kw_only=True)
class Shift:
    """Scores whose group `a` is too high; `down` lowers it, `blur` makes all scores worse.

    Attributes:
        validation: rows to choose by.
        test: rows to report on.
        asked: the parameters of every training so far.
        stop_at: which training fails; never by default.
    """

    validation: Examples
    test: Examples
    asked: list[dict[str, float]] = field(default_factory=list)
    stop_at: int | None = None

    space = (
        Number(name="down", low=0, high=0.4, start=0),
        Number(name="blur", low=0, high=0.4, start=0),
    )

    @property
    def splits(self) -> dict[str, Examples]:
        return {"validation": self.validation, "test": self.test}

    def __call__(self, parameters: dict[str, float]) -> SplitScores:
        self.asked.append(dict(parameters))
        if self.stop_at == len(self.asked):
            raise KeyboardInterrupt
        found = {name: self.scores(rows, **parameters) for name, rows in self.splits.items()}
        return SplitScores(**found)

    def scores(self, rows: Examples, *, down: float, blur: float = 0, **_: float) -> np.ndarray:
        generator = np.random.default_rng(len(rows))
        noise = generator.random((2, len(rows)))
        inside = rows.frame["sex"].list.contains("a").to_numpy()
        plain = 0.5 * rows.positives + 0.5 * noise[0] + (0.2 - down) * inside
        return np.clip((1 - blur / 2) * plain + blur / 2 * noise[1], 0, 1)


def shifted() -> Shift:
    """Rows enough for gaps of a few hundredths to be more than noise."""

    def rows(count: int) -> Examples:
        generator = np.random.default_rng(count)
        labels = (generator.random(count) < 0.4).astype(float)
        sex = [[str(name)] for name in generator.choice(["a", "b", "b"], count)]
        return read(pl.DataFrame({"label": labels, "sex": sex}), label="label", groups=["sex"])

    return Shift(validation=rows(2001), test=rows(2002))


@pytest.fixture
def shift() -> Shift:
    return shifted()


@pytest.fixture(scope="module")
def shift_of_module() -> Shift:
    return shifted()
