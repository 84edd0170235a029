import numpy as np
import pytest

from counterpoise.stats.slice_rows import MOST_SLICES, row_counts, slice_rows, small_slices


def rows_of(atoms, inside, places, **batch):
    """Slice -> its rows; every slice comes once."""
    found = {}
    for laid in slice_rows(atoms, inside, np.array(places), **batch):
        for place, rows in zip(laid.places, np.split(laid.rows, laid.starts[1:]), strict=True):
            assert int(place) not in found
            found[int(place)] = rows.tolist()
    return found


def expected(atoms, inside, places):
    rows = {place: np.flatnonzero(inside[atoms, place]).tolist() for place in places}
    return {place: here for place, here in rows.items() if here}


def test_the_rows_of_overlapping_slices_come_in_order():
    atoms = np.array([2, 0, 1, 0, 2])
    inside = np.array([[1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 1, 0]], dtype=bool)
    assert rows_of(atoms, inside, [0, 1, 2, 3]) == {0: [0, 1, 2, 3, 4], 1: [2], 2: [0, 1, 3, 4]}


@pytest.mark.parametrize("batch", [1, 10**6])
@pytest.mark.parametrize("rows", [0, 1, 400, 9000])
def test_every_slice_comes_once_however_they_are_batched(rows, batch):
    generator = np.random.default_rng(3)
    atoms, inside = generator.integers(0, 30, rows), generator.random((30, 40)) < 0.1
    inside[:, :5] = generator.random((30, 5)) < 0.6
    places = generator.permutation(40)[:25].tolist()
    assert rows_of(atoms, inside, places, batch=batch) == expected(atoms, inside, places)


def test_more_slices_than_16_bits_tell_apart_are_batched():
    places = np.arange(MOST_SLICES + 3)
    laid = list(slice_rows(np.array([0]), np.ones((1, len(places)), dtype=bool), places))
    assert [len(part.places) for part in laid] == [MOST_SLICES, 3]


def test_slices_are_small_against_all_rows_and_rows_are_counted_by_slice():
    atoms = np.repeat([0, 1], [10_000, 200_000])
    counts = row_counts(atoms, np.array([[1, 0, 0], [1, 1, 0]], dtype=bool))
    assert counts.tolist() == [210_000, 200_000, 0]
    assert small_slices(np.array([3281, 3282]), rows=210_000).tolist() == [True, False]
    assert small_slices(np.array([2048, 2049]), rows=100).tolist() == [True, False]


def test_rows_or_slices_can_be_left_out():
    atoms = np.array([0, 1, 0, 1, 1])
    inside = np.array([[1, 0, 1], [0, 1, 1]], dtype=bool)
    laid = next(iter(slice_rows(atoms, inside, np.arange(3))))
    assert laid.rows.tolist() == [0, 2, 1, 3, 4, 0, 1, 2, 3, 4]
    assert laid.slice_of.tolist() == [0, 0, 1, 1, 1, 2, 2, 2, 2, 2]
    kept = laid.slices_with(laid.rows == 0)
    assert kept.places.tolist() == [0, 2]
    assert kept.rows.tolist() == [0, 2, 0, 1, 2, 3, 4]
    assert kept.starts.tolist() == [0, 2]
