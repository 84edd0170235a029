import re

import keras
import numpy as np
import pytest

from counterpoise.errors import DataError, PlanError
from counterpoise.keras import (
    CounterfactualModel,
    CounterfactualPackedInputs,
    GroupTerm,
    MinDiffModel,
    MinDiffPackedInputs,
    PairTerm,
    RemedyModel,
    RemedyPackedInputs,
    pack_counterfactual_data,
    pack_remedy_data,
)

X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 1.0]], dtype=np.float32)
Y = np.array([[0.0], [1.0], [0.0], [1.0]], dtype=np.float32)
PAIRS = X[:2], X[:2] * np.array([0.0, 1.0], dtype=np.float32)
GROUPS = X, np.array([1.0, 1.0, 0.0, 0.0])


def both(net, **weights):
    pairs, groups = weights.get("pairs", 1.0), weights.get("groups", 1.0)
    return RemedyModel(net, {"pairs": PairTerm(weight=pairs), "groups": GroupTerm(weight=groups)})


BATCH = RemedyPackedInputs(X, {"pairs": PAIRS, "groups": GROUPS}), Y


def test_a_step_descends_on_the_loss_and_the_weighted_distance(linear, ready):
    # Logits of pairs are (w0, w1) and (0, w1): distance w0^2 / 2, slope w0.
    net = linear(3.0, 1.0)
    model = ready(CounterfactualModel(net, loss_weight=2.0))
    logs = model.train_on_batch(CounterfactualPackedInputs((X, Y), PAIRS), return_dict=True)
    errors = X @ [[3.0], [1.0]] - Y
    slope = 2 * (errors * X).mean(axis=0) + 2.0 * np.array([3.0, 0.0])
    np.testing.assert_allclose(net.get_weights()[0][:, 0], [3.0, 1.0] - 0.1 * slope, rtol=1e-5)
    assert logs["counterfactual_loss"] == pytest.approx(4.5)
    assert logs["loss"] == pytest.approx(float((errors**2).mean()) + 2 * 4.5, rel=1e-5)


def test_terms_of_any_kind_work_together_and_metrics_bear_their_names(linear, ready):
    model = ready(both(linear(3.0, 1.0), pairs=2.0, groups=0.0), metrics=["mae"])
    logs = model.test_on_batch(*BATCH, return_dict=True)
    assert set(logs) == {"loss", "mae", "pairs_loss", "groups_loss"}
    assert logs["pairs_loss"] == pytest.approx(4.5)
    own = float(((X @ [[3.0], [1.0]] - Y) ** 2).mean())
    assert logs["loss"] == pytest.approx(own + 9.0, rel=1e-5)
    assert logs["mae"] == pytest.approx(float(np.abs(X @ [[3.0], [1.0]] - Y).mean()), rel=1e-5)
    assert logs["groups_loss"] > 0


def test_losses_by_name_have_weights_and_metrics_by_name(linear, ready):
    model = ready(
        MinDiffModel(linear(3.0, 1.0), {"a": "mmd", "b": "abs_corr"}, {"b": 0.0}),
    )
    rows = {"a": GROUPS, "b": (X, 1 - GROUPS[1])}
    logs = model.test_on_batch(MinDiffPackedInputs(X, rows), Y, return_dict=True)
    assert set(logs) == {"loss", "a_min_diff_loss", "b_min_diff_loss"}
    own = float(((X @ [[3.0], [1.0]] - Y) ** 2).mean())
    assert logs["loss"] == pytest.approx(own + logs["a_min_diff_loss"], rel=1e-5)


def test_several_losses_look_at_the_same_pairs_in_one_pass(linear, ready):
    losses = {"squared": "pairwise_mse_loss", "absolute": "pairwise_absolute_difference_loss"}
    model = ready(CounterfactualModel(linear(3.0, 1.0), losses))
    logs = model.test_on_batch(CounterfactualPackedInputs((X, Y), PAIRS), return_dict=True)
    assert logs["squared_counterfactual_loss"] == pytest.approx(4.5)
    assert logs["absolute_counterfactual_loss"] == pytest.approx(1.5)


def test_plain_data_is_evaluated_and_predicted_without_distances(linear, ready):
    model = ready(both(linear(3.0, 1.0)))
    expected = X @ [[3.0], [1.0]]
    assert set(model.evaluate(X, Y, verbose=0, return_dict=True)) == {"loss"}
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(float(((expected - Y) ** 2).mean()))
    for data in (X, BATCH[0], pack_remedy_data((X, Y), BATCH[0].remedy_data, batch_size=4)):
        np.testing.assert_allclose(model.predict(data, verbose=0), expected, rtol=1e-6)
    for batch in (X, BATCH[0]):
        np.testing.assert_allclose(model.predict_on_batch(batch), expected, rtol=1e-6)
        np.testing.assert_allclose(np.asarray(model(batch)), expected, rtol=1e-6)


