import json
import os
import re
import subprocess
import sys

import numpy as np
import pytest

from counterpoise.errors import DataError, PlanError
from counterpoise.keras import Pairing, TextClassifier, Training
from counterpoise.keras.batches import StepBatches
from counterpoise.keras.network import dense_network
from counterpoise.text import WordVectors

KIND = ["a kind and gentle word", "what a lovely gentle day", "kind lovely people"]
RUDE = ["a rude and nasty word", "what a nasty awful day", "rude awful people"]
TEXTS = [f"{text} {place}" for place in range(20) for text in (*KIND, *RUDE)]
LABELS = np.array([0, 0, 0, 1, 1, 1] * 20, dtype=float)
SHORT = Training(steps=200, batch_size=32, learning_rate=0.05, seed=1)


def vectors():
    words = sorted({word for text in TEXTS for word in text.split()})
    return WordVectors.of(words, np.random.default_rng(0).normal(size=(len(words), 8)))


def small(**options):
    return TextClassifier(embedding=vectors(), hidden=(16, 8), training=SHORT, **options)


def test_it_learns_to_tell_rude_from_kind():
    scores = small().fit(TEXTS, LABELS, weights=np.ones(len(TEXTS))).predict(TEXTS)
    assert scores.dtype == np.float32
    assert scores[LABELS == 0].max() < 0.5 < scores[LABELS == 1].min()


def test_word_vectors_are_learned_where_none_are_given():
    classifier = TextClassifier(hidden=(16,), training=SHORT).fit(TEXTS, LABELS)
    assert isinstance(classifier.embedding, WordVectors)
    assert (classifier.predict(TEXTS) > 0.5).tolist() == (LABELS > 0.5).tolist()


def test_any_callable_may_embed_texts():
    def length_and_rudeness(texts):
        return np.array([[len(text), "nasty" in text or "rude" in text] for text in texts])

    classifier = TextClassifier(embedding=length_and_rudeness, hidden=(8,), training=SHORT)
    scores = classifier.fit(TEXTS, LABELS).predict(["a rude word 1", "a kind word 1"])
    assert scores[0] > scores[1]


def test_one_seed_gives_identical_weights_and_another_does_not():
    def weights(seed):
        training = Training(steps=20, batch_size=16, seed=seed)
        fitted = TextClassifier(embedding=vectors(), hidden=(8,), training=training)
        return fitted.fit(TEXTS, LABELS).trained.get_weights()

    for once, again in zip(weights(3), weights(3), strict=True):
        np.testing.assert_array_equal(once, again)
    assert any((one != other).any() for one, other in zip(weights(3), weights(4), strict=True))


def test_example_weights_move_the_decision():
    doubtful = ["day word"] * 40
    labels = np.array([0, 1] * 20, dtype=float)
    towards = {
        label: small().fit(doubtful, labels, weights=np.where(labels == label, 1.0, 0.05))
        for label in (0, 1)
    }
    assert towards[0].predict(["day word"])[0] < 0.3
    assert towards[1].predict(["day word"])[0] > 0.7


def test_examples_of_weight_zero_are_not_learned_from():
    kept = np.arange(len(TEXTS)) % 12 < 6
    flipped = np.where(kept, LABELS, 1 - LABELS)
    scores = small().fit(TEXTS, flipped, weights=kept.astype(float)).predict(TEXTS)
    assert ((scores > 0.5) == (LABELS > 0.5)).mean() > 0.85


def test_a_saved_classifier_loads_and_predicts_the_same(tmp_path):
    classifier = small().fit(TEXTS, LABELS)
    loaded = TextClassifier.load(classifier.save(tmp_path / "model"))
    np.testing.assert_array_equal(loaded.predict(TEXTS), classifier.predict(TEXTS))
    assert loaded.training == SHORT
    assert loaded.hidden == (16, 8)
    assert not [file for file in tmp_path.rglob("*") if file.suffix in (".pkl", ".pickle")]


