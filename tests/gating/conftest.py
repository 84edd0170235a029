"""A report, a file of scores and plans over them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from counterpoise.auditing import audit
from counterpoise.counterfactuals.pairs import ablation_pairs
from counterpoise.data import Delimited, read

ROWS = 3000


@pytest.fixture(scope="session")
def results(tmp_path_factory) -> Path:
    """A folder with scores.parquet and report.json: `mended` is fairer to women than `base`."""
    folder = tmp_path_factory.mktemp("results")
    generator = np.random.default_rng(0)
    positives, women = generator.random(ROWS) < 0.4, generator.random(ROWS) < 0.4
    rare = np.arange(ROWS) < 3
    noise = generator.normal(size=ROWS)
    scores = {
        "base": 1 / (1 + np.exp(-(noise + 3 * positives - 2 + 1.5 * women))),
        "mended": 1 / (1 + np.exp(-(noise + 3 * positives - 2))),
    }
    groups = [
        ";".join(["female"] * int(w) + ["rare"] * int(r)) for w, r in zip(women, rare, strict=True)
    ]
    texts = ["she said so" if w else "they said so" for w in women]
    frame = pl.DataFrame(
        {
            "label": positives.astype(float),
            "text": texts,
            "gender": groups,
            **{f"score_{name}": values for name, values in scores.items()},
        }
    )
    frame.write_parquet(folder / "scores.parquet")
    examples = read(
        frame, label="label", text="text", groups=[Delimited(column="gender", delimiter=";")]
    )
    pairs = ablation_pairs(examples, "gender_50")
    flipped = {
        "base": scores["base"][pairs.sources] - 0.09,
        "mended": scores["mended"][pairs.sources],
    }
    audit(
        examples,
        scores,
        pairs=pairs,
        counterfactual_scores={name: np.clip(v, 0, 1) for name, v in flipped.items()},
    ).save(folder / "report.json")
    return folder


@pytest.fixture
def plan_file(results, tmp_path):
    """Writes a plan of these scenarios, beside `results` by absolute path."""

    def write(*scenarios: str, report: bool = True, scores: bool = True, baseline: bool = True):
        parts = [f"report = '{results}'" if report else "", "baseline = 'base'" if baseline else ""]
        if scores:
            parts += [
                "[scores]",
                f"path = '{results / 'scores.parquet'}'",
                "label = 'label'",
                "groups = ['gender']",
                "delimiter = ';'",
                "prefix = 'score_'",
            ]
        for scenario in scenarios:
            parts += ["[[scenarios]]", scenario]
        path = tmp_path / "gate.toml"
        path.write_text("\n".join(parts), encoding="utf-8")
        return path

    return write
