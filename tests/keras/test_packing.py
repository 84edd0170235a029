import re

import keras
import numpy as np
import pytest

from counterpoise.errors import DataError, PlanError
from counterpoise.keras import (
    CounterfactualPackedInputs,
    GroupInputs,
    MinDiffPackedInputs,
    PairInputs,
    RemedyPackedInputs,
    build_min_diff_dataset,
    pack_counterfactual_data,
    pack_min_diff_data,
    pack_remedy_data,
)
from counterpoise.keras.packed_batches import ArrayBatches

X = np.arange(10.0)[:, None]
Y = np.arange(10.0) / 10
PAIRS = X[:3], -X[:3]


def originals(batches):
    return [batch.counterfactual_data.original_x[:, 0].tolist() for batch in batches]


def test_a_packed_batch_has_the_parts_of_the_older_toolkit():
    packed = pack_counterfactual_data((X, Y), PAIRS, batch_size=4, shuffle=False)
    assert isinstance(packed, keras.utils.PyDataset)
    assert len(packed) == 3
    batch = packed[0]
    assert isinstance(batch, CounterfactualPackedInputs)
    x, y = batch.original_input
    assert x[:, 0].tolist() == [0, 1, 2, 3]
    assert y.tolist() == [0, 0.1, 0.2, 0.3]
    assert isinstance(batch.counterfactual_data, PairInputs)
    np.testing.assert_array_equal(
        batch.counterfactual_data.counterfactual_x, -batch.counterfactual_data.original_x
    )


def test_few_pairs_are_used_again_in_another_order():
    packed = pack_counterfactual_data((X, Y), PAIRS, batch_size=1, pairs_per_step=3, seed=1)
    passes = originals(packed[step] for step in range(10))
    assert all(sorted(once) == [0, 1, 2] for once in passes)
    assert len({tuple(once) for once in passes}) > 1


def test_every_pair_comes_before_any_comes_again_in_batches_of_one_size():
    packed = pack_counterfactual_data((X, Y), PAIRS, batch_size=1, pairs_per_step=2)
    seen = originals(packed[step] for step in range(6))
    assert {len(batch) for batch in seen} == {2}
    drawn = [row for batch in seen for row in batch]
    assert [sorted(drawn[start : start + 3]) for start in range(0, 12, 3)] == [[0, 1, 2]] * 4


def test_an_epoch_sees_each_pair_about_once_where_nobody_says():
    def size(pairs, **options):
        packed = pack_counterfactual_data((X, Y), (X[:pairs], X[:pairs]), **options)
        return len(packed[0].counterfactual_data.original_x)

    assert [size(pairs, batch_size=2) for pairs in (1, 5, 6, 10)] == [1, 1, 2, 2]
    assert size(10, batch_size=2, pairs_per_step=7) == 7


def test_the_same_seed_gives_the_same_batches():
    def first(seed):
        packed = pack_counterfactual_data((X, Y), PAIRS, batch_size=5, seed=seed)
        batch = packed[0]
        return batch.original_input[0].tolist(), originals([batch])

    assert first(1) == first(1)
    assert first(1) != first(2)


def test_weights_labels_and_structures_stay_with_their_rows():
    x = {"a": X, "b": [X, -X]}
    pairs = PairInputs(x, x, Y, Y * 2, Y > 0.5)
    batch = pack_counterfactual_data((x, Y, Y + 1), pairs, batch_size=5)[0]
    inputs, y, weights = batch.original_input
    np.testing.assert_array_equal(inputs["b"][1], -inputs["a"])
    np.testing.assert_allclose(weights, y + 1)
    rows = batch.counterfactual_data
    np.testing.assert_allclose(rows.original_x["a"][:, 0] / 10, rows.counterfactual_sample_weight)
    np.testing.assert_allclose(rows.label, 2 * rows.counterfactual_sample_weight)
    np.testing.assert_array_equal(rows.preserves_label, rows.counterfactual_sample_weight > 0.5)


def test_in_order_every_epoch_is_the_same():
    packed = pack_counterfactual_data((X, Y), PAIRS, batch_size=4, pairs_per_step=2).in_order()
    epochs = []
    for _ in range(2):
        packed.on_epoch_begin()
        batches = [packed[step] for step in range(3)]
        epochs.append((originals(batches), [batch.original_input[0].tolist() for batch in batches]))
        packed.on_epoch_end()
    assert epochs[0] == epochs[1]
    assert epochs[0][0] == [[0, 1], [2, 0], [1, 2]]