def test_a_classifier_with_a_callable_is_loaded_with_it(tmp_path):
    def embed(texts):
        return np.array([[len(text), "rude" in text] for text in texts])

    classifier = TextClassifier(embedding=embed, hidden=(4,), training=SHORT).fit(TEXTS, LABELS)
    path = classifier.save(tmp_path / "model")
    expected = (
        f"The classifier at {path} was trained with a callable as its embedding, "
        "which no file holds. Give it again: load(path, embedding=...)."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        TextClassifier.load(path)
    loaded = TextClassifier.load(path, embedding=embed)
    np.testing.assert_array_equal(loaded.predict(TEXTS), classifier.predict(TEXTS))


def test_a_folder_without_a_classifier_is_refused(tmp_path):
    expected = (
        f"There is no classifier at {tmp_path}. Give the folder that TextClassifier.save wrote."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        TextClassifier.load(tmp_path)


def test_an_untrained_classifier_is_refused():
    with pytest.raises(PlanError, match=r"^This classifier is not trained yet. Call `fit` first.$"):
        TextClassifier().predict(["x"])
    with pytest.raises(PlanError, match=r"^This classifier is not trained yet. Call `fit` first.$"):
        TextClassifier().save("nowhere")


def test_lengths_that_differ_are_refused():
    expected = (
        "Training needs as many labels and weights as rows, and at least one row: got "
        "2 rows, 1 labels, 1 weights. Pass arrays that describe the same rows."
    )
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        small().fit(["kind", "rude"], np.array([1.0]))


def test_no_text_gives_no_score():
    assert small().fit(TEXTS, LABELS).predict([]).shape == (0,)


class Pairs:
    """Texts whose label goes with a word, and the same texts without it."""

    texts = tuple(f"{word} day {place}" for place in range(60) for word in ("kind", "rude"))
    labels = np.array([0.0, 1.0] * 60)
    without = tuple(f"day {place}" for place in range(60) for _ in range(2))

    @classmethod
    def trained(cls, pairing_weight, *, start=None):
        words = sorted({word for text in cls.texts for word in text.split()})
        embedding = WordVectors.of(words, np.random.default_rng(2).normal(size=(len(words), 6)))
        pairing = None
        if pairing_weight is not None:
            pairing = Pairing(
                counterfactual=embedding(list(cls.without)),
                sources=np.arange(len(cls.texts)),
                loss_weight=pairing_weight,
                pairs_per_step=32,
            )
        return TextClassifier(embedding=embedding, hidden=(16,), training=SHORT).fit_features(
            embedding(list(cls.texts)),
            cls.labels,
            weights=np.ones(len(cls.texts)),
            pairing=pairing,
            start=start,
        )

    @classmethod
    def gap(cls, classifier):
        return np.abs(
            classifier.predict(list(cls.texts)) - classifier.predict(list(cls.without))
        ).mean()


def test_pairing_closes_the_gap_between_the_two_sides():
    assert Pairs.gap(Pairs.trained(30.0)) < 0.3 * Pairs.gap(Pairs.trained(None))


def test_pairing_of_no_weight_is_plain_training():
    np.testing.assert_allclose(
        Pairs.trained(0.0).predict(list(Pairs.texts)),
        Pairs.trained(None).predict(list(Pairs.texts)),
        atol=1e-5,
    )


def test_training_goes_on_from_a_start_and_leaves_it_alone():
    start = Pairs.trained(None)
    before = [weights.copy() for weights in start.trained.get_weights()]
    longer = Pairs.trained(None, start=start)
    for was, still in zip(before, start.trained.get_weights(), strict=True):
        np.testing.assert_array_equal(was, still)
    assert any(
        (was != now).any() for was, now in zip(before, longer.trained.get_weights(), strict=True)
    )


def test_batches_see_every_row_before_any_row_twice():
    features = np.arange(10, dtype=np.float32)[:, None]
    batches = StepBatches(features, np.zeros(10), np.ones(10), steps=5, batch_size=4, seed=0)
    seen = np.concatenate([batches[step][0][:, 0] for step in range(5)])
    assert sorted(seen[:10]) == sorted(seen[10:]) == list(range(10))


def test_the_default_network_is_the_published_one():
    network = dense_network(128, hidden=(500, 100), seed=0)
    shapes = [tuple(weight.shape) for weight in network.weights]
    assert shapes == [(128, 500), (500,), (500, 100), (100,), (100, 1), (1,)]
    assert Training() == Training(steps=1000, batch_size=512, learning_rate=0.003, seed=0)


def test_the_published_example_weights_are_the_default():
    recorded = []

    class Recording(TextClassifier):
        def fit_features(self, features, labels, *, weights, **options):
            recorded.append(weights)
            return self

    Recording(embedding=vectors()).fit(["kind", "rude"], np.array([0.0, 1.0]))
    assert recorded[0].tolist() == pytest.approx([0.1, 1.1])


OTHER_RUNTIME = """
import json, sys, numpy as np
from counterpoise.keras import TextClassifier, Training, Pairing
import keras
texts = [f"{word} day {place}" for place in range(40) for word in ("kind", "rude")]
embed = lambda texts: np.array([["kind" in t, "rude" in t, len(t)] for t in texts], dtype="f4")
features = embed(texts)
pairing = Pairing(counterfactual=embed(texts)[::-1].copy(), sources=np.arange(80), loss_weight=0.1)
model = TextClassifier(embedding=embed, hidden=(8,),
                       training=Training(steps=60, batch_size=32, learning_rate=0.1))
model.fit_features(features, np.array([0, 1] * 40), weights=np.ones(80), pairing=pairing)
scores = model.predict(["kind day 1", "rude day 1"])
print(json.dumps([keras.backend.backend(), bool(scores[0] < scores[1])]))
"""


@pytest.mark.parametrize("runtime", ["torch", "jax"])
def test_nothing_is_tied_to_one_runtime(runtime):
    pytest.importorskip(runtime)
    done = subprocess.run(
        [sys.executable, "-c", OTHER_RUNTIME],
        env={**os.environ, "KERAS_BACKEND": runtime},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.strip().splitlines()[-1]) == [runtime, True]


def test_jax_is_the_default_runtime():
    environment = {name: v for name, v in os.environ.items() if name != "KERAS_BACKEND"}
    code = "import counterpoise.keras, keras; print(keras.backend.backend())"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "jax"
