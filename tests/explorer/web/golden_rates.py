"""Writes `web/tests/golden_rates.json`: rates that the page's own must equal.

Run it after a change of rates: `python tests/explorer/web/golden_rates.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from counterpoise.metrics.rates import PREVALENCE, RATES, confusion, rate_estimates
from counterpoise.stats.counts import Counts

FILE = Path(__file__).parents[3] / "web" / "tests" / "golden_rates.json"
BINS = 20
EDGES = np.arange(BINS) / BINS
SLICES = 4
"""All rows, half of them, two of them, none."""


def golden() -> dict[str, Any]:
    """Counts of rows with and without weights, and the rates that follow from them."""
    random = np.random.default_rng(11)
    rows = 200
    scores = np.append(random.integers(0, 101, rows - 2) / 100, [0.0, 1.0])
    positives = random.random(rows) < 0.3 + 0.4 * scores
    weights = random.integers(1, 9, rows) / 4
    return {
        "bins": BINS,
        "slices": SLICES,
        "cases": [
            _case(scores, positives, weights=None),
            _case(scores.astype(np.float32), positives, weights=weights),
        ],
    }


def _case(
    scores: np.ndarray, positives: np.ndarray, *, weights: np.ndarray | None
) -> dict[str, Any]:
    atoms = np.arange(len(scores)) % 2 + 2 * (np.arange(len(scores)) < 2)
    inside = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0], [1, 0, 1, 0]], dtype=bool)
    counts = Counts.of(
        scores=scores, positives=positives, atoms=atoms, inside=inside, edges=EDGES, weights=weights
    )
    cells = confusion(counts, EDGES)
    binned = counts.weight[..., 1:].copy()
    binned[..., 0] += counts.weight[..., 0]
    return {
        "counts": binned.ravel().tolist(),
        "zeros": counts.weight[..., 0].ravel().tolist(),
        "rates": {rate.name: _rate(rate_estimates(rate, cells)) for rate in (*RATES, PREVALENCE)},
    }


def _rate(estimates: Any) -> dict[str, list[list[float | None]]]:
    """[slices][thresholds] of value (None where undefined), numerator and denominator."""
    value = np.where(np.isnan(estimates.value), None, estimates.value)
    return {
        "value": value.tolist(),
        "numerator": estimates.numerator.tolist(),
        "denominator": estimates.denominator.tolist(),
    }


def written() -> str:
    """What the file holds."""
    return json.dumps(golden(), indent=None, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
