from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.stats.family_pair_sums import FamilyCells, FamilyPairSums
from counterpoise.stats.pair_sums import PairSums

SEEDS = st.integers(0, 10_000)
ALIKE = st.booleans()


class Rows:
    """Pairs of a few sources, each in none, one or two of three slices."""

    def __init__(self, seed, pairs=40, *, whole=True):
        generator = np.random.default_rng(seed)
        self.sources = np.sort(generator.integers(0, 12, pairs))
        self.inside = generator.random((pairs, 3)) < 0.4
        self.values = generator.integers(0, 2, (pairs, 2)).astype(float)
        self.weights = generator.integers(1, 4, 12)[self.sources].astype(float)
        self.known = np.ones(pairs, bool) if whole else self.inside.any(axis=1)

    def take(self, rows):
        taken = object.__new__(Rows)
        for name, values in vars(self).items():
            setattr(taken, name, values[rows])
        return taken

    def cells(self, *, alike=False, weighted=True):
        pairs, slices = np.nonzero(self.inside)
        _, sources = np.unique(self.sources, return_inverse=True)
        return FamilyCells.of(
            pairs,
            slices,
            known=np.flatnonzero(self.known),
            count=3,
            sources=sources,
            weights=self.weights if weighted else None,
            alike=alike,
        )

    def sums(self, **options):
        return self.cells(**options).sums(self.values)

    def oracle(self, rows, *, alike=False, weighted=True):
        """Sums over some pairs as one slice, summed source by source."""
        weights = self.weights[rows] if weighted else np.ones(int(rows.sum()))
        if alike:
            counts = np.bincount(self.sources[rows], minlength=12)
            weights = weights / counts[self.sources[rows]]
        return PairSums.of(
            quantities=self.values[rows],
            sources=self.sources[rows],
            atoms=np.zeros(int(rows.sum()), dtype=np.int32),
            inside=np.ones((1, 1), dtype=bool),
            weights=weights,
        )


def same(left, right):
    for one in fields(left):
        mine, theirs = getattr(left, one.name), getattr(right, one.name)
        if isinstance(mine, np.ndarray):
            np.testing.assert_allclose(mine, theirs, rtol=1e-9, atol=1e-9, err_msg=one.name)
        else:
            same(mine, theirs)


def at(sums, place):
    return PairSums(**{one.name: getattr(sums, one.name)[[place]] for one in fields(sums)})


def test_a_table_worked_by_hand():
    # source 0: pairs 0, 1 in slice 0, pair 2 in slice 1; source 1: pair 3 in slice 1
    cells = FamilyCells.of(
        np.arange(4),
        np.array([0, 0, 1, 1]),
        known=np.arange(4),
        count=2,
        sources=np.array([0, 0, 0, 1]),
    )
    found = cells.sums(np.array([[1.0], [1.0], [1.0], [0.0]]))
    assert found.slices.total[:, 0].tolist() == [2, 1]
    assert found.slices.total_sq[:, 0].tolist() == [4, 1]
    assert found.slices.pairs.tolist() == [2, 2]
    assert found.slices.sources.tolist() == [1, 2]
    assert found.rests.total[:, 0].tolist() == [1, 2]
    assert found.rests.sources.tolist() == [2, 1]
    assert found.shared.both[:, 0].tolist() == [2, 2]
    assert found.shared.weight.tolist() == [2, 2]


def test_sources_alike_weigh_their_pairs_down_in_every_slice():
    cells = FamilyCells.of(
        np.arange(4),
        np.zeros(4, dtype=np.int64),
        known=np.arange(4),
        count=1,
        sources=np.array([0, 0, 0, 1]),
        alike=True,
    )
    found = cells.sums(np.array([[1.0], [1.0], [0.0], [0.0]]))
    assert found.slices.mean()[0, 0] == pytest.approx((2 / 3 + 0) / 2)
    assert found.slices.weight.tolist() == [2]
    assert found.slices.pairs.tolist() == [4]


