"""Remedies after training: thresholds by group and a new last layer, chosen on validation rows."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np

from benchmarks.remedies.training import Bench
from counterpoise.keras import TextClassifier
from counterpoise.metrics.operating_points import OperatingPoint, threshold_at
from counterpoise.remedies.retraining import LastLayer, last_layer
from counterpoise.remedies.row_groups import RowGroups
from counterpoise.remedies.thresholds import FalsePositiveParity, GroupThresholds, group_thresholds

Scorer = Callable[[np.ndarray, RowGroups], np.ndarray]
"""[rows, dim] and the rows' groups -> [rows] probabilities."""

COST_RATIOS = np.geomspace(0.1, 10, 41)
STRENGTHS = (0.003, 0.01, 0.03, 0.1)


def shifted(scores: np.ndarray, thresholds: np.ndarray | float) -> np.ndarray:
    """[rows], scores whose decisions at 0.5 are those of `scores` at `thresholds`.

    sigmoid(logit(score) - logit(threshold)), in [0, 1].
    """
    odds = _logits(scores) - _logits(np.asarray(thresholds, dtype=np.float64))
    return 1 / (1 + np.exp(-odds))


def equal_threshold(scores: np.ndarray, positives: np.ndarray, *, rate: float) -> float:
    """The threshold at which the false positive rate is at most, and nearest to, `rate`."""
    point = OperatingPoint(rate="false_positive_rate", target=rate)
    return threshold_at(point, scores.astype(np.float64), positives)


def thresholds(bench: Bench, start: TextClassifier) -> Scorer:
    """`start` with a threshold for each group at which their false positive rates are one.

    Of the rules' cost ratios the one is taken at which overall FPR is that of `start` at 0.5.
    """
    found = _parity(bench, start)

    def scorer(features: np.ndarray, groups: RowGroups) -> np.ndarray:
        places = groups.among(found.groups)
        every = np.append(found.thresholds, found.elsewhere)
        return shifted(start.predict_features(features), every[places])

    return scorer


def new_last_layer(bench: Bench, start: TextClassifier) -> Scorer:
    """`start` with a last layer trained on balanced validation rows.

    The penalty is the one with which, trained on half of them, the worst group and label of the
    other half fares best.
    """
    network = start.trained
    body = keras.Sequential(network.layers[:-1])

    def encoded(features: np.ndarray) -> np.ndarray:
        return np.asarray(body(features))

    rows = _Rows(
        encoded(bench.features["validation"]),
        bench.task.validation.positives,
        bench.task.groups(bench.task.validation),
    )
    order = np.random.default_rng(bench.seed).permutation(len(rows.positives))
    halves = rows.at(np.sort(order[::2])), rows.at(np.sort(order[1::2]))
    worst = [halves[1].worst(halves[0].layer(one, bench.seed)) for one in STRENGTHS]
    layer = rows.layer(STRENGTHS[int(np.argmax(worst))], bench.seed)
    return lambda features, groups: layer.scores(encoded(features))


AFTERWARDS = {"thresholds": thresholds, "last_layer": new_last_layer}
"""Remedies that stand on a trained classifier."""


class _Rows:
    """Features, labels and groups of the same rows."""

    def __init__(self, features: np.ndarray, positives: np.ndarray, groups: RowGroups) -> None:
        self.features, self.positives, self.groups = features, positives, groups

    def at(self, rows: np.ndarray) -> _Rows:
        groups = RowGroups(names=self.groups.names, codes=self.groups.codes[rows])
        return _Rows(self.features[rows], self.positives[rows], groups)

    def layer(self, strength: float, seed: int) -> LastLayer:
        generator = np.random.default_rng(seed)
        return last_layer(
            self.features, self.positives, self.groups, generator=generator, strength=strength
        )

    def worst(self, layer: LastLayer) -> float:
        """Accuracy of the group and label that fares worst."""
        right = (layer.scores(self.features) > 0.5) == self.positives
        cells = 2 * self.groups.codes + self.positives
        return float((np.bincount(cells, weights=right) / np.bincount(cells)).min())


def _parity(bench: Bench, start: TextClassifier) -> GroupThresholds:
    examples = bench.task.validation
    scores = start.predict_features(bench.features["validation"])
    groups, positives = bench.task.groups(examples), examples.positives
    wanted = float((scores > 0.5)[~positives].mean())
    tried = [
        group_thresholds(
            scores,
            positives,
            groups,
            rule=FalsePositiveParity(cost_ratio=float(ratio)),
            minimum_rows=MINIMUM_ROWS,
        )
        for ratio in COST_RATIOS
    ]
    rates = [found.decisions(scores, groups)[~positives].mean() for found in tried]
    return tried[int(np.argmin(np.abs(np.array(rates) - wanted)))]


MINIMUM_ROWS = 20
"""Negatives that a group must have among the validation rows; fewer than is wise."""


def _logits(scores: np.ndarray) -> np.ndarray:
    inside = np.clip(scores.astype(np.float64), 1e-7, 1 - 1e-7)
    return np.log(inside / (1 - inside))
