"""How many examples a second training takes, from ready vectors, with pairs and without.

    python benchmarks/training.py --steps 400

`counterpoise.keras` trains the default network (100 inputs, 500 and 100 hidden units) in batches of
512; pairing adds 128 pairs to every batch. Peer: `keras.Model.fit` on the same arrays, network and
optimizer. Compiling is left out: the time of `--steps` steps is subtracted from that of twice as
many, both after a warm-up.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from timing import Timing, table

from counterpoise.keras.network import dense_network
from counterpoise.keras.training import Pairing, Training, train

DIM, BATCH = 100, 512


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--pairs", type=int, default=50_000)
    options = parser.parse_args()
    rows = 2 * options.steps * BATCH
    generator = np.random.default_rng(0)
    features = generator.normal(size=(rows, DIM)).astype(np.float32)
    labels = (features[:, 0] + generator.normal(size=rows) > 1).astype(np.float32)
    sources = generator.integers(0, rows, options.pairs)
    moved = features[sources] + 0.1 * generator.normal(size=(options.pairs, DIM))
    pairing = Pairing(counterfactual=moved.astype(np.float32), sources=sources)

    def ours(with_pairs: Pairing | None) -> Callable[[int], object]:
        network = dense_network(DIM, hidden=(500, 100), seed=0)
        return lambda steps: train(
            network,
            features,
            labels,
            weights=np.ones(rows),
            training=Training(steps=steps, batch_size=BATCH),
            pairing=with_pairs,
        )

    timings = [
        trained("counterpoise, no pairs", ours(None), steps=options.steps),
        trained("counterpoise, 128 pairs a step", ours(pairing), steps=options.steps),
        trained("keras.Model.fit", plain_keras(features, labels), steps=options.steps),
    ]
    print(f"Keras {keras.__version__} on {keras.backend.backend()}")
    print(table(timings, unit="examples"))


def trained(name: str, run: Callable[[int], object], *, steps: int) -> Timing:
    """The time of `steps` steps: that of twice as many, less that of as many."""
    run(5)
    short, long = seconds(lambda: run(steps)), seconds(lambda: run(2 * steps))
    return Timing(name=name, items=steps * BATCH, wall=long[0] - short[0], cpu=long[1] - short[1])


def seconds(call: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - wall, time.process_time() - cpu


def plain_keras(features: np.ndarray, labels: np.ndarray) -> Callable[[int], object]:
    network = dense_network(DIM, hidden=(500, 100), seed=0)
    network.compile(
        optimizer=keras.optimizers.Adagrad(0.003),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
    )
    return lambda steps: network.fit(
        features[: steps * BATCH],
        labels[: steps * BATCH],
        batch_size=BATCH,
        verbose=0,
    )


if __name__ == "__main__":
    main()
