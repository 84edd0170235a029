import re

import keras
import numpy as np
import pytest

from counterpoise.errors import PlanError
from counterpoise.keras import RateTerm, RemedyModel, RemedyPackedInputs, pack_remedy_data
from counterpoise.keras.example_rows import ExampleRows
from counterpoise.losses import Multipliers, rate_penalty

X = np.array([[5.0], [0.5], [-0.5], [-5.0], [-1.0], [2.0]], dtype=np.float32)
Y = np.array([0, 0, 0, 0, 1, 1], dtype=np.float32)
MEMBERSHIPS = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0, 1], [0, 0]])
BATCH = RemedyPackedInputs(X, {"fpr": MEMBERSHIPS}), Y


def of_terms(net, constraint="fpr_gap <= 0.02", **options):
    return RemedyModel(net, {"fpr": RateTerm(groups=2, constraint=constraint, **options)})


def steps(count, memberships=MEMBERSHIPS, constraint="fpr_gap <= 0.02", **options):
    """The penalty of the last of so many steps, with the logits x, and the multipliers after it."""
    state = None
    for _ in range(count):
        penalty, state = rate_penalty(
            np, X[:, 0], Y, memberships, constraint=constraint, state=state, **options
        )
    return penalty, state.values


def test_the_penalty_is_added_to_the_models_own_loss(linear, ready):
    model = ready(of_terms(linear(1.0), weight=0.5))
    logs = model.test_on_batch(*BATCH, return_dict=True)
    penalty, _ = steps(1)
    assert logs["fpr_loss"] == pytest.approx(penalty, rel=1e-5)
    own = np.square(X[:, 0] - Y).mean()
    assert logs["loss"] == pytest.approx(own + 0.5 * penalty, rel=1e-5)


def test_every_option_reaches_the_formula(linear, ready):
    options = {"threshold": 0.3, "temperature": 0.5, "strength": 3.0, "step_size": 0.7}
    weights = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    model = ready(of_terms(linear(1.0), "tpr >= 0.9", **options), optimizer="sgd")
    logs = model.train_on_batch(*BATCH, weights, return_dict=True)
    penalty, multipliers = steps(1, constraint="tpr >= 0.9", weights=weights, **options)
    assert logs["fpr_loss"] == pytest.approx(penalty, rel=1e-5)
    np.testing.assert_allclose(model.term_states["fpr"], multipliers, rtol=1e-5)


def test_the_state_moves_in_training_and_stands_still_elsewhere(linear, ready):
    model = ready(of_terms(linear(1.0)), optimizer=keras.optimizers.SGD(0.0))
    assert model.term_states["fpr"].tolist() == [0.0, 0.0]
    for count in (1, 2):
        model.fit(*BATCH, batch_size=6, verbose=0, validation_data=BATCH)
        _, multipliers = steps(count)
        np.testing.assert_allclose(model.term_states["fpr"], multipliers, rtol=1e-5)
    logs = model.evaluate(*BATCH, verbose=0, return_dict=True)
    expected, _ = rate_penalty(
        np,
        X[:, 0],
        Y,
        MEMBERSHIPS,
        constraint="fpr_gap <= 0.02",
        state=Multipliers(multipliers),
        step_size=0.0,
    )
    assert logs["fpr_loss"] == pytest.approx(expected, rel=1e-5)
    np.testing.assert_allclose(model.term_states["fpr"], multipliers, rtol=1e-5)


def test_training_goes_on_from_a_file_as_if_it_had_not_stopped(linear, ready, tmp_path):
    model = ready(of_terms(linear(1.0)), optimizer=keras.optimizers.SGD(0.01))
    model.fit(*BATCH, batch_size=6, epochs=2, verbose=0)
    assert model.term_states["fpr"].max() > 0
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    for each in (model, loaded):
        each.fit(*BATCH, batch_size=6, verbose=0)
    np.testing.assert_array_equal(loaded.term_states["fpr"], model.term_states["fpr"])
    np.testing.assert_array_equal(*(of.get_weights()[0] for of in (loaded, model)))


