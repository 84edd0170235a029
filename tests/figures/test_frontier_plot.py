"""The frontier plot shows every trial where its two numbers are."""

import re

import polars as pl
import pytest

from counterpoise.errors import PlanError
from counterpoise.figures.frontier_plot import frontier_plot
from counterpoise.figures.look import GREY, LOOKS

BLUE, ORANGE = LOOKS[0].colour.lower(), LOOKS[1].colour.lower()


@pytest.fixture
def trials():
    return pl.DataFrame(
        {
            "trial": [0, 1, 2, 3, 4],
            "roc_auc": [0.9, 0.88, 0.86, 0.8, float("nan")],
            "gap": [0.2, 0.1, 0.05, 0.15, 0.0],
            "feasible": [False, True, True, False, True],
            "on_frontier": [True, True, True, False, False],
            "chosen": [False, True, False, False, False],
        }
    )


def plot(trials):
    return frontier_plot(trials, quality="roc_auc", bias="gap")


def test_every_trial_is_a_point_filled_where_it_is_feasible(trials, drawn):
    marks = {(m.x, m.y): (m.colour, m.filled) for m in drawn(plot(trials)).marks(0)}
    assert marks == {
        (0.2, 0.9): (BLUE, False),
        (0.1, 0.88): (ORANGE, True),
        (0.05, 0.86): (GREY, True),
        (0.15, 0.8): (GREY, False),
    }


def test_steps_go_along_the_frontier(trials):
    (steps,) = [line for line in plot(trials).axes[0].lines if line.get_drawstyle() == "steps-post"]
    assert steps.get_xdata().tolist() == [0.05, 0.1, 0.2]
    assert steps.get_ydata().tolist() == [0.86, 0.88, 0.9]


def test_the_legend_counts_what_is_not_drawn(trials, drawn):
    assert drawn(plot(trials)).legend == [
        "keeps all constraints",
        "breaks one",
        "baseline",
        "chosen",
        "frontier",
        "1 undefined, not drawn",
    ]
    assert len(drawn(plot(trials.head(4))).legend) == 5


def test_axes_carry_the_names_as_they_stand(trials):
    renamed = trials.rename({"gap": "largest $ gap"})
    axes = frontier_plot(renamed, quality="roc_auc", bias="largest $ gap").axes[0]
    assert axes.get_xlabel() == r"largest \$ gap"
    assert axes.get_ylabel() == "roc_auc"


def test_a_missing_column_is_refused(trials):
    expected = "`trials` has no column `chosen`. Available: `trial`, `roc_auc`, `gap`, `feasible`, "
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}`on_frontier`\\.$"):
        plot(trials.drop("chosen"))
