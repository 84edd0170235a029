import re

import keras
import numpy as np
import pytest

from counterpoise.errors import PlanError
from counterpoise.keras import (
    GroupDROTerm,
    PairTerm,
    RemedyModel,
    RemedyPackedInputs,
    pack_remedy_data,
)
from counterpoise.keras.example_rows import ExampleRows
from counterpoise.losses import GroupWeights, group_dro

X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 1.0]], dtype=np.float32)
Y = np.array([[0.0], [1.0], [0.0], [1.0]], dtype=np.float32)
MEMBERSHIPS = np.array([[1, 0], [1, 1], [0, 1], [0, 0]])
BATCH = RemedyPackedInputs(X, {"dro": MEMBERSHIPS}), Y
LOSSES = np.square(X @ [[3.0], [1.0]] - Y)[:, 0]
"""Of the rows, of a model with the weights 3 and 1: 9, 0, 16, 36."""


def of_terms(net, **options):
    return RemedyModel(net, {"dro": GroupDROTerm(groups=2, **options)})


def steps(count, **options):
    """The loss of the last of so many steps and the logarithms of the weights after it."""
    state = None
    for _ in range(count):
        loss, state = group_dro(np, LOSSES, MEMBERSHIPS, state=state, **options)
    return loss, state.log


def test_a_step_descends_on_the_weighted_means_of_the_groups_alone(linear, ready):
    # Means 4.5 and 8, weights exp(0.45) and exp(0.8) over their sum.
    net = linear(3.0, 1.0)
    model = ready(of_terms(net, step_size=0.1))
    logs = model.train_on_batch(*BATCH, return_dict=True)
    q = np.exp([0.45, 0.8]) / np.exp([0.45, 0.8]).sum()
    assert logs["dro_loss"] == pytest.approx(q @ [4.5, 8.0])
    assert logs["loss"] == pytest.approx(q @ [4.5, 8.0])
    of_rows = 2 * (X @ [[3.0], [1.0]] - Y) * X
    slope = q @ [of_rows[:2].mean(axis=0), of_rows[1:3].mean(axis=0)]
    np.testing.assert_allclose(net.get_weights()[0][:, 0], [3.0, 1.0] - 0.1 * slope, rtol=1e-5)
    np.testing.assert_allclose(np.exp(model.term_states["dro"]), q, rtol=1e-5)


def test_the_state_moves_in_training_and_stands_still_elsewhere(linear, ready):
    model = ready(of_terms(linear(3.0, 1.0)), optimizer=keras.optimizers.SGD(0.0))
    np.testing.assert_allclose(np.exp(model.term_states["dro"]), [0.5, 0.5], rtol=1e-6)
    for count in (1, 2):
        model.fit(*BATCH, batch_size=4, verbose=0, validation_data=BATCH)
        expected, log = steps(count)
        np.testing.assert_allclose(model.term_states["dro"], log, rtol=1e-5)
    logs = model.evaluate(*BATCH, verbose=0, return_dict=True)
    assert logs == pytest.approx({"loss": expected, "dro_loss": expected}, rel=1e-5)
    model.predict(X, verbose=0)
    np.testing.assert_allclose(model.term_states["dro"], log, rtol=1e-5)


def test_a_compiled_step_keeps_the_state(linear):
    model = of_terms(linear(3.0, 1.0))
    model.compile(optimizer=keras.optimizers.SGD(0.0), loss="mse", jit_compile=True)
    data = pack_remedy_data((X, Y), {"dro": MEMBERSHIPS}, batch_size=4)
    history = model.fit(data, epochs=3, verbose=0).history
    expected, log = steps(3)
    assert history["dro_loss"][-1] == pytest.approx(expected, rel=1e-5)
    np.testing.assert_allclose(model.term_states["dro"], log, rtol=1e-5)


