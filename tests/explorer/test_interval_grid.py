"""Intervals of a page by itself: at every hundredth, equal to the report's in single precision."""

from __future__ import annotations

import numpy as np
import pytest

from counterpoise.explorer import interval_grid
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame
from counterpoise.explorer.interval_grid import interval_frames

from .conftest import asker, eight_rows, scores, with_pairs

ENDS = ["lower", "upper", "change_lower", "change_upper"]


def held(explorer: Explorer) -> dict[str, Frame]:
    """Metric -> its frame."""
    about = asker(explorer)("describe").value
    found = dict(interval_frames(explorer.handle, about))
    assert list(found) == [f"intervals {place}" for place in range(len(about["metrics"]))]
    names = [metric["name"] for metric in about["metrics"]]
    return dict(zip(names, map(Frame.from_bytes, found.values()), strict=True))


def test_rates_have_intervals_at_every_hundredth_and_at_the_reports_thresholds():
    found = held(Explorer(eight_rows(), scores(), thresholds=[0.123, 0.5]))
    expected = sorted([0.123, *(place / 100 for place in range(1, 100))])
    assert found["false_positive_rate"].value["thresholds"] == expected
    assert found["prevalence"].value["thresholds"] == []


def test_flip_rates_have_them_at_every_twentieth():
    found = held(with_pairs())
    expected = sorted({0.3, *(place / 20 for place in range(1, 20))})
    assert found["flip_rate"].value["thresholds"] == expected
    assert "value" in found["flip_rate"].columns


@pytest.mark.parametrize("rate", ["false_positive_rate", "true_positive_rate", "accuracy"])
def test_the_ends_are_the_reports_in_single_precision(rate):
    explorer = Explorer(eight_rows(), scores())
    found = held(explorer)[rate]
    names = [metric["name"] for metric in asker(explorer)("describe").value["metrics"]]
    args = {"metric": names.index(rate), "thresholds": found.value["thresholds"]}
    whole = Frame.from_bytes(explorer.handle("intervals", args))
    assert set(found.columns) == {*ENDS, "mark"}
    for name in ENDS:
        np.testing.assert_array_equal(found.columns[name], whole.columns[name].astype(np.float32))
    np.testing.assert_array_equal(found.columns["mark"], whole.columns["mark"])


def test_what_is_formed_of_counts_is_left_out():
    one = held(Explorer(eight_rows(), {"base": scores()["base"]}))["accuracy"]
    assert set(one.columns) == {"lower", "upper", "mark"}
    weighted = held(Explorer(eight_rows(weights=[1, 2, 1, 1, 3, 1, 1, 1]), scores()))["accuracy"]
    assert set(weighted.columns) == {*ENDS, "mark", "rows"}


def test_between_the_edges_of_bins_a_rate_is_held_whole_at_twentieths():
    found = held(Explorer(eight_rows(), scores(), thresholds=[0.12345]))["accuracy"]
    assert found.value["thresholds"] == sorted([0.12345, *(place / 20 for place in range(1, 20))])
    assert {"value", "numerator", "denominator"} <= set(found.columns)


@pytest.mark.parametrize(("most", "count"), [("MOST_FINE", 19), ("MOST_COARSE", 2)])
def test_of_many_slices_fewer_thresholds_are_held(monkeypatch, most, count):
    monkeypatch.setattr(interval_grid, "MOST_FINE", 5)
    monkeypatch.setattr(interval_grid, most, 5)  # two models and three slices are six
    found = held(Explorer(eight_rows(), scores(), thresholds=[0.3, 0.5]))["accuracy"]
    assert len(found.value["thresholds"]) == count
    assert "value" not in found.columns
