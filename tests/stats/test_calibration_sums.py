import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.errors import PlanError
from counterpoise.stats.calibration_sums import CalibrationSums, equal_width_bins

INSIDE = np.array([[1, 1, 0], [1, 1, 1], [1, 0, 1], [1, 0, 0]], dtype=bool)
seeds = st.integers(0, 2**32 - 1)
many = settings(max_examples=25, deadline=None)


class Rows:
    """Random rows in three slices that overlap, with soft labels and ties at the edges."""

    def __init__(self, seed, rows):
        generator = np.random.default_rng(seed)
        self.scores = generator.integers(0, 17, rows) / 16
        self.labels = generator.integers(0, 5, rows) / 4
        self.atoms = generator.integers(0, 4, rows)
        self.weights = generator.integers(0, 4, rows).astype(float)

    def sums(self, where=slice(None), *, inside=INSIDE, bins=8, weights="given"):
        weights = self.weights if isinstance(weights, str) else weights
        return CalibrationSums.of(
            scores=self.scores[where],
            labels=self.labels[where],
            atoms=self.atoms[where],
            inside=inside,
            bins=bins,
            weights=None if weights is None else weights[where],
        )


def same(left, right):
    for name in CalibrationSums.__slots__:
        found, expected = getattr(left, name), getattr(right, name)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_the_sums_of_a_small_table_worked_by_hand():
    sums = CalibrationSums.of(
        scores=np.array([0.25, 0.5, 0.75]),
        labels=np.array([0.0, 1.0, 0.5]),
        atoms=np.zeros(3, dtype=np.int32),
        inside=np.ones((1, 1), dtype=bool),
        bins=2,
        weights=np.array([1.0, 2.0, 4.0]),
    )
    assert sums.rows.tolist() == [[2, 1]]
    assert sums.weight.tolist() == [[3, 4]]
    assert sums.weight_sq.tolist() == [[5, 16]]
    assert sums.label.tolist() == [[2, 2]]
    assert sums.score.tolist() == [[1.25, 3]]
    assert sums.excess.tolist() == [[0.25 + 4 * -0.5, 16 * 0.25]]
    assert sums.excess_sq.tolist() == [[0.25**2 + 4 * 0.25, 16 * 0.0625]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("bins", [1, 3, 7, 10, 15, 100])
def test_bins_equal_those_of_a_binary_search(dtype, bins):
    edges = (np.arange(bins + 1) / bins).astype(dtype)
    near = np.concatenate([edges, np.nextafter(edges, dtype(2)), np.nextafter(edges, dtype(-1))])
    random = np.random.default_rng(2).random(500).astype(dtype)
    scores = np.concatenate([near[(near >= 0) & (near <= 1)], random])
    expected = np.searchsorted(edges[1:-1], scores)
    np.testing.assert_array_equal(equal_width_bins(scores, bins=bins), expected)


@pytest.mark.parametrize("bins", [1, 2, 4, 8])
def test_coarser_bins_are_those_that_fewer_bins_would_have_been(bins):
    rows = Rows(1, 300)
    same(rows.sums(bins=8).coarser(bins=bins), rows.sums(bins=bins))
    same(rows.sums(bins=100).coarser(bins=10), rows.sums(bins=10))


def test_bins_that_do_not_divide_those_kept_are_refused():
    message = (
        "`bins` must divide the 8 score bins that were kept, got 3. Choose one of [1, 2, 4, 8]."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        Rows(1, 5).sums().coarser(bins=3)


@given(seeds, st.integers(0, 60), seeds)
@many
def test_any_split_merged_equals_the_whole(seed, rows, cut):
    whole, here = Rows(seed, rows), np.random.default_rng(cut).random(rows) < 0.5
    same(whole.sums(here).merge(whole.sums(~here)), whole.sums())
    same(whole.sums(~here).merge(whole.sums(here)), whole.sums())


@given(seeds)
@many
def test_merge_is_associative(seed):
    a, b, c = (Rows(seed + place, 9).sums() for place in range(3))
    same(a.merge(b).merge(c), a.merge(b.merge(c)))


@given(seeds)
@many
def test_merging_nothing_changes_nothing(seed):
    sums = Rows(seed, 20).sums()
    same(sums.merge(CalibrationSums.empty(slices=3, bins=8)), sums)


@given(seeds)
@many
def test_weight_one_is_no_weight_and_the_order_of_rows_is_irrelevant(seed):
    rows = Rows(seed, 40)
    same(rows.sums(weights=np.ones(40)), rows.sums(weights=None))
    same(rows.sums(np.random.default_rng(seed).permutation(40)), rows.sums())


@given(seeds)
@many
def test_an_integer_weight_is_a_repeated_row_and_weight_zero_a_removed_one(seed):
    rows = Rows(seed, 40)
    weighted = rows.sums()
    repeated = rows.sums(np.repeat(np.arange(40), rows.weights.astype(int)), weights=None)
    for name in ("weight", "label", "score"):
        np.testing.assert_allclose(getattr(weighted, name), getattr(repeated, name))


@given(seeds)
@many
def test_renaming_slices_renames_the_answer(seed):
    rows, order = Rows(seed, 40), [2, 0, 1]
    renamed = rows.sums(inside=INSIDE[:, order])
    np.testing.assert_array_equal(renamed.score, rows.sums().score[order])
