"""What a step with pairs, and with rows of two groups, costs against a plain step.

    python benchmarks/mending.py
    KERAS_BACKEND=torch python benchmarks/mending.py --comments 10000

An embedding of 20,000 words in 128 dimensions, their mean, 64 hidden units, one logit; batches of
512, comments of 38 words, of which 15 % have a counterfactual. The first line is `keras.Model.fit`
on the same network, rows and optimizer. Every line is the least of several epochs, which are taken
in turn, because other work on the machine comes and goes; compiling is left out.

The older toolkit (TensorFlow Model Remediation on TensorFlow 2) took 10,144 and 3,707 examples a
CPU second in this setting; these numbers were given to us and are not measured here.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from timing import Timing, table, timed

from counterpoise.keras import (
    CounterfactualModel,
    MinDiffModel,
    PairInputs,
    pack_counterfactual_data,
    pack_min_diff_data,
)
from counterpoise.keras.packed_batches import ArrayBatches

WORDS, VOCABULARY, DIM, BATCH = 38, 20_000, 128, 512
WITH_PAIR = 0.15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--comments", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    generator = np.random.default_rng(0)
    x = generator.integers(1, VOCABULARY, size=(options.comments, WORDS)).astype(np.int32)
    y = generator.integers(0, 2, size=(options.comments, 1)).astype(np.float32)
    fits = {name: warmed(fit) for name, fit in variants(x, y).items()}
    best: dict[str, Timing] = {}
    for _ in range(options.rounds):
        for name, fit in fits.items():
            one = timed(name, options.comments, fit, repeats=1)
            if name not in best or one.cpu < best[name].cpu:
                best[name] = one
    print(f"Keras {keras.__version__} on {keras.backend.backend()}")
    print(table(list(best.values()), unit="examples"))


def variants(x: np.ndarray, y: np.ndarray) -> dict[str, Callable[[], object]]:
    """Name -> one epoch."""
    paired = int(WITH_PAIR * len(x))
    changed = x[:paired].copy()
    changed[:, 3] = 0
    groups = x[:paired], x[paired:]
    return {
        "keras.Model.fit": epoch(
            network(), ArrayBatches((x, y), batch_size=BATCH, shuffle=True, seed=0)
        ),
        "pairs, originals of the batch": epoch(
            CounterfactualModel(network()),
            pack_counterfactual_data(
                (x, y), PairInputs(None, changed, source=np.arange(paired)), batch_size=BATCH
            ),
        ),
        "pairs, originals of their own": epoch(
            CounterfactualModel(network()),
            pack_counterfactual_data((x, y), (x[:paired], changed), batch_size=BATCH),
        ),
        "MinDiff, 64 rows": epoch(
            MinDiffModel(network(), "mmd"),
            pack_min_diff_data((x, y), *groups, batch_size=BATCH, group_batch_size=32),
        ),
        "MinDiff, 64 rows of each group": epoch(
            MinDiffModel(network(), "mmd"),
            pack_min_diff_data((x, y), *groups, batch_size=BATCH, group_batch_size=64),
        ),
    }


def network() -> keras.Model:
    return keras.Sequential(
        [
            keras.layers.Input((WORDS,), dtype="int32"),
            keras.layers.Embedding(VOCABULARY, DIM),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(1),
        ]
    )


def epoch(model: keras.Model, data: keras.utils.PyDataset) -> Callable[[], object]:
    model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))
    return lambda: model.fit(data, verbose=0)


def warmed(fit: Callable[[], object]) -> Callable[[], object]:
    fit()
    return fit


if __name__ == "__main__":
    main()