def test_arrays_can_be_given_to_fit_and_evaluate_as_they_are(linear, ready):
    model = ready(CounterfactualModel(linear(3.0, 1.0)))
    packed = CounterfactualPackedInputs((X, Y), PAIRS)
    logs = model.evaluate(packed, batch_size=2, verbose=0, return_dict=True)
    assert logs["counterfactual_loss"] == pytest.approx(4.5)
    assert logs["loss"] == pytest.approx(4.5 + float(((X @ [[3.0], [1.0]] - Y) ** 2).mean()))
    history = model.fit(packed, batch_size=4, epochs=2, verbose=0, validation_data=packed).history
    assert set(history) == {"loss", "counterfactual_loss", "val_loss", "val_counterfactual_loss"}


def test_labels_can_stand_beside_packed_inputs(linear, ready):
    model = ready(MinDiffModel(linear(3.0, 1.0), "mmd"))
    packed = MinDiffPackedInputs(X, GROUPS)
    history = model.fit(packed, Y, batch_size=4, verbose=0, validation_data=(packed, Y)).history
    assert set(history) == {"loss", "min_diff_loss", "val_loss", "val_min_diff_loss"}


def test_weights_of_examples_count_for_the_models_own_loss_alone(linear, ready):
    model = ready(CounterfactualModel(linear(3.0, 1.0)))
    weights = np.array([0.0, 0.0, 0.0, 4.0])
    packed = CounterfactualPackedInputs((X, Y, weights), PAIRS)
    logs = model.test_on_batch(packed, return_dict=True)
    assert logs["loss"] == pytest.approx(4.5 + 36.0, rel=1e-5)


