"""Remedies in training: each goes on from the baseline for as many epochs as the control."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import keras
import numpy as np
import polars as pl

from benchmarks.remedies.probes import Embed, Probes
from benchmarks.remedies.settings import MENDED, Setting
from benchmarks.remedies.tasks import BATCH_SIZE, Task
from counterpoise.counterfactuals.ablation import ablate
from counterpoise.keras import (
    GroupDROTerm,
    MinDiffModel,
    MMDLoss,
    Pairing,
    RateTerm,
    RemedyModel,
    TextClassifier,
    Training,
    pack_min_diff_data,
    pack_remedy_data,
)
from counterpoise.keras.network import copied
from counterpoise.remedies.just_train_twice import error_weights
from counterpoise.remedies.reweighing import capped, reweighed, uniform_weights
from counterpoise.remedies.weights import Upweight, upweighted

RULE = {"transgender": 4.0, "female": 5.0, "male": 7.0}
"""Weight added to negatives of a group, in weights of another negative: the notebook's 0.4, 0.5
and 0.7 beside its 0.1."""

LEARNING_RATE = 0.01
"""Above the default 0.003, with which models are not done in so few steps."""

PAIRS_PER_STEP = 256
ROWS_OF_EACH_GROUP = 64
LIMIT, TEMPERATURE = "fpr_gap <= 0.02", 0.2
"""At the default temperature, 1, mean scores are made alike, not decisions at 0.5."""

MOST = 10.0
"""The largest of the uniform weights."""


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What the models of one seed are made from.

    Attributes:
        task: the comments.
        seed: of initial weights, batches, and which terms are held out.
        embed: texts -> [rows, dim].
        features: part -> [rows, dim].
        probes: pairs.
    """

    task: Task
    seed: int
    embed: Embed
    features: dict[str, np.ndarray]
    probes: Probes

    @cached_property
    def positives(self) -> np.ndarray:
        """[training rows], 0 or 1."""
        return self.task.train.positives.astype(np.float32)

    @property
    def alike(self) -> np.ndarray:
        """[training rows], 1 each."""
        return np.ones(len(self.task.train))

    @cached_property
    def blinded(self) -> Bench:
        """The same with trained terms taken out of every text, whatever it is for."""

        def embed(texts: pl.Series) -> np.ndarray:
            return self.embed(ablate(texts, self.probes.trained_terms))

        features = {part: embed(getattr(self.task, part).texts) for part in self.features}
        probes = replace(self.probes, embed=embed, features=features)
        return replace(self, embed=embed, features=features, probes=probes)

    def baseline(self) -> TextClassifier:
        """The default classifier on its own."""
        return self._plain(self.features["train"], self.positives, self.alike)

    def further(
        self,
        start: TextClassifier,
        *,
        weights: np.ndarray | None = None,
        pairing: Pairing | None = None,
        times: int = 1,
    ) -> TextClassifier:
        """`start` trained on, with weights and pairs, so many times as long as it was."""
        return self._plain(
            self.features["train"],
            self.positives,
            self.alike if weights is None else weights,
            start=start,
            pairing=pairing,
            times=times,
        )

    def with_rows(
        self, start: TextClassifier, rows: tuple[np.ndarray, np.ndarray], pairing: Pairing
    ) -> TextClassifier:
        """`start` trained on with further rows (features, sources), labelled as their sources."""
        features = np.concatenate([self.features["train"], rows[0]])
        positives = np.concatenate([self.positives, self.positives[rows[1]]])
        weights = np.ones(len(features))
        return self._plain(features, positives, weights, start=start, pairing=pairing)

    def pairing(self, strength: float) -> Pairing:
        """Training comments without trained terms."""
        counterfactual, sources = self.probes.taught
        return Pairing(
            counterfactual=counterfactual,
            sources=sources,
            loss_weight=strength,
            pairs_per_step=PAIRS_PER_STEP,
        )

    def fitted(
        self, start: TextClassifier, model: Callable[[keras.Model], RemedyModel], data: object
    ) -> TextClassifier:
        """`start` trained on as the network inside a model with loss terms."""
        network = copied(start.trained)
        remedy = model(network)
        remedy.compile(
            optimizer=keras.optimizers.Adagrad(LEARNING_RATE),
            loss=keras.losses.BinaryCrossentropy(from_logits=True),
        )
        remedy.fit(data, epochs=self.task.epochs, verbose=0)
        return self.around(network)

    def around(self, network: keras.Model) -> TextClassifier:
        """A classifier with this network."""
        classifier = TextClassifier(embedding=self.embed)
        classifier.network = network
        return classifier

    def _plain(
        self,
        features: np.ndarray,
        positives: np.ndarray,
        weights: np.ndarray,
        *,
        start: TextClassifier | None = None,
        pairing: Pairing | None = None,
        times: int = 1,
    ) -> TextClassifier:
        training = Training(
            steps=self.task.steps * times,
            batch_size=BATCH_SIZE,
            learning_rate=LEARNING_RATE,
            seed=self.seed,
        )
        classifier = TextClassifier(embedding=self.embed, training=training)
        return classifier.fit_features(
            features, positives, weights=weights, start=start, pairing=pairing
        )


