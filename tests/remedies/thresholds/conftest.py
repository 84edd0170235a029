"""Small scored rows, and the answer by trying every combination of thresholds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest

from counterpoise.remedies.row_groups import RowGroups
from counterpoise.remedies.thresholds import EqualRates, ThresholdRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Rows with scores, labels and groups."""

    scores: np.ndarray
    positives: np.ndarray
    groups: RowGroups
    weights: np.ndarray | None = None

    @property
    def columns(self) -> tuple[np.ndarray, np.ndarray, RowGroups]:
        return self.scores, self.positives, self.groups


MakeScored = Callable[..., Scored]


@pytest.fixture
def make_scored() -> MakeScored:
    """Random rows of some groups; scores of one decimal, so that many are equal."""

    def make(seed: int, *, rows: int = 24, groups: int = 2, weighted: bool = False) -> Scored:
        generator = np.random.default_rng(seed)
        codes = np.arange(rows) % (groups + 1) - 1
        positives = generator.random(rows) < 0.3 + 0.2 * codes
        for code in range(groups):
            positives[np.flatnonzero(codes == code)[:2]] = [False, True]
        scores = (generator.random(rows) + positives).round(1) / 2
        names = tuple("abcdefgh"[:groups])
        weights = generator.integers(0, 4, rows) + 0.5 if weighted else None
        groups_ = RowGroups(names=names, codes=codes)
        return Scored(scores=scores, positives=positives, groups=groups_, weights=weights)

    return make


def _rate(name: str, called: np.ndarray, positives: np.ndarray, weights: np.ndarray) -> float:
    counted, hit = {
        "positive_rate": (np.ones_like(positives), called),
        "true_positive_rate": (positives, called),
        "false_positive_rate": (~positives, called),
        "accuracy": (np.ones_like(positives), called == positives),
    }[name]
    return float((weights * (counted & hit)).sum() / (weights * counted).sum())


@pytest.fixture
def least_cost() -> Callable[[ThresholdRule, Scored], float]:
    """Tries every combination of thresholds."""
    return _least_cost


def _least_cost(rule: ThresholdRule, rows: Scored) -> float:
    """The least cost that any combination of thresholds has, inf where none is allowed."""
    weights = np.ones(len(rows.scores)) if rows.weights is None else rows.weights
    held = rule.rates if isinstance(rule, EqualRates) else ()
    tried = [
        np.append(-np.inf, np.unique(rows.scores[rows.groups.codes == code]))
        for code in range(len(rows.groups.names))
    ]
    least = np.inf
    for thresholds in product(*tried):
        cost, rates = 0.0, []
        for code, threshold in enumerate(thresholds):
            here = rows.groups.codes == code
            called, label, weight = (
                rows.scores[here] > threshold,
                rows.positives[here],
                weights[here],
            )
            cost += float(
                (weight * (rule.cost_ratio * (called & ~label) + (~called & label))).sum()
            )
            rates.append([_rate(name, called, label, weight) for name in held])
        spreads = np.ptp(np.array(rates), axis=0)
        if not held or (spreads <= rule.tolerance + 1e-9).all():
            least = min(least, cost)
    return least
