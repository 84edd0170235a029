"""`counts`: rows by slice, label and score bin, exact in the scores' own precision."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from counterpoise.data import read
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.methods.counts import bins_for

from .conftest import asker, eight_rows, scores

BINS = 1000


def called(cells: np.ndarray, threshold: float, *, zeros: int = 0) -> int:
    """Rows called positive at b / bins: those of the bins b and above, at 0 without zeros."""
    return int(cells[round(threshold * BINS) :].sum()) - (zeros if threshold == 0 else 0)


def test_eight_rows_by_hand(ask):
    assert ask("describe").value["bins"] == BINS
    columns = ask("counts").columns
    base = columns["model0"].reshape(3, 2, BINS)
    assert columns["model0"].dtype == np.uint32
    assert base.sum(axis=2).tolist() == [[5, 3], [3, 1], [2, 1]]
    assert np.flatnonzero(base[0, 0]).tolist() == [99, 299, 499, 500, 599]
    assert np.flatnonzero(base[1, 1]).tolist() == [699]
    assert called(base[0, 0], 0.5) == 2
    assert called(base[0, 1], 0.5) == 2
    assert not columns["undecided"].any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_score_at_the_lower_edge_of_a_bin_is_in_the_one_below(dtype):
    edges = (np.arange(BINS + 1) / BINS).astype(dtype)
    above = np.nextafter(edges[:-1], dtype(1))
    values = np.concatenate([edges, above])
    frame = pl.DataFrame({"label": np.zeros(len(values))})
    ask = asker(Explorer(read(frame, label="label"), {"m": values}))
    columns = ask("counts").columns
    cells = columns["model0"].reshape(1, 2, BINS)[0, 0]
    assert columns["zeros"].tolist() == [1, 0]
    for place in (0, 1, 100, 300, 499, 700, BINS - 1):
        limit = dtype(place / BINS)
        assert called(cells, place / BINS, zeros=1) == int((values > limit).sum())
    assert cells.tolist() == [3] + [2] * (BINS - 1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_threshold_gives_the_counts_of_an_audit_there(dtype):
    random = np.random.default_rng(3)
    rows = 500
    frame = pl.DataFrame(
        {
            "label": (random.random(rows) < 0.3).astype(float),
            "group": pl.Series(random.choice(["a", "b", "c"], rows)),
        }
    )
    examples = read(frame, label="label", groups=["group"])
    values = (random.integers(0, 1001, rows) / 1000).astype(dtype)
    limits = [0.0, 0.001, 0.1, 0.29, 0.3, 0.577, 0.7, 0.999, 1.0]
    explorer = Explorer(examples, {"m": values}, thresholds=limits)
    columns = asker(explorer)("counts").columns
    cells = columns["model0"].reshape(4, 2, BINS)
    zeros = columns["zeros"].reshape(4, 2).sum(axis=1)
    table = explorer.report.table().filter(pl.col("metric") == "positive_rate")
    found = table.select("slice", "threshold", "numerator").rows()
    names = [piece.name for piece in explorer.report.slices]
    assert len(found) == 4 * len(limits)
    for name, threshold, positive in found:
        place = names.index(name)
        assert called(cells[place].sum(axis=0), threshold, zeros=zeros[place]) == positive


def test_with_weights_they_are_sums_of_weights():
    weights = [1, 2, 0.5, 1, 4, 0, 1, 3]
    ask = asker(Explorer(eight_rows(weights=weights), scores()))
    base = ask("counts").columns["model0"].reshape(3, 2, BINS)
    assert base.dtype == np.float64
    assert base.sum(axis=2).tolist() == [[11, 1.5], [8, 0.5], [6, 1]]


def test_many_slices_have_fewer_bins():
    assert bins_for(models=3, slices=50) == BINS
    assert bins_for(models=1, slices=8388) == BINS
    assert bins_for(models=1, slices=8389) == 100


def test_counts_that_were_asked_for_before_are_the_same_and_saved_slices_come_after_them():
    explorer = Explorer(eight_rows(), scores())
    ask = asker(explorer)
    first = explorer.handle("counts")
    assert explorer.handle("counts") == first
    before = ask("counts").columns["model1"].reshape(3, 2, BINS)
    ask("slice_of", predicate={"rows": [1, 2]}, name="one")
    ask("slice_of", predicate={"rows": [2]}, name="two")
    after = ask("counts").columns["model1"].reshape(5, 2, BINS)
    np.testing.assert_array_equal(after[:3], before)
    assert after[3:].sum(axis=2).tolist() == [[1, 1], [0, 1]]
