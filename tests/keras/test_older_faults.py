"""Each fault of the older toolkit, as a test of what is right."""

import keras
import numpy as np
import pytest

from counterpoise.keras import (
    AdjustedMMDLoss,
    CounterfactualModel,
    CounterfactualPackedInputs,
    MinDiffModel,
    MinDiffPackedInputs,
    MMDLoss,
    PairwiseMSELoss,
    pack_counterfactual_data,
    pack_min_diff_data,
)


@keras.saving.register_keras_serializable(package="tests")
class Probe(keras.layers.Layer):
    """Lets inputs through and notes what it was told."""

    def __init__(self, **options):
        super().__init__(**options)
        self.told = []

    def call(self, inputs, training=None):
        self.told.append((training, inputs.shape[0]))
        return inputs


@pytest.fixture
def packed(rows):
    def make(kind):
        x, y = rows(4, 2), np.zeros((4, 1), dtype=np.float32)
        if kind is CounterfactualModel:
            return pack_counterfactual_data((x, y), (x[:2], -x[:2]), batch_size=4)
        return pack_min_diff_data((x, y), x[:2], x[2:], batch_size=4, group_batch_size=2)

    return make


BOTH = [
    (CounterfactualModel, lambda net: CounterfactualModel(net)),
    (MinDiffModel, lambda net: MinDiffModel(net, "mmd")),
]


@pytest.mark.parametrize(("kind", "wrap"), BOTH)
def test_training_reaches_the_model_in_one_call(kind, wrap, packed, ready):
    net = keras.Sequential(
        [keras.layers.Input((2,)), Probe(), keras.layers.Dense(1, kernel_initializer="ones")]
    )
    model = ready(wrap(net))
    data = packed(kind)
    net.layers[0].told.clear()
    model.fit(data, verbose=0)
    trained, net.layers[0].told = list(net.layers[0].told), []
    model.evaluate(data, verbose=0)
    assert trained[-1] == (True, 8)
    assert net.layers[0].told[-1] == (False, 8)


@pytest.mark.parametrize(("kind", "wrap"), BOTH)
def test_regularisers_count_and_count_once(kind, wrap, packed, ready, linear):
    net = linear(1.0, 2.0, kernel_regularizer=keras.regularizers.L2(0.5))
    model = ready(wrap(net))
    x, y = packed(kind).in_order()._examples[0]
    logs = model.evaluate(packed(kind), verbose=0, return_dict=True)
    distance = next(value for name, value in logs.items() if name not in ("loss",))
    own = float(np.mean(np.square(np.asarray(net(x)) - y)))
    assert logs["loss"] == pytest.approx(own + 0.5 * 5 + distance, rel=1e-5)


@pytest.mark.parametrize(("kind", "wrap"), BOTH)
def test_batch_normalisation_moves_once_over_the_rows_of_the_step(kind, wrap, packed, ready, rows):
    norm = keras.layers.BatchNormalization(momentum=0.9)
    net = keras.Sequential(
        [keras.layers.Input((2,)), norm, keras.layers.Dense(1, kernel_initializer="ones")]
    )
    ready(wrap(net)).fit(packed(kind), verbose=0)
    x = rows(4, 2)
    beside = [x[:2], -x[:2]] if kind is CounterfactualModel else [x]
    mean = np.concatenate([x, *beside]).mean(axis=0)
    np.testing.assert_allclose(np.asarray(norm.moving_mean), 0.1 * mean, atol=1e-6)


@pytest.mark.parametrize(("kind", "wrap"), BOTH)
def test_a_model_is_saved_and_trained_on(kind, wrap, packed, tmp_path, ready):
    model = ready(
        wrap(keras.Sequential([keras.layers.Dense(1, kernel_initializer="ones")])), metrics=["mae"]
    )
    data = packed(kind)
    model.fit(data, verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert type(loaded) is kind
    assert loaded.evaluate(data, verbose=0, return_dict=True) == pytest.approx(
        model.evaluate(data, verbose=0, return_dict=True)
    )
    loaded.fit(data, verbose=0)


@pytest.mark.parametrize("loss", [MMDLoss(), AdjustedMMDLoss(), MMDLoss("laplacian")])
@pytest.mark.parametrize("membership", [[0, 0, 0], [1, 1, 1]])
def test_an_absent_group_adds_nothing(loss, membership):
    predictions = np.array([[0.1], [0.2], [0.9]])
    assert float(loss(np.array(membership)[:, None], predictions)) == 0.0


def test_an_absent_group_adds_nothing_to_training(ready, linear):
    x = np.array([[1.0], [2.0]], dtype=np.float32)
    model = ready(MinDiffModel(linear(1.0), "mmd", loss_weight=100.0))
    batch = MinDiffPackedInputs(x, (x, np.zeros((2, 1)))), x
    logs = model.test_on_batch(*batch, return_dict=True)
    assert logs == {"loss": 0.0, "min_diff_loss": 0.0}


@pytest.mark.parametrize("shape", [(3,), (3, 1)])
def test_weights_of_either_shape_count(shape):
    weights = np.array([1.0, 5.0, 2.0]).reshape(shape)
    membership = np.array([1.0, 0.0, 0.0])
    predictions = np.array([0.1, 0.2, 0.9])
    # Of the group's point at 0.1, and of others of weights 5/7 at 0.2 and 2/7 at 0.9.
    k = lambda distance: np.exp(-((distance / 0.1) ** 2))  # noqa: E731
    p, q = 5 / 7, 2 / 7
    expected = 1 - 2 * (p * k(0.1) + q * k(0.8)) + p * p + q * q + 2 * p * q * k(0.7)
    assert float(MMDLoss()(membership, predictions, weights)) == pytest.approx(expected, rel=1e-5)
    pairs = PairwiseMSELoss()(predictions[:, None], predictions[:, None] + 1.0, weights)
    assert float(pairs) == pytest.approx(8 / 3, rel=1e-6)


def test_weights_of_pairs_of_either_shape_reach_training(ready, linear):
    x = np.array([[1.0], [2.0]], dtype=np.float32)
    model = ready(CounterfactualModel(linear(1.0)))
    for weights in (np.array([1.0, 3.0]), np.array([[1.0], [3.0]])):
        logs = model.test_on_batch(
            CounterfactualPackedInputs((x, x), (x, 2 * x, weights)), return_dict=True
        )
        assert logs["counterfactual_loss"] == pytest.approx((1 + 3 * 4) / 2)