def test_training_goes_on_from_a_file_as_if_it_had_not_stopped(linear, ready, tmp_path):
    model = ready(of_terms(linear(3.0, 1.0), step_size=0.5, adjustments=[0.0, 0.3]))
    model.fit(*BATCH, batch_size=4, epochs=2, verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.term_states["dro"], model.term_states["dro"])
    for each in (model, loaded):
        each.fit(*BATCH, batch_size=4, verbose=0)
    np.testing.assert_array_equal(loaded.term_states["dro"], model.term_states["dro"])
    np.testing.assert_array_equal(*(of.get_weights()[0] for of in (loaded, model)))
    assert len(model.original_model.weights) == 1


def test_a_weight_below_1_leaves_the_rest_to_the_mean_loss(linear, ready):
    model = ready(of_terms(linear(3.0, 1.0), weight=0.25))
    logs = model.test_on_batch(*BATCH, return_dict=True)
    assert logs["dro_loss"] == pytest.approx(6.25)
    assert logs["loss"] == pytest.approx(0.75 * LOSSES.mean() + 0.25 * 6.25)
    model = ready(of_terms(linear(3.0, 1.0), weight=0.0))
    assert model.test_on_batch(*BATCH)[0] == pytest.approx(LOSSES.mean())


@pytest.mark.parametrize("weight", [0.25, 1.0])
def test_regularisers_count_whole_and_once(weight, linear, ready):
    net = linear(3.0, 1.0, kernel_regularizer=keras.regularizers.L2(0.1))
    logs = ready(of_terms(net, weight=weight)).test_on_batch(*BATCH, return_dict=True)
    task = (1 - weight) * LOSSES.mean() + weight * 6.25
    assert logs["loss"] == pytest.approx(task + 1.0)


def test_other_terms_are_added(linear, ready):
    terms = {"dro": GroupDROTerm(groups=2), "pairs": PairTerm(weight=2.0)}
    rows = {"dro": MEMBERSHIPS, "pairs": (X[:2], X[:2] * np.array([0.0, 1.0], dtype=np.float32))}
    model = ready(RemedyModel(linear(3.0, 1.0), terms))
    logs = model.evaluate(pack_remedy_data((X, Y), rows, batch_size=4), verbose=0, return_dict=True)
    assert logs == pytest.approx({"loss": 6.25 + 9.0, "dro_loss": 6.25, "pairs_loss": 4.5})


def test_weights_of_examples_count_within_their_groups(linear, ready):
    model = ready(of_terms(linear(3.0, 1.0)))
    weights = np.array([3.0, 1.0, 1.0, 50.0])
    logs = model.test_on_batch(*BATCH, weights, return_dict=True)
    assert logs["dro_loss"] == pytest.approx((0.75 * 9 + 0.5 * 16) / 2)


def test_an_absent_group_adds_nothing_and_does_not_move(linear, ready):
    model = ready(of_terms(linear(3.0, 1.0), step_size=1.0))
    only_first = np.array([[1, 0], [1, 0], [0, 0], [0, 0]])
    model.train_on_batch(RemedyPackedInputs(X, {"dro": only_first}), Y)
    before = GroupWeights(np.log([0.5, 0.5]))
    _, after = group_dro(np, LOSSES, only_first, state=before, step_size=1.0)
    np.testing.assert_allclose(model.term_states["dro"], after.log, rtol=1e-5)
    net = linear(3.0, 1.0)
    nobody = RemedyPackedInputs(X, {"dro": np.zeros((4, 2))})
    assert ready(of_terms(net)).train_on_batch(nobody, Y) == [0.0, 0.0]
    assert net.get_weights()[0][:, 0].tolist() == [3.0, 1.0]


def test_small_groups_can_be_told_to_count_for_more(linear, ready):
    adjustments = 4.0 / np.sqrt([400, 100])
    model = ready(of_terms(linear(3.0, 1.0), step_size=0.1, adjustments=adjustments))
    model.train_on_batch(*BATCH)
    _, log = steps(1, step_size=0.1, adjustments=adjustments)
    np.testing.assert_allclose(model.term_states["dro"], log, rtol=1e-5)


