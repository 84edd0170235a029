import numpy as np
import pytest

from counterpoise.stats.slice_sums import DENSE_CELLS, slice_sums


def test_a_row_counts_in_every_slice_that_its_atom_lies_in():
    values = np.array([1.0, 2.0, 4.0])
    rows, sums = slice_sums(
        [None, values],
        cells=np.array([0, 1, 1]),
        count=2,
        atoms=np.array([0, 0, 1]),
        inside=np.array([[True, True], [True, False]]),
    )
    assert rows.tolist() == [[1, 2], [1, 1]]
    assert sums.tolist() == [[1, 6], [1, 2]]


@pytest.mark.parametrize("slices", [1, 8, 19, 200])
def test_many_atoms_give_the_same_sums_as_few(slices):
    generator = np.random.default_rng(3)
    atoms = DENSE_CELLS // 4 + 1
    atom_of, cells = generator.integers(0, atoms, 900), generator.integers(0, 4, 900)
    inside, values = generator.random((atoms, slices)) < 0.3, generator.random(900)
    many = slice_sums([None, values], cells=cells, count=4, atoms=atom_of, inside=inside)
    few = slice_sums(
        [None, values], cells=cells, count=4, atoms=np.arange(900), inside=inside[atom_of]
    )
    np.testing.assert_array_equal(many[0], few[0])
    np.testing.assert_allclose(many[1], few[1])