Term = GroupDROTerm | RateTerm
Remedy = Callable[[Bench, TextClassifier, Setting], TextClassifier]


def control(bench: Bench, start: TextClassifier, setting: Setting) -> TextClassifier:
    return bench.further(start, times=setting.times)


def blind(bench: Bench, start: TextClassifier, setting: Setting) -> TextClassifier:
    """As the control, on a blinded bench."""
    return bench.further(start)


def upweighting(bench: Bench, start: TextClassifier, setting: Setting) -> TextClassifier:
    return bench.further(start, weights=_upweighted(bench, setting.strength))


def reweighing(bench: Bench, start: TextClassifier, setting: Setting) -> TextClassifier:
    return bench.further(start, weights=reweighed(bench.task.train, columns=[bench.task.column]))


def uniform(bench: Bench, start: TextClassifier, setting: Setting) -> TextClassifier:
    weights = uniform_weights(bench.task.train, columns=[bench.task.column])
    return bench.further(start, weights=capped(weights, most=MOST))


def just_train_twice(bench: Bench, start: TextClassifier, setting: Setting) -> TextClassifier:
    first = start.predict_features(bench.features["train"])
    weights = error_weights(first, bench.positives > 0, times=setting.strength)
    return bench.further(start, weights=weights)


def pairing(bench: Bench, start: TextClassifier, setting: Setting) -> TextClassifier:
    pairs = bench.pairing(setting.strength)
    return bench.further(start, pairing=pairs, times=setting.times)


def pairing_swap(bench: Bench, start: TextClassifier, setting: Setting) -> TextClassifier:
    return bench.with_rows(start, bench.probes.swapped, bench.pairing(setting.strength))


def pairing_upweighting(bench: Bench, start: TextClassifier, setting: Setting) -> TextClassifier:
    weights = _upweighted(bench, setting.scale)
    return bench.further(start, weights=weights, pairing=bench.pairing(setting.strength))


def mindiff(bench: Bench, start: TextClassifier, setting: Setting) -> TextClassifier:
    """Negatives of each group against negatives of neither."""
    features, negative = bench.features["train"], bench.positives == 0
    inside = bench.task.memberships(bench.task.train)
    outside = features[negative & ~inside.any(axis=1)]
    groups = {name: features[negative & inside[:, at]] for at, name in enumerate(MENDED)}
    data = pack_min_diff_data(
        (features, bench.positives[:, None]),
        groups,
        dict.fromkeys(MENDED, outside),
        batch_size=BATCH_SIZE,
        group_batch_size=ROWS_OF_EACH_GROUP,
        seed=bench.seed,
    )

    def model(network: keras.Model) -> RemedyModel:
        losses = {name: MMDLoss(predictions_transform=keras.ops.sigmoid) for name in MENDED}
        return MinDiffModel(network, losses, dict.fromkeys(MENDED, setting.strength))

    return bench.fitted(start, model, data)


def group_dro(bench: Bench, start: TextClassifier, setting: Setting) -> TextClassifier:
    """Over female, male and neither, each with either label."""
    inside = bench.task.memberships(bench.task.train)
    groups = np.column_stack([inside, ~inside.any(axis=1)])
    positive = bench.positives[:, None] > 0
    cells = np.hstack([groups & ~positive, groups & positive])
    term = GroupDROTerm(groups=cells.shape[1], step_size=setting.strength)
    return _with_memberships(bench, start, {"dro": term}, cells)


def rate_constraints(bench: Bench, start: TextClassifier, setting: Setting) -> TextClassifier:
    inside = bench.task.memberships(bench.task.train)
    term = RateTerm(
        groups=inside.shape[1],
        constraint=LIMIT,
        weight=setting.strength,
        temperature=TEMPERATURE,
    )
    return _with_memberships(bench, start, {"fpr": term}, inside)


TAUGHT: dict[str, Remedy] = {
    remedy.__name__: remedy
    for remedy in (
        control,
        blind,
        upweighting,
        reweighing,
        uniform,
        just_train_twice,
        mindiff,
        pairing,
        pairing_swap,
        pairing_upweighting,
        group_dro,
        rate_constraints,
    )
}
"""Remedies that train the baseline on."""


def _with_memberships(
    bench: Bench, start: TextClassifier, terms: dict[str, Term], memberships: np.ndarray
) -> TextClassifier:
    """`start` trained on with one loss term over groups of the examples."""
    data = pack_remedy_data(
        (bench.features["train"], bench.positives[:, None]),
        dict.fromkeys(terms, memberships.astype(np.float32)),
        batch_size=BATCH_SIZE,
        seed=bench.seed,
    )
    return bench.fitted(start, lambda network: RemedyModel(network, terms), data)


def _upweighted(bench: Bench, scale: float) -> np.ndarray:
    task = bench.task
    known = task.train.frame[task.column].dtype.inner.categories.to_list()
    rules = [
        Upweight(column=task.column, contains=group, add=scale * added)
        for group, added in RULE.items()
        if group in known
    ]
    return upweighted(task.train, rules, base=bench.alike)