def test_the_loss_may_be_another_than_the_models(linear, ready):
    model = ready(of_terms(linear(3.0, 1.0), loss="mae"))
    assert model.test_on_batch(*BATCH, return_dict=True)["dro_loss"] == pytest.approx(
        (np.sqrt(LOSSES[:2]).mean() + np.sqrt(LOSSES[1:3]).mean()) / 2
    )


def test_one_of_several_outputs_is_looked_at_with_its_labels_weights_and_loss(ready):
    inputs = keras.Input((2,))
    heads = {
        name: keras.layers.Dense(1, kernel_initializer=start, name=name)(inputs)
        for name, start in (("toxic", "ones"), ("insult", "zeros"))
    }
    model = RemedyModel(
        keras.Model(inputs, heads), {"dro": GroupDROTerm(groups=2, transform="toxic", weight=0.0)}
    )
    ready(model, loss={"toxic": "mse", "insult": "mae"})
    labels, weights = {"toxic": Y, "insult": 1 - Y}, {"toxic": np.arange(4.0), "insult": np.ones(4)}
    logs = model.test_on_batch(BATCH[0], labels, weights, return_dict=True)
    losses = np.square(X.sum(axis=1) - Y[:, 0])
    expected, _ = group_dro(np, losses, MEMBERSHIPS, weights["toxic"], step_size=0.0)
    assert logs["dro_loss"] == pytest.approx(expected, rel=1e-5)


def test_the_worst_group_fares_better(rows):
    x = rows(800)
    few = np.arange(800) % 6 == 0
    x[:, 2] = few
    logits = np.where(few, -2, 2) * x[:, 0] + x[:, 1]
    y = (rows(800, 1, seed=1)[:, 0] * 1.7 < logits).astype(np.float32)

    def worst(weight):
        net = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(1)])
        net.set_weights([np.zeros((3, 1)), np.zeros(1)])
        model = RemedyModel(net, {"dro": GroupDROTerm(groups=2, weight=weight, step_size=0.1)})
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        model.compile(optimizer=keras.optimizers.Adam(0.05), loss=loss)
        groups = {"dro": np.column_stack([~few, few])}
        model.fit(pack_remedy_data((x, y), groups, batch_size=200), epochs=20, verbose=0)
        predicted = net.predict(x, verbose=0)[:, 0]
        losses = np.logaddexp(0, predicted) - y * predicted
        return max(losses[few].mean(), losses[~few].mean())

    assert worst(0.0) > 0.9
    assert worst(1.0) < 0.72


def test_a_term_is_made_again_from_its_config():
    term = GroupDROTerm(
        groups=2,
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        weight=0.5,
        step_size=0.1,
        adjustments=np.array([0.5, 0.0]),
        transform="toxic",
    )
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(term))
    assert again.get_config() == term.get_config()
    assert again.adjustments == (0.5, 0.0)


def test_what_is_out_of_range_is_refused():
    expected = (
        "`weight` of group DRO must be a number in [0, 1], its share of the task's loss, got 2.0. "
        "1 puts it in the place of the mean loss, 0 only watches it."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        GroupDROTerm(groups=2, weight=2.0)
    expected = (
        "`adjustments` of group DRO must be 2 finite numbers, one for each group, got [1.0]. "
        "The paper's are C / sqrt(rows of the group)."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        GroupDROTerm(groups=2, adjustments=[1.0])


@pytest.mark.parametrize("loss", [None, ["mse", "mae"]])
def test_a_model_without_one_loss_is_refused(loss):
    expected = (
        f"Group DRO needs one loss to take of every row, but the model was compiled with {loss!r}. "
        "Pass `loss` to `GroupDROTerm`, or the output's name as `transform`."
    )
    rows = ExampleRows(predictions=X[:, :1], labels=Y, loss=loss)
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        GroupDROTerm(groups=2).distance(
            {"memberships": MEMBERSHIPS}, rows, np.zeros(2), training=True
        )
