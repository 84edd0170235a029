"""A short run of the embedded comments, which many tests look at."""

import pytest

from counterpoise.runs import loop
from counterpoise.runs.plan import read_plan

PLAN = """
title = "a short run"
[data]
kind = "synthetic"
[classifier]
steps = 40
batch_size = 64
dim = 16
hidden = [16]
[[models]]
name = "baseline"
[[models]]
name = "upweighted"
upweight = [{ column = "gender", contains = "female", add = 0.5 }]
[[models]]
name = "paired"
start = "baseline"
pairing = { loss_weight = 5.0 }
"""


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(PLAN)
    return read_plan(path)


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    (folder / "plan.toml").write_text(PLAN)
    return loop.run(read_plan(folder / "plan.toml"), folder / "out")
