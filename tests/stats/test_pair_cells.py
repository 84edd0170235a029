import numpy as np
import pytest

from counterpoise.stats import pair_cells
from counterpoise.stats.pair_cells import PairCells

SOURCES = np.array([0, 0, 0, 1, 2, 2])
PAIRS = np.array([0, 1, 2, 3, 4, 5, 1, 4])  # the pairs 1 and 4 lie in two slices
SLICES = np.array([0, 0, 1, 1, 0, 0, 1, 1])
VALUES = np.array([[1.0], [10.0], [100.0], [1000.0], [10000.0], [100000.0]])


@pytest.fixture
def cells():
    order = np.argsort(PAIRS, kind="stable")
    return PairCells.of(PAIRS[order], SLICES[order], sources=SOURCES, count=3)


def test_a_cell_holds_the_pairs_of_one_source_in_one_slice(cells):
    assert cells.pairs.tolist() == [0, 1, 4, 5, 1, 2, 3, 4]
    assert cells.cells.tolist() == [0, 2, 4, 6, 7, 8]
    assert cells.sources.tolist() == [0, 2, 0, 1, 2]
    assert cells.slices.tolist() == [0, 2, 5, 5]


def test_a_block_sums_each_cell(cells):
    (block,) = cells.blocks(VALUES, None)
    assert block.total[:, 0].tolist() == [11, 110000, 110, 1000, 10000]
    assert block.mass.tolist() == [2, 2, 2, 1, 1]
    assert block.pairs.tolist() == [2, 2, 2, 1, 1]
    assert block.by_slice(block.total)[:, 0].tolist() == [110011, 11110, 0]


def test_weights_count_in_sums_and_masses_and_not_in_pairs(cells):
    (block,) = cells.blocks(VALUES, np.array([2.0, 2, 2, 3, 0, 0]))
    assert block.total[:, 0].tolist() == [22, 0, 220, 3000, 0]
    assert block.mass.tolist() == [4, 0, 4, 3, 0]
    assert block.pairs.tolist() == [2, 2, 2, 1, 1]


def test_blocks_that_cut_a_slice_in_two_sum_to_the_same(cells, monkeypatch):
    monkeypatch.setattr(pair_cells, "BLOCK", 2)
    blocks = list(cells.blocks(VALUES, None))
    assert [block.sources.tolist() for block in blocks] == [[0, 2], [0, 1], [2]]
    summed = np.sum([block.by_slice(block.total) for block in blocks], axis=0)
    assert summed[:, 0].tolist() == [110011, 11110, 0]


def test_no_pairs_have_no_cells():
    nothing = np.zeros(0, dtype=np.int64)
    cells = PairCells.of(nothing, nothing, sources=nothing, count=2)
    assert list(cells.blocks(np.zeros((0, 1)), None)) == []
    assert cells.slices.tolist() == [0, 0, 0]