def test_training_without_data_for_a_term_is_refused(linear, ready):
    model = ready(both(linear(3.0, 1.0)))
    expected = (
        "`fit` needs data for the loss terms `pairs`, `groups`, got examples alone (ndarray). "
        "Put it beside them with `pack_remedy_data` or one of its forms."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        model.fit(X, Y)
    expected = (
        "A batch to train with has no data for the loss terms `groups`. "
        "Put it beside the examples with `pack_remedy_data` or one of its forms."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        model.train_on_batch(RemedyPackedInputs(X, {"pairs": PAIRS}), Y)


def test_a_model_needs_a_term(linear):
    expected = (
        "`terms` must hold at least one loss term, got none. Pass a dict from a name to a "
        "`PairTerm`, `GroupTerm`, `GroupDROTerm` or `RateTerm`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RemedyModel(linear(1.0), {})


def test_a_weight_for_no_loss_is_refused(linear):
    expected = (
        "`loss_weight` has a weight for `gendr`, which is no loss. "
        "Did you mean `gender`? Available: `gender`, `race`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        MinDiffModel(linear(1.0), {"gender": "mmd", "race": "mmd"}, {"gendr": 1.0})


class TwoHeads(keras.Model):
    def __init__(self):
        super().__init__()
        self.toxic, self.insult = (keras.layers.Dense(1, kernel_initializer="ones") for _ in "ab")

    def call(self, inputs):
        both_inputs = keras.ops.concatenate([inputs["text"], inputs["user"]], axis=-1)
        return {"toxic": self.toxic(both_inputs), "insult": self.insult(both_inputs)}


def functional():
    inputs = {name: keras.Input((2,), name=name) for name in ("text", "user")}
    joined = keras.layers.Concatenate()(list(inputs.values()))
    heads = {
        name: keras.layers.Dense(1, kernel_initializer="ones", name=name)(joined)
        for name in ("toxic", "insult")
    }
    return keras.Model(inputs, heads)


@pytest.mark.parametrize("make", [TwoHeads, functional])
def test_models_of_several_inputs_and_outputs_train_with_a_transform(make, ready):
    x = {"text": X, "user": X}
    model = ready(
        CounterfactualModel(make(), predictions_transform="insult"),
        loss={"toxic": "mse", "insult": "mse"},
    )
    moved = {"text": -X, "user": X}
    labels = {"toxic": Y, "insult": Y}
    packed = CounterfactualPackedInputs((x, labels), (x, moved))
    logs = model.fit(packed, batch_size=4, verbose=0).history
    assert {"loss", "counterfactual_loss"} <= set(logs)
    predicted = model.predict(x, verbose=0), model.predict(moved, verbose=0)
    gap = np.square(predicted[0]["insult"] - predicted[1]["insult"]).mean()
    logs = model.evaluate(packed, verbose=0, return_dict=True)
    assert logs["counterfactual_loss"] == pytest.approx(gap, rel=1e-4)


def test_a_model_of_several_outputs_without_a_transform_is_refused(ready):
    model = ready(CounterfactualModel(functional()), loss="mse")
    x = {"text": X, "user": X}
    with pytest.raises(DataError, match=r"the model gives a dict of `insult`, `toxic`\. Pass"):
        model.test_on_batch(CounterfactualPackedInputs((x, {"toxic": Y, "insult": Y}), (x, x)))


def test_gradients_are_accumulated(linear, ready):
    net = linear(3.0, 1.0)
    optimizer = keras.optimizers.SGD(0.1, gradient_accumulation_steps=2)
    model = ready(CounterfactualModel(net), optimizer=optimizer)
    packed = CounterfactualPackedInputs((X, Y), PAIRS)
    model.train_on_batch(packed)
    assert net.get_weights()[0][:, 0].tolist() == [3.0, 1.0]
    model.train_on_batch(packed)
    slope = 2 * ((X @ [[3.0], [1.0]] - Y) * X).mean(axis=0) + np.array([3.0, 0.0])
    np.testing.assert_allclose(net.get_weights()[0][:, 0], [3.0, 1.0] - 0.1 * slope, rtol=1e-5)


def test_distances_are_taken_in_full_precision_under_mixed_precision(ready):
    net = keras.Sequential(
        [keras.layers.Input((2,)), keras.layers.Dense(1, use_bias=False, dtype="mixed_float16")]
    )
    net.set_weights([np.array([[300.0], [0.0]])])
    net.dtype_policy = keras.DTypePolicy("mixed_float16")
    model = CounterfactualModel(net, loss_weight=1e-6)
    model.compile(optimizer=keras.optimizers.SGD(1e-6), loss="mse", jit_compile=False)
    assert type(model.optimizer).__name__ == "LossScaleOptimizer"
    x = np.array([[1.0, 0.0]] * 4, dtype=np.float32)
    logs = model.test_on_batch(CounterfactualPackedInputs((x, Y), (x, -x)), return_dict=True)
    # 600 squared is more than float16 holds.
    assert logs["counterfactual_loss"] == pytest.approx(360_000.0)


def test_callbacks_stop_and_keep_the_best(linear, ready, tmp_path):
    model = ready(CounterfactualModel(linear(3.0, 1.0)), optimizer=keras.optimizers.SGD(2.0))
    packed = CounterfactualPackedInputs((X, Y), PAIRS)
    stop = keras.callbacks.EarlyStopping("val_counterfactual_loss", mode="min", patience=1)
    keep = keras.callbacks.ModelCheckpoint(
        tmp_path / "{epoch}.keras", monitor="val_loss", save_best_only=True
    )
    history = model.fit(
        packed,
        batch_size=4,
        epochs=5,
        verbose=0,
        validation_data=packed,
        callbacks=[stop, keep],
    ).history
    # A step this long moves away from the aim.
    assert len(history["loss"]) == 2
    kept = keras.saving.load_model(tmp_path / "1.keras")
    assert kept.evaluate(packed, verbose=0) == pytest.approx(
        [history["val_loss"][0], history["val_counterfactual_loss"][0]]
    )


def test_the_mended_model_is_saved_alone(linear, ready, tmp_path):
    model = ready(both(linear(3.0, 1.0)))
    model.save_original_model(tmp_path / "mended.keras")
    loaded = keras.saving.load_model(tmp_path / "mended.keras")
    np.testing.assert_allclose(loaded.predict(X, verbose=0), X @ [[3.0], [1.0]], rtol=1e-6)


def test_everything_about_a_model_is_saved(linear, ready, tmp_path):
    model = ready(
        CounterfactualModel(
            linear(3.0, 1.0), "pairwise_cosine_loss", 0.5, where="all", stop_gradient="original"
        )
    )
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.terms["counterfactual"].get_config() == model.terms["counterfactual"].get_config()
    several = MinDiffModel(linear(1.0), {"a": "mmd", "b": "abs_corr"}, {"a": 3.0}, 0, name="mine")
    again = MinDiffModel.from_config(several.get_config())
    assert {name: term.weight for name, term in again.terms.items()} == {"a": 3.0, "b": 1.0}
    assert again.terms["a"].transform == 0
    assert again.name == "mine"


def test_a_remedy_model_is_saved(linear, ready, tmp_path):
    model = ready(both(linear(3.0, 1.0), pairs=2.0))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.test_on_batch(*BATCH, return_dict=True) == pytest.approx(
        model.test_on_batch(*BATCH, return_dict=True)
    )


def test_batches_of_one_shape_are_compiled_once(rows):
    traces = []

    class Counted(keras.layers.Layer):
        def call(self, inputs):
            traces.append(inputs.shape)
            return inputs

    net = keras.Sequential(
        [keras.layers.Input((3,)), Counted(), keras.layers.Dense(1, kernel_initializer="ones")]
    )
    model = CounterfactualModel(net)
    model.compile(optimizer="sgd", loss="mse")
    x = rows(10)
    data = pack_counterfactual_data((x, x[:, :1]), (x[:3], -x[:3]), batch_size=4)
    model.fit(data, verbose=0)
    traces.clear()
    model.fit(data, epochs=3, verbose=0)
    assert traces == []


def test_own_loops_can_ask_for_the_distance(linear):
    model = CounterfactualModel(linear(3.0, 1.0), loss_weight=2.0)
    original, counterfactual = (model(side) for side in PAIRS)
    assert float(model.compute_counterfactual_loss(original, counterfactual)) == pytest.approx(9.0)
    model = MinDiffModel(linear(3.0, 1.0), "mmd", 2.0)
    once = model.terms["min_diff"].distance({"membership": GROUPS[1]}, (model.original_model(X),))
    assert float(model.compute_min_diff_loss(GROUPS, training=False)) == pytest.approx(
        2 * float(once)
    )