def test_an_absent_group_costs_nothing_and_keeps_its_multiplier(linear, ready):
    model = ready(of_terms(linear(1.0)), optimizer=keras.optimizers.SGD(0.0))
    model.train_on_batch(*BATCH)
    before = model.term_states["fpr"]
    absent = np.column_stack([np.zeros(6), np.ones(6)])
    logs = model.train_on_batch(RemedyPackedInputs(X, {"fpr": absent}), Y, return_dict=True)
    after = model.term_states["fpr"]
    assert after[0] == before[0]
    # The other holds all rows: it has no gap, and gives its multiplier back.
    assert after[1] == pytest.approx(max(0.0, before[1] - 0.1 * 0.02))
    assert logs["fpr_loss"] <= 0


def test_probabilities_are_read_as_such(linear, ready):
    net = linear(1.0, activation="sigmoid")
    model = ready(of_terms(net, scores="probability"))
    penalty, _ = steps(1)
    assert model.test_on_batch(*BATCH, return_dict=True)["fpr_loss"] == pytest.approx(
        penalty, rel=1e-4
    )
    certain = ready(of_terms(linear(1e4, activation="sigmoid"), scores="probability"))
    logs = certain.train_on_batch(*BATCH, return_dict=True)
    assert np.isfinite(list(logs.values())).all()
    assert np.isfinite(certain.get_weights()[0]).all()


def test_one_group_needs_no_second_axis(linear, ready):
    term = RateTerm(groups=1, constraint="fpr <= 0.1")
    model = ready(RemedyModel(linear(1.0), {"fpr": term}))
    logs = model.test_on_batch(
        RemedyPackedInputs(X, {"fpr": np.ones(6, dtype=bool)}), Y, return_dict=True
    )
    penalty, _ = steps(1, memberships=np.ones((6, 1)), constraint="fpr <= 0.1")
    assert logs["fpr_loss"] == pytest.approx(penalty, rel=1e-5)


def test_a_gap_comes_within_its_limit(rows):
    x = rows(1000)
    few = np.arange(1000) % 5 == 0
    x[:, 2] = few
    y = (rows(1000, 1, seed=1)[:, 0] * 1.7 < 1.5 * x[:, 0] + 1.2 * few - 0.5).astype(np.float32)
    memberships = np.column_stack([~few, few])

    def gap(weight):
        net = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(1)])
        net.set_weights([np.zeros((3, 1)), np.zeros(1)])
        term = RateTerm(
            groups=2, constraint="fpr_gap <= 0.02", weight=weight, temperature=0.3, step_size=1.0
        )
        model = RemedyModel(net, {"fpr": term})
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        model.compile(optimizer=keras.optimizers.Adam(0.05), loss=loss)
        data = pack_remedy_data((x, y), {"fpr": memberships}, batch_size=500)
        model.fit(data, epochs=60, verbose=0)
        called = net.predict(x, verbose=0)[:, 0] > 0
        rate = called[y < 0.5].mean()
        return max(abs(called[(y < 0.5) & group].mean() - rate) for group in (few, ~few))

    # The limit is on soft rates: decisions at the threshold move the gap an example at a time.
    one_example = 1 / ((y < 0.5) & few).sum()
    assert gap(0.0) > 0.1
    assert gap(1.0) < 0.02 + one_example


def test_a_term_is_made_again_from_its_config():
    term = RateTerm(
        groups=3,
        constraint="fnr <= 0.3",
        weight=2.0,
        scores="probability",
        threshold=0.5,
        temperature=0.2,
        strength=5.0,
        step_size=0.01,
        transform=1,
    )
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(term))
    assert again.get_config() == term.get_config()


def test_unsound_options_are_refused():
    expected = (
        "`scores` of a rate term cannot be 'logits'. Did you mean `logit`? Available: `logit`, "
        "`probability`."
    )
    with pytest.raises(PlanError, match=f"^{re.escape(expected)}$"):
        RateTerm(groups=2, constraint="fpr_gap <= 0.02", scores="logits")
    with pytest.raises(PlanError, match=r"^A rate constraint must be a rate, `<=` or `>=`, and"):
        RateTerm(groups=2, constraint="fpr_gap")
    with pytest.raises(PlanError, match=r"^`temperature` of a rate penalty must be a finite"):
        RateTerm(groups=2, constraint="fpr <= 0.1", temperature=0.0).distance(
            {"memberships": MEMBERSHIPS},
            ExampleRows(predictions=X, labels=Y),
            np.zeros(2),
            training=True,
        )
