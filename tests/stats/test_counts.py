import numpy as np
import pytest

from counterpoise.stats.counts import Counts, above, up_to
from counterpoise.stats.slice_sums import DENSE_CELLS

EDGES = np.array([0.3, 0.5])


def counts_of(scores, positives, inside, atoms, weights=None, edges=EDGES):
    return Counts.of(
        scores=np.asarray(scores),
        positives=np.asarray(positives, dtype=bool),
        atoms=np.asarray(atoms, dtype=np.int32),
        inside=np.asarray(inside, dtype=bool),
        edges=edges,
        weights=None if weights is None else np.asarray(weights, dtype=float),
    )


def test_scores_fall_into_bins_that_are_closed_above():
    counts = counts_of([0.0, 0.3, 0.4, 0.5, 0.9], [0, 0, 1, 1, 1], [[True]], [0] * 5)
    assert counts.rows.tolist() == [[[2, 0, 0], [0, 2, 1]]]


def test_a_float32_score_equal_to_an_edge_in_its_own_precision_is_a_tie():
    score = np.array([0.1], dtype=np.float32)
    assert float(score[0]) > 0.1
    counts = counts_of(score, [0], [[True]], [0], edges=np.array([0.1]))
    assert counts.rows.tolist() == [[[1, 0], [0, 0]]]


def test_slices_that_overlap_both_count_a_row():
    inside = [[True, True, False], [True, True, True], [True, False, False]]
    counts = counts_of([0.9, 0.9, 0.1], [1, 0, 0], inside, [0, 1, 2])
    assert counts.rows.sum(axis=(1, 2)).tolist() == [3, 2, 1]


def test_weights_and_their_squares_are_summed_by_cell():
    counts = counts_of([0.9, 0.9], [1, 1], [[True]], [0, 0], weights=[2.0, 0.5])
    assert counts.rows[0, 1].tolist() == [0, 0, 2]
    assert counts.weight[0, 1].tolist() == [0, 0, 2.5]
    assert counts.weight_sq[0, 1].tolist() == [0, 0, 4.25]


def test_the_part_above_each_edge_leaves_out_the_bin_that_ends_there():
    counts = counts_of([0.2, 0.4, 0.9], [1, 1, 1], [[True]], [0] * 3)
    assert above(counts.rows)[0, 1].tolist() == [2, 1]
    assert up_to(counts.rows)[0, 1].tolist() == [1, 2]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_bins_equal_those_of_a_binary_search_however_close_the_edges(dtype):
    close = 0.5 + np.arange(5) * 2.0**-20
    edges = np.unique(np.concatenate([[0, 0.1, 0.3, 1], close])).astype(dtype)
    near = np.concatenate([edges, np.nextafter(edges, dtype(2)), np.nextafter(edges, dtype(-1))])
    random = np.random.default_rng(2).random(500).astype(dtype)
    scores = np.concatenate([near[(near >= 0) & (near <= 1)], random])
    counts = counts_of(scores, np.zeros(len(scores)), [[True]], np.zeros(len(scores)), edges=edges)
    expected = np.bincount(np.searchsorted(edges, scores), minlength=len(edges) + 1)
    assert counts.rows[0, 0].tolist() == expected.tolist()


@pytest.mark.parametrize("weighted", [False, True])
def test_many_atoms_give_the_same_sums_as_few(weighted):
    generator = np.random.default_rng(3)
    rows, atoms = 2_000, DENSE_CELLS // 6 + 1
    atom_of = generator.integers(0, atoms, rows)
    inside = generator.random((atoms, 4)) < 0.3
    scores, positives = generator.random(rows), generator.random(rows) < 0.4
    weights = generator.random(rows) if weighted else None
    many = counts_of(scores, positives, inside, atom_of, weights)
    few = counts_of(scores, positives, inside[atom_of], np.arange(rows), weights)
    np.testing.assert_array_equal(many.rows, few.rows)
    np.testing.assert_allclose(many.weight_sq, few.weight_sq)