def test_groups_stand_beside_the_examples():
    weights = np.array([2.0, 3.0])
    packed = pack_min_diff_data(
        (X, Y), (X[:2], None, weights), X[2:], batch_size=5, group_batch_size=4
    )
    inputs, _ = packed[0]
    assert isinstance(inputs, MinDiffPackedInputs)
    rows = inputs.min_diff_data
    assert isinstance(rows, GroupInputs)
    assert rows.min_diff_membership[:, 0].tolist() == [1] * 4 + [0] * 4
    assert sorted(rows.min_diff_x[:4, 0]) == [0, 0, 1, 1]
    assert (rows.min_diff_x[4:] >= 2).all()
    np.testing.assert_array_equal(rows.min_diff_sample_weight[:4], rows.min_diff_x[:4, 0] + 2)
    np.testing.assert_array_equal(rows.min_diff_sample_weight[4:], 1)


def test_groups_of_several_applications_go_by_name():
    names = {"a": X[:2], "b": X[:4]}, {"a": X[2:], "b": X[4:]}
    built = build_min_diff_dataset(*names, group_batch_size=2)
    inputs, _ = pack_min_diff_data((X, Y), min_diff_dataset=built, batch_size=5)[0]
    assert set(inputs.min_diff_data) == {"a", "b"}
    assert inputs.min_diff_data["b"].min_diff_x.shape == (4, 1)
    expected = (
        "`sensitive_group_dataset` and `nonsensitive_group_dataset` must have the same names, got "
        "['a', 'b'] and ['a']. Pass both groups of every application."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        build_min_diff_dataset(names[0], {"a": X})


@pytest.mark.parametrize(
    "groups",
    [{}, {"sensitive_group_dataset": X}, {"sensitive_group_dataset": X, "min_diff_dataset": X}],
)
def test_groups_are_given_as_two_or_as_one(groups):
    expected = (
        "`pack_min_diff_data` needs `sensitive_group_dataset` and `nonsensitive_group_dataset`, or "
        "`min_diff_dataset` in their place. Pass the two, or the one."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        pack_min_diff_data((X, Y), **groups)


def test_data_of_any_terms_goes_by_name():
    rows = {"pairs": PAIRS, "groups": build_min_diff_dataset(X[:2], X[2:], group_batch_size=3)}
    inputs, y = pack_remedy_data((X, Y), rows, batch_size=5, rows_per_step=2)[0]
    assert isinstance(inputs, RemedyPackedInputs)
    assert len(y) == 5
    assert inputs.remedy_data["pairs"][0].shape == (2, 1)


def test_shuffled_batches_are_full_and_see_every_row_before_any_again():
    batches = ArrayBatches((X,), batch_size=4, shuffle=True, seed=0)
    seen = []
    for _ in range(5):
        seen += [row for step in range(len(batches)) for row in batches[step][0][:, 0]]
        batches.on_epoch_end()
    assert len(seen) == 60
    assert all(sorted(seen[start : start + 10]) == X[:, 0].tolist() for start in range(0, 60, 10))


def test_batches_in_order_end_with_what_is_left():
    batches = ArrayBatches((X,), batch_size=4, shuffle=False, seed=0)
    assert [len(batches[step][0]) for step in range(3)] == [4, 4, 2]


@pytest.mark.parametrize(
    ("pairs", "what", "got"),
    [
        ((X[:3], X[:2]), "a loss term", "2, 3"),
        ((X[:0], X[:0]), "a loss term", "0"),
    ],
)
def test_rows_that_do_not_fit_are_refused(pairs, what, got):
    expected = (
        f"The arrays of {what} must have one number of rows, at least 1, got {got}. "
        "Pass arrays that describe the same rows."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        pack_counterfactual_data((X, Y), pairs)


def test_a_size_below_one_is_refused():
    expected = "Batches must have at least 1 row, got 0. Pass a size above 0."
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        pack_counterfactual_data((X, Y), PAIRS, pairs_per_step=0)
