import numpy as np
import pytest

from counterpoise.stats.counts import Counts
from counterpoise.stats.merged_atoms import merged_atoms


def counts_of(rows):
    weight = 0.5 * rows
    return Counts(edges=np.array([0.5]), rows=rows, weight=weight, weight_sq=0.25 * rows)


def test_atoms_of_the_same_regions_are_added_up():
    rows = np.arange(16).reshape(4, 2, 2)
    merged, inside = merged_atoms(counts_of(rows), np.array([[1, 0], [0, 1], [1, 0], [0, 0]]) > 0)
    assert inside.tolist() == [[False, False], [False, True], [True, False]]
    np.testing.assert_array_equal(merged.rows, [rows[3], rows[1], rows[0] + rows[2]])
    np.testing.assert_array_equal(merged.weight, 0.5 * merged.rows)
    np.testing.assert_array_equal(merged.weight_sq, 0.25 * merged.rows)


@pytest.mark.parametrize("regions", [1, 5, 64, 65, 200])
def test_every_region_keeps_its_sums_and_the_order_of_atoms_is_irrelevant(regions):
    generator = np.random.default_rng(regions)
    rows, inside = generator.poisson(3, (300, 2, 3)), generator.random((300, regions)) < 0.02
    merged, distinct = merged_atoms(counts_of(rows), inside)
    assert len(distinct) == len(np.unique(inside, axis=0))
    for region in range(regions):
        total = rows[inside[:, region]].sum(axis=0)
        np.testing.assert_array_equal(merged.rows[distinct[:, region]].sum(axis=0), total)
    order = generator.permutation(300)
    again, turned = merged_atoms(counts_of(rows[order]), inside[order])
    np.testing.assert_array_equal(turned, distinct)
    np.testing.assert_array_equal(again.rows, merged.rows)


def test_no_atom_stays_none_and_no_region_leaves_one():
    rows = np.ones((5, 2, 2), dtype=np.int64)
    assert merged_atoms(counts_of(rows[:0]), np.zeros((0, 3), dtype=bool))[1].shape == (0, 3)
    merged, inside = merged_atoms(counts_of(rows), np.zeros((5, 0), dtype=bool))
    assert inside.shape == (1, 0)
    assert (merged.rows == 5).all()
