import re

import numpy as np
import pytest

from counterpoise.errors import DataError
from counterpoise.keras import (
    CounterfactualModel,
    PairInputs,
    pack_counterfactual_data,
    pack_remedy_data,
)
from counterpoise.keras.packed_batches import PackedBatches
from counterpoise.keras.shared_batches import SharedBatches

X = np.arange(20, dtype=np.float32)[:, None]
Y = X / 20
SOURCE = np.array([3, 3, 7, 11, 19, 2, 5])


def pairs(source=SOURCE, **fields):
    """Counterfactuals are minus their originals."""
    return PairInputs(None, -X[source], source=source, **fields)


def packed(batch_size=4, **options):
    return pack_counterfactual_data((X, Y), pairs(), batch_size=batch_size, **options)


def epoch(batches):
    seen = [batches[step] for step in range(len(batches))]
    batches.on_epoch_end()
    return seen


def test_originals_are_rows_of_the_batch():
    batches = packed()
    assert isinstance(batches, SharedBatches)
    for batch in epoch(batches):
        (x, y), beside = batch
        np.testing.assert_allclose(y, x / 20)
        assert beside.original_x is None
        np.testing.assert_array_equal(beside.counterfactual_x, -x[beside.source])


def test_shapes_stay_and_every_row_comes_before_any_comes_again():
    batches = packed()
    seen = [batch for _ in range(6) for batch in epoch(batches)]
    assert {(len(b.original_input[0]), len(b.counterfactual_data.source)) for b in seen} == {(4, 2)}
    rows = np.concatenate([batch.original_input[0][:, 0] for batch in seen])
    # 120 rows: six times each, though rows with and without pairs are shuffled apart.
    assert np.bincount(rows.astype(int)).tolist() == [6] * 20


def test_counterfactuals_of_one_row_take_turns():
    x = X[:4]
    several = PairInputs(None, np.array([[1.0], [2.0], [3.0]]), source=np.array([1, 1, 1]))
    batches = pack_counterfactual_data((x, x), several, batch_size=4)
    seen = [epoch(batches)[0].counterfactual_data.counterfactual_x[0, 0] for _ in range(6)]
    assert seen == [1, 2, 3, 1, 2, 3]


def test_the_mean_over_an_epoch_is_that_over_the_pairs():
    weights = np.array([0.5, 1.5, 1.0, 2.0, 1.0, 1.0, 3.0])
    given = pairs(counterfactual_sample_weight=weights)
    batches = pack_counterfactual_data((X, Y), given, batch_size=20)
    seen = [epoch(batches)[0].counterfactual_data for _ in range(2)]
    # The two pairs of row 3 come one after the other.
    means = [np.mean(of.counterfactual_sample_weight * of.counterfactual_x[:, 0]) for of in seen]
    assert np.mean(means) == pytest.approx(np.mean(weights * -X[SOURCE][:, 0]), rel=1e-6)


def test_originals_of_their_own_are_taken_where_sharing_does_not_suit():
    few = pack_counterfactual_data((X, Y), pairs(np.array([3])), batch_size=4)
    apart = packed(pairs_per_step=3), packed(shuffle=False), packed().in_order(), few
    for batches in apart:
        assert isinstance(batches, PackedBatches)
        beside = batches[0].counterfactual_data
        assert beside.source is None
        np.testing.assert_array_equal(beside.counterfactual_x, -beside.original_x)
    (inputs, _) = pack_remedy_data((X, Y), {"pairs": pairs()}, batch_size=4)[0]
    np.testing.assert_array_equal(
        inputs.remedy_data["pairs"].counterfactual_x, -inputs.remedy_data["pairs"].original_x
    )


def test_training_with_shared_originals_gives_their_distance(linear, ready):
    model = ready(CounterfactualModel(linear(1.0)), optimizer="sgd")
    batch = packed()[0]
    logs = model.test_on_batch(batch, return_dict=True)
    originals = batch.original_input[0][batch.counterfactual_data.source]
    assert logs["counterfactual_loss"] == pytest.approx(
        np.mean((2 * originals[:, 0]) ** 2 * batch.counterfactual_data.counterfactual_sample_weight)
    )
    evaluated = model.evaluate(packed(), verbose=0, return_dict=True)
    assert evaluated["counterfactual_loss"] > 0


@pytest.mark.parametrize("source", [[3, 20], [-1, 3]])
def test_sources_that_are_no_rows_are_refused(source):
    source = np.array(source)
    counterfactual = X[:2]
    expected = (
        f"`source` of pairs must count the 20 examples from 0, got {source.min()} to "
        f"{source.max()}. Give the row of the example that each pair was made from."
    )
    given = PairInputs(X[:2], counterfactual, source=source)
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        pack_counterfactual_data((X, Y), given, batch_size=20)


def test_pairs_without_originals_need_arrays_of_examples():
    expected = (
        "Pairs without `original_x` need `source` and arrays of examples that it counts in. "
        "Got a source of batches. Pass `original_x`."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        pack_counterfactual_data((batch for batch in [(X, Y)]), pairs())
