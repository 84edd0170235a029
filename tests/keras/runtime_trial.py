"""Trains, evaluates, saves and loads on the runtime of `KERAS_BACKEND`; prints what came of it.

`test_runtimes.py` runs it in a process of its own. Its argument is a folder to write into.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import keras
import numpy as np

from counterpoise.keras import (
    CounterfactualModel,
    CounterfactualPackedInputs,
    GroupDROTerm,
    GroupTerm,
    MinDiffModel,
    PairInputs,
    PairTerm,
    RateTerm,
    RemedyModel,
    RemedyPackedInputs,
    build_counterfactual_data,
    build_min_diff_dataset,
    pack_counterfactual_data,
    pack_min_diff_data,
    pack_remedy_data,
)
from counterpoise.keras.remediation import counterfactual

X = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
Y = (X[:, :1] > 0).astype(np.float32)
PAIRS = (X[:6], X[:6] * np.array([-1, 1, 1], dtype=np.float32))
SIDES = X[:10], X[10:]
TEXTS = ["A gay artist.", "An artist.", "He was here.", "Rain.", "Is he gay?"]


def main() -> None:
    warnings.simplefilter("error", UserWarning)
    folder = Path(sys.argv[1])
    told = {
        "runtime": keras.backend.backend(),
        "counterfactual": on_arrays(folder),
        "min_diff": min_diff(),
        "remedy": remedy(),
        "groups of examples": of_examples(folder),
    }
    if keras.backend.backend() == "tensorflow":
        told |= on_tensorflow(folder)
    print(json.dumps(told))


def net() -> keras.Model:
    return keras.Sequential(
        [
            keras.layers.Input((3,)),
            keras.layers.Dense(4, kernel_regularizer="l2", activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(1),
        ]
    )


def compiled(model: keras.Model) -> keras.Model:
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    # Compiling takes longer than these few steps.
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"], jit_compile=False)
    return model


def on_arrays(folder: Path) -> dict[str, float]:
    model = compiled(CounterfactualModel(net(), loss_weight=0.5, stop_gradient="original"))
    data = pack_counterfactual_data((X, Y), PAIRS, batch_size=16)
    history = model.fit(
        data, validation_data=CounterfactualPackedInputs((X, Y), PAIRS), epochs=2, verbose=0
    )
    before = model.evaluate(data, verbose=0, return_dict=True)
    model.save(folder / "model.keras")
    after = keras.saving.load_model(folder / "model.keras").evaluate(
        data, verbose=0, return_dict=True
    )
    return {
        "metrics": sorted(history.history),
        "saved": max(abs(before[name] - after[name]) for name in before),
        "plain": sorted(model.evaluate(X, Y, verbose=0, return_dict=True)),
        "predicted": list(model.predict(data, verbose=0).shape),
    }


def min_diff() -> list[str]:
    model = compiled(MinDiffModel(net(), {"a": "mmd", "b": "abs_corr"}, {"a": 2.0}))
    rows = {"a": SIDES[0], "b": SIDES[0]}, {"a": SIDES[1], "b": SIDES[1]}
    data = pack_min_diff_data((X, Y), *rows, batch_size=16, group_batch_size=4)
    return sorted(model.fit(data, verbose=0).history)


def remedy() -> list[str]:
    terms = {"pairs": PairTerm(weight=0.0), "groups": GroupTerm(transform=keras.ops.sigmoid)}
    model = compiled(RemedyModel(net(), terms))
    rows = {"pairs": PAIRS, "groups": build_min_diff_dataset(*SIDES, group_batch_size=4)}
    return sorted(model.fit(pack_remedy_data((X, Y), rows, batch_size=16), verbose=0).history)


def of_examples(folder: Path) -> dict[str, object]:
    terms = {"dro": GroupDROTerm(groups=2), "fpr": RateTerm(groups=2, constraint="fpr <= 0.1")}
    model = compiled(RemedyModel(net(), terms))
    memberships = np.column_stack([X[:, 1] > 0, X[:, 1] <= 0])
    data = pack_remedy_data((X, Y), dict.fromkeys(terms, memberships), batch_size=16)
    history = model.fit(data, validation_data=data, epochs=2, verbose=0)
    trained = model.term_states
    model.evaluate(data, verbose=0)
    model.save(folder / "states.keras")
    loaded = keras.saving.load_model(folder / "states.keras")
    return {
        "metrics": sorted(history.history),
        "states": {name: state.tolist() for name, state in trained.items()},
        "evaluated": {name: state.tolist() for name, state in model.term_states.items()},
        "saved": {name: state.tolist() for name, state in loaded.term_states.items()},
    }


def on_tensorflow(folder: Path) -> dict[str, object]:
    import tensorflow as tf

    examples = tf.data.Dataset.from_tensor_slices((X, Y)).batch(16)
    pairs = tf.data.Dataset.from_tensor_slices((*PAIRS, np.ones(6, "f4"))).batch(4)
    model = compiled(CounterfactualModel(net()))
    tensorboard = keras.callbacks.TensorBoard(folder / "logs")
    history = model.fit(
        pack_counterfactual_data(examples, pairs),
        validation_data=examples,
        epochs=2,
        verbose=0,
        callbacks=[tensorboard],
    )
    of_arrays = pack_counterfactual_data(examples, PairInputs(*PAIRS, label=[0.0] * 6))
    (labels,) = {of.counterfactual_data.label.shape[0] for of in of_arrays.as_numpy_iterator()}
    model.fit(of_arrays, verbose=0)
    sides = [tf.data.Dataset.from_tensor_slices((side,)).batch(4) for side in SIDES]
    model = compiled(MinDiffModel(net(), "mmd"))
    on_groups = model.fit(pack_min_diff_data(examples, *sides), verbose=0)
    inputs = RemedyPackedInputs(X, {"dro": X[:, :1] > 0})
    of_groups = tf.data.Dataset.from_tensor_slices((inputs, Y)).batch(16)
    model = compiled(RemedyModel(net(), {"dro": GroupDROTerm(groups=1), "pairs": PairTerm()}))
    beside = model.fit(pack_remedy_data(of_groups, {"pairs": PAIRS}), verbose=0)
    texts = tf.data.Dataset.from_tensor_slices((["A gay artist.", "An artist."], [0.0, 1.0]))
    model.save_original_model(folder / "exported", save_format="tf")
    exported = tf.saved_model.load(str(folder / "exported"))
    made = [
        [part.decode() for part in row[:2]]
        for row in build_counterfactual_data(texts, ["gay"]).as_numpy_iterator()
    ]
    return {
        "tf.data": sorted(history.history),
        "pairs of arrays": labels,
        "tf.data of groups": sorted(on_groups.history),
        "tf.data of memberships": sorted(beside.history),
        "tf.data of texts": made,
        "tf.data of rows": of_rows(),
        "loss of logits": loss_of_logits(),
        "exported": list(exported.serve(tf.constant(X)).shape),
        "logs": sorted(path.name for path in (folder / "logs").iterdir() if path.is_dir()),
    }


def loss_of_logits() -> list[float]:
    """The loss after a sigmoid, then with `from_logits`, which Keras sees through, then wrapped."""
    plain = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(1, "sigmoid")])
    wrapped = CounterfactualModel(plain, loss_weight=0.0)
    losses = []
    warnings.filterwarnings("ignore", message='"`binary_crossentropy` received')
    packed = pack_counterfactual_data((X, Y), PAIRS, batch_size=40, shuffle=False)
    for model, data, from_logits in (
        (plain, (X, Y), False),
        (plain, (X, Y), True),
        (wrapped, (packed,), True),
    ):
        model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=from_logits))
        losses.append(model.evaluate(*data, verbose=0, return_dict=True)["loss"])
    return losses


def of_rows() -> dict[str, object]:
    """As published code has it: rows are packed, and batched afterwards."""
    import tensorflow as tf

    dataset = tf.data.Dataset.from_tensor_slices((TEXTS, [[1.0], [0.0], [0.0], [1.0], [0.0]]))
    counterfactual_data = counterfactual.keras.utils.build_counterfactual_data(
        original_input=dataset, sensitive_terms_to_remove=["gay", "he"]
    )
    packed = counterfactual.keras.utils.pack_counterfactual_data(
        dataset, counterfactual_data
    ).batch(2)
    model = counterfactual.keras.CounterfactualModel(
        reader(), loss=counterfactual.losses.PairwiseMSELoss(), loss_weight=1.0
    )
    history = compiled(model).fit(packed, epochs=2, verbose=0).history
    few = pack_counterfactual_data(dataset.batch(4), counterfactual_data, pairs_per_step=3)
    sizes = [of.counterfactual_data.counterfactual_x.shape[0] for of in few.as_numpy_iterator()]
    beside = next(iter(packed.as_numpy_iterator())).counterfactual_data
    return {
        "metrics": sorted(history),
        "beside a batch of 2": len(beside.counterfactual_x),
        "changed": bool((beside.counterfactual_x != beside.original_x).all()),
        "beside batches of 4": sizes,
    }


def reader() -> keras.Model:
    words = keras.layers.TextVectorization(vocabulary=["a", "artist", "gay"])
    inputs = keras.layers.Input((), dtype="string")
    mean = keras.layers.GlobalAveragePooling1D()(keras.layers.Embedding(5, 4)(words(inputs)))
    return keras.Model(inputs, keras.layers.Dense(1)(mean))


if __name__ == "__main__":
    main()
