"""Writes `web/tests/golden_predicates.json`: rows, and which of them predicates mean in Python.

Run it after a change of predicates: `python tests/explorer/web/golden_predicates.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from counterpoise.data import read
from counterpoise.explorer.explorer import Explorer
from counterpoise.explorer.frames import Frame

FILE = Path(__file__).parents[3] / "web" / "tests" / "golden_predicates.json"
ROWS = 120

PREDICATES: list[dict[str, Any]] = [
    {},
    {"slices": [1, 3]},
    {"outcome": "fp", "model": 0, "threshold": 0.5},
    {"outcome": "fn", "model": 1, "threshold": 0.3},
    {"changed": [0, 1], "threshold": 0.5},
    {"rows": [5, 3, 100]},
    {"x": ["score0", 0.2, 0.6], "y": ["score1", None, 0.5]},
    {"ranges": [["feature0", 3, None], ["label", 1, 1]]},
    {"ranges": [["feature0", None, None]]},
    {"ranges": [["score1", 0.3, 0.7], ["score1", 0.5, 0.9]]},
    {"levels": [["feature1", [0, None]]]},
    {"levels": [["feature1", [1]]], "slices": [2]},
    {"levels": [["feature1", []]]},
    {"decisions": [[0, 1], [1, 0]], "threshold": 0.5},
    {"decisions": [[1, None]], "threshold": 0.5},
    {"lasso": ["score0", "score1", [[0.1, 0.1], [0.9, 0.2], [0.5, 0.9], [0.4, 0.3]]]},
    {"lasso": ["score0", "feature0", [[0, 0], [1, 9], [1, 0], [0, 9]]]},
    {"lasso": ["label", "score0", [[0, 0], [1, 0], [1, 1], [0, 1]]], "threshold": 0.5},
]


def golden() -> dict[str, Any]:
    """Columns of made-up rows as the page gets them, and each predicate with its rows."""
    explorer = made_up()
    rows = Frame.from_bytes(explorer.handle("rows")).columns
    return {
        "columns": {name: _listed(values) for name, values in rows.items()},
        "single": [name for name, values in rows.items() if values.dtype == np.float32],
        "cases": [{"predicate": one, "rows": _selected(explorer, one)} for one in PREDICATES],
    }


def made_up() -> Explorer:
    """Two models in two precisions, one without some decisions; two slices and two features."""
    random = np.random.default_rng(7)
    frame = pl.DataFrame(
        {
            "label": (random.random(ROWS) < 0.4).astype(float),
            "group": [["a", "b", "c"][place] for place in random.integers(0, 3, ROWS)],
            "size": [None if row % 11 == 0 else row % 9 for row in range(ROWS)],
            "kind": [[None, "x", "x", "y"][row % 4] for row in range(ROWS)],
        }
    )
    examples = read(frame, label="label", groups=["group"], features=["size", "kind"])
    second = [None if row % 13 == 0 else row % 20 / 20 for row in range(ROWS)]
    scores = {
        "first": np.round(random.random(ROWS), 2).astype(np.float32),
        "second": pl.Series(second, dtype=pl.Float64),
    }
    return Explorer(examples, scores)


def _listed(values: Any) -> list[Any]:
    """Numbers as JSON has them; what is missing is None."""
    listed = np.asarray(values).tolist()
    return [None if one != one else int(one) if isinstance(one, bool) else one for one in listed]


def _selected(explorer: Explorer, predicate: dict[str, Any]) -> list[int]:
    frame = Frame.from_bytes(explorer.handle("select", {"predicate": predicate}))
    return np.flatnonzero(frame.columns["selected"]).tolist()


def written() -> str:
    """What the file holds."""
    return json.dumps(golden(), indent=None, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
