import itertools
import re

import keras
import numpy as np
import pytest

from counterpoise.errors import DataError
from counterpoise.keras import (
    CounterfactualModel,
    CounterfactualPackedInputs,
    MinDiffModel,
    pack_counterfactual_data,
    pack_min_diff_data,
)

X = np.arange(8, dtype=np.float32)[:, None]
Y = X / 8
PAIRS = X[:2], -X[:2]


class Batches(keras.utils.PyDataset):
    def __init__(self, *arrays, size=4):
        super().__init__()
        self.arrays, self.size = arrays, size

    def __len__(self):
        return -(-len(self.arrays[0]) // self.size)

    def __getitem__(self, index):
        return tuple(array[index * self.size : (index + 1) * self.size] for array in self.arrays)


def loader(*arrays, size=4, **options):
    torch = pytest.importorskip("torch")
    tensors = torch.utils.data.TensorDataset(*map(torch.from_numpy, arrays))
    return torch.utils.data.DataLoader(tensors, batch_size=size, **options)


def endless(*arrays, size=4):
    while True:
        dataset = Batches(*arrays, size=size)
        yield from (dataset[step] for step in range(len(dataset)))


EXAMPLES = {
    "PyDataset": lambda: Batches(X, Y),
    "loader": lambda: loader(X, Y, shuffle=True),
    "generator": lambda: endless(X, Y),
    "arrays": lambda: (X, Y),
}
ROWS = {
    "PyDataset": lambda: Batches(*PAIRS, size=2),
    "loader": lambda: loader(*PAIRS, size=2),
    "generator": lambda: endless(*PAIRS, size=2),
    "arrays": lambda: PAIRS,
}


@pytest.fixture
def model(linear, ready):
    return ready(CounterfactualModel(linear(1.0)), optimizer=keras.optimizers.SGD(0.0))


@pytest.mark.parametrize(
    ("examples", "rows"),
    [
        *((examples, "arrays") for examples in EXAMPLES),
        *(("loader", rows) for rows in ROWS if rows != "arrays"),
    ],
)
def test_any_source_of_examples_goes_with_any_source_of_pairs(examples, rows, model):
    packed = pack_counterfactual_data(EXAMPLES[examples](), ROWS[rows](), batch_size=4)
    history = model.fit(packed, epochs=2, steps_per_epoch=2, verbose=0).history
    # Distances of the pairs are 0 and 2: of the same pairs in every step.
    assert history["counterfactual_loss"] == [2.0, 2.0] or rows == "arrays"
    assert history["loss"][0] > history["counterfactual_loss"][0]


@pytest.mark.parametrize("kind", ["PyDataset", "loader", "generator"])
def test_sources_of_packed_batches_of_ones_own_are_read(kind, model):
    packed = [CounterfactualPackedInputs((X, Y), PAIRS)] * 2

    class Packed(keras.utils.PyDataset):
        def __len__(self):
            return 2

        def __getitem__(self, index):
            return packed[index]

    source = Packed()
    if kind == "loader":
        torch = pytest.importorskip("torch")
        source = torch.utils.data.DataLoader(packed, batch_size=None)
    if kind == "generator":
        source = (batch for _ in itertools.count() for batch in packed)
    logs = model.evaluate(source, steps=2, verbose=0, return_dict=True)
    assert logs["counterfactual_loss"] == pytest.approx(2.0)


def test_a_loader_is_gone_through_once_an_epoch(model):
    seen = []
    torch = pytest.importorskip("torch")

    class Noted(torch.utils.data.Dataset):
        def __len__(self):
            return 8

        def __getitem__(self, index):
            seen.append(index)
            return X[index], Y[index]

    packed = pack_counterfactual_data(torch.utils.data.DataLoader(Noted(), batch_size=4), PAIRS)
    model.fit(packed, verbose=0)
    seen.clear()
    model.fit(packed, epochs=2, verbose=0)
    assert sorted(seen[-16:]) == sorted([*range(8)] * 2)


def test_pairs_of_a_source_come_in_full_batches(model):
    pairs = Batches(X[:3], X[:3], size=2)
    packed = pack_counterfactual_data((X, Y), pairs, batch_size=2)
    sizes = {len(packed[step].counterfactual_data.original_x) for step in range(4)}
    assert sizes == {2}


def test_groups_may_be_sources(linear, ready):
    packed = pack_min_diff_data(Batches(X, Y), Batches(X[:3], size=2), loader(X[3:], size=2))
    inputs, _ = packed[0]
    assert inputs.min_diff_data.min_diff_membership[:, 0].tolist() == [1, 1, 0, 0]
    model = ready(MinDiffModel(linear(1.0), "mmd"))
    assert model.fit(packed, verbose=0).history["min_diff_loss"][0] > 0


def test_a_generator_of_pairs_that_ends_is_refused():
    generator = (batch for batch in [PAIRS])
    packed = pack_counterfactual_data((X, Y), generator, batch_size=4)
    assert len(packed[0].counterfactual_data.original_x) == 2
    expected = (
        "The generator of rows for a loss term ended, and training needs more: a generator cannot "
        "be gone through again. Let it go on without end, or pass arrays, a "
        "`keras.utils.PyDataset` or a loader, whose rows are used again."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        packed[1]


def test_a_source_without_rows_is_refused():
    expected = (
        "The source of rows for a loss term has no batch, and needs one. "
        "Pass rows, or leave the term out."
    )
    packed = pack_counterfactual_data((X, Y), Batches(X[:0], X[:0]), batch_size=4)
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        packed[0]