@given(SEEDS, ALIKE, st.booleans(), st.booleans())
@settings(max_examples=25, deadline=None)
def test_slices_and_rests_are_summed_as_if_each_stood_alone(seed, alike, weighted, whole):
    rows = Rows(seed, whole=whole)
    options = {"alike": alike, "weighted": weighted}
    found = rows.sums(**options)
    for place in range(3):
        here = rows.inside[:, place]
        same(at(found.slices, place), rows.oracle(here, **options))
        same(at(found.rests, place), rows.oracle(rows.known & ~here, **options))


@given(SEEDS, ALIKE)
@settings(max_examples=15, deadline=None)
def test_shared_sums_are_those_of_sources_on_both_sides(seed, alike):
    rows = Rows(seed)
    found = rows.sums(alike=alike)
    for place in range(3):
        here = rows.inside[:, place]
        own = np.zeros((2, 12, 3))
        for side, chosen in enumerate((here, ~here)):
            for source in range(12):
                some = chosen & (rows.sources == source)
                scale = 1 / max(some.sum(), 1) if alike else 1.0
                mass = np.append(rows.values[some], np.ones((some.sum(), 1)), axis=1)
                own[side, source] = scale * (rows.weights[some] @ mass)
        crossed = np.einsum("si,sj->ij", own[0], own[1])
        np.testing.assert_allclose(found.shared.both[place], np.diag(crossed)[:2])
        np.testing.assert_allclose(found.shared.first_total[place], crossed[:2, 2])
        np.testing.assert_allclose(found.shared.second_total[place], crossed[2, :2])
        np.testing.assert_allclose(found.shared.weight[place], crossed[2, 2])


@given(SEEDS, ALIKE)
@settings(max_examples=15, deadline=None)
def test_batches_of_whole_sources_merge_to_the_whole(seed, alike):
    rows = Rows(seed)
    early = rows.sources < 5
    parts = [rows.take(early).sums(alike=alike), rows.take(~early).sums(alike=alike)]
    whole = rows.sums(alike=alike)
    same(parts[0].merge(parts[1]), whole)
    same(parts[1].merge(parts[0]), whole)


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_an_integer_weight_is_a_repeated_source(seed):
    rows = Rows(seed)
    weights = rows.weights.astype(int)
    copies = np.concatenate([np.flatnonzero(weights > copy) for copy in range(3)])
    repeated = rows.take(copies)
    copy_of = np.repeat(np.arange(3), [int((weights > copy).sum()) for copy in range(3)])
    repeated.sources = repeated.sources + 100 * copy_of
    weighted, several = rows.sums().slices, repeated.sums(weighted=False).slices
    np.testing.assert_allclose(several.mean(), weighted.mean())
    np.testing.assert_allclose(several.total, weighted.total)


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_the_order_of_pairs_within_a_source_is_irrelevant(seed):
    rows = Rows(seed)
    shuffled = np.random.default_rng(seed).permutation(len(rows.sources))
    order = shuffled[np.argsort(rows.sources[shuffled], kind="stable")]
    same(rows.take(order).sums(), rows.sums())


def test_products_are_summed_over_sources():
    rows = Rows(3)
    both = rows.cells(weighted=False).products(rows.values[:, :1], rows.values[:, 1:])
    here = rows.inside[:, 1]
    n, m = (np.bincount(rows.sources[here], rows.values[here, q], minlength=12) for q in (0, 1))
    assert both[1, 0] == n @ m


def test_families_are_joined_slice_after_slice():
    one, other = Rows(1).sums(), Rows(2).sums()
    joined = FamilyPairSums.joined([one, other])
    assert joined.slices.pairs.tolist() == [*one.slices.pairs, *other.slices.pairs]
    same(joined.at(np.array([3, 4, 5])), other)


def test_no_pairs_sum_to_nothing():
    found = Rows(0, pairs=0).sums()
    assert found.slices.pairs.tolist() == [0, 0, 0]
    assert np.isnan(found.rests.mean()).all()
