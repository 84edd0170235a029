"""Laws of the mergeable sums, over random rows: any split, any order, any weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.metrics.flips import flip_estimates, pair_quantities
from counterpoise.metrics.rates import PREVALENCE, RATES, confusion, rate_estimates
from counterpoise.stats.counts import Counts
from counterpoise.stats.pair_sums import PairSums
from counterpoise.stats.ranking import Ranked, roc_auc

LIMITS = np.array([0.25, 0.5])
EDGES = np.unique(np.concatenate([np.arange(9) / 8, LIMITS]))


class Rows:
    """Random rows in three slices that overlap, with ties at the edges."""

    def __init__(self, seed, rows, *, weighted=True):
        generator = np.random.default_rng(seed)
        self.scores = generator.integers(0, 17, rows) / 16
        self.positives = generator.random(rows) < 0.4
        self.atoms = generator.integers(0, 4, rows)
        self.inside = np.array([[1, 1, 0], [1, 1, 1], [1, 0, 1], [1, 0, 0]], dtype=bool)
        self.weights = generator.integers(0, 4, rows).astype(float) if weighted else None

    def take(self, where):
        part = Rows(0, 0)
        part.scores, part.positives = self.scores[where], self.positives[where]
        part.atoms, part.inside = self.atoms[where], self.inside
        part.weights = None if self.weights is None else self.weights[where]
        return part

    def counts(self):
        return Counts.of(
            scores=self.scores,
            positives=self.positives,
            atoms=self.atoms,
            inside=self.inside,
            edges=EDGES,
            weights=self.weights,
        )

    def area(self):
        ranked = Ranked.of(self.scores, self.positives, atoms=self.atoms, weights=self.weights)
        return roc_auc(ranked, self.inside).value

    def pair_sums(self):
        after = np.roll(self.scores, 1)
        return PairSums.of(
            quantities=pair_quantities(self.scores, after, LIMITS),
            sources=np.arange(len(self.scores)),
            atoms=self.atoms,
            inside=self.inside,
            weights=self.weights,
        )


def rates(counts):
    cells = confusion(counts, LIMITS)
    return np.array([rate_estimates(rate, cells).value for rate in (*RATES, PREVALENCE)])


def same_sums(left, right):
    for name in type(left).__slots__:
        np.testing.assert_allclose(getattr(left, name), getattr(right, name), rtol=1e-12)


seeds = st.integers(0, 2**32 - 1)
many = settings(max_examples=40, deadline=None)


@given(seeds, st.integers(0, 60), st.integers(0, 60))
@many
def test_any_split_merged_equals_the_whole(seed, rows, cut):
    whole = Rows(seed, rows)
    mask = np.random.default_rng(cut).random(rows) < 0.5
    parts = whole.take(mask), whole.take(~mask)
    same_sums(parts[0].counts().merge(parts[1].counts()), whole.counts())
    same_sums(parts[1].counts().merge(parts[0].counts()), whole.counts())


@given(seeds)
@many
def test_merge_is_associative(seed):
    a, b, c = (Rows(seed + place, 9).counts() for place in range(3))
    same_sums(a.merge(b).merge(c), a.merge(b.merge(c)))
    p, q, r = (Rows(seed + place, 9).pair_sums() for place in range(3))
    same_sums(p.merge(q).merge(r), p.merge(q.merge(r)))


@given(seeds)
@many
def test_merging_nothing_changes_nothing(seed):
    rows = Rows(seed, 20)
    same_sums(rows.counts().merge(Counts.empty(slices=3, edges=EDGES)), rows.counts())
    sums = rows.pair_sums()
    same_sums(sums.merge(PairSums.empty(slices=3, quantities=sums.total.shape[1])), sums)


@given(seeds)
@many
def test_the_order_of_rows_is_irrelevant(seed):
    rows = Rows(seed, 40)
    shuffled = rows.take(np.random.default_rng(seed).permutation(40))
    same_sums(rows.counts(), shuffled.counts())
    np.testing.assert_allclose(rows.area(), shuffled.area(), rtol=1e-12)


@given(seeds)
@many
def test_an_integer_weight_is_a_repeated_row(seed):
    rows = Rows(seed, 40)
    repeated = rows.take(np.repeat(np.arange(40), rows.weights.astype(int)))
    repeated.weights = None
    np.testing.assert_allclose(rates(rows.counts()), rates(repeated.counts()), rtol=1e-12)
    np.testing.assert_allclose(rows.area(), repeated.area(), rtol=1e-12)


@given(seeds)
@many
def test_weight_zero_is_a_removed_row(seed):
    rows = Rows(seed, 40)
    kept = rows.take(rows.weights > 0)
    np.testing.assert_allclose(rates(rows.counts()), rates(kept.counts()), rtol=1e-12)
    np.testing.assert_allclose(rows.area(), kept.area(), rtol=1e-12)


@given(seeds)
@many
def test_weight_one_is_no_weight(seed):
    rows, plain = Rows(seed, 40), Rows(seed, 40, weighted=False)
    rows.weights = np.ones(40)
    same_sums(rows.counts(), plain.counts())
    np.testing.assert_allclose(rows.area(), plain.area(), rtol=1e-12)


@given(seeds, st.floats(0.01, 1000))
@many
def test_scaling_all_weights_leaves_rates_and_intervals_alone(seed, factor):
    rows, scaled = Rows(seed, 40), Rows(seed, 40)
    scaled.weights = rows.weights * factor
    np.testing.assert_allclose(rates(rows.counts()), rates(scaled.counts()), rtol=1e-9)
    np.testing.assert_allclose(rows.area(), scaled.area(), rtol=1e-9)
    flips = [
        flip_estimates(sums, thresholds=2)["flip_rate"]
        for sums in (rows.pair_sums(), scaled.pair_sums())
    ]
    np.testing.assert_allclose(flips[0].upper, flips[1].upper, rtol=1e-6)


@given(seeds)
@many
def test_renaming_slices_renames_the_answer(seed):
    rows, renamed = Rows(seed, 40), Rows(seed, 40)
    order = [2, 0, 1]
    renamed.inside = rows.inside[:, order]
    np.testing.assert_array_equal(renamed.counts().rows, rows.counts().rows[order])
    np.testing.assert_allclose(renamed.area(), rows.area()[order])


@pytest.mark.parametrize("rate", [*RATES, PREVALENCE], ids=lambda rate: rate.name)
def test_every_rate_lies_in_its_interval(rate):
    cells = confusion(Rows(1, 300).counts(), LIMITS)
    found = rate_estimates(rate, cells)
    assert (found.lower <= found.value).all()
    assert (found.value <= found.upper).all()
